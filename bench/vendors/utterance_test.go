package vendors_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/vad"
)

const sentence = "Hello there, I would like to know whether the 7:45 to Köln is late, OOO!"

func TestWordsAreReadBack(t *testing.T) {
	for _, rate := range []visavis.SampleRate{8000, 16000, 22050, 24000, 32000, 44100, 48000} {
		if got := vendors.Text(vendors.Speak(sentence, rate), rate); got != sentence {
			t.Errorf("at %d Hz: %q", rate, got)
		}
	}
}

func TestWordsSurviveWhatSoundGoesThrough(t *testing.T) {
	clean := vendors.Utterance(sentence)
	for name, change := range map[string]func([]int16) []int16{
		"µ-law":  func(x []int16) []int16 { return throughBytes(pcm.MuLaw, x) },
		"A-law":  func(x []int16) []int16 { return throughBytes(pcm.ALaw, x) },
		"48 kHz": func(x []int16) []int16 { return resampled(t, resampled(t, x, 16000, 48000), 48000, 16000) },
		"8 kHz":  func(x []int16) []int16 { return resampled(t, resampled(t, x, 16000, 8000), 8000, 16000) },
		"-20 dB": func(x []int16) []int16 { return mixed(x, 0.1, 0) },
		"noise":  func(x []int16) []int16 { return mixed(x, 1, 500) },
	} {
		if got := vendors.Text(change(slices.Clone(clean)), 16000); got != sentence {
			t.Errorf("after %s: %q", name, got)
		}
	}
}

func throughBytes(e pcm.Encoding, x []int16) []int16 {
	d := pcm.Decoder{Encoding: e}
	return d.Append(nil, e.Append(nil, x))
}

func resampled(t *testing.T, x []int16, from, to visavis.SampleRate) []int16 {
	t.Helper()
	out, err := pcm.Resample(x, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// mixed changes the gain and adds white noise of a deviation.
func mixed(x []int16, gain, noise float64) []int16 {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		x[i] = int16(float64(x[i])*gain + noise*rng.NormFloat64())
	}
	return x
}

// TestLostAndDoubledAudioIsNoticed cuts pieces out of a sentence, or repeats them: the words outside
// are read as before, those inside are not.
func TestLostAndDoubledAudioIsNoticed(t *testing.T) {
	const text = "zero one two three four five"
	clean := vendors.Utterance(text)
	words := vendors.Timed(clean, 16000)
	for from := range words {
		for to := from + 1; to <= len(words); to++ {
			a, b := words[from].Start, words[to-1].End
			lost := slices.Concat(clean[:a], clean[b:])
			want := strings.Fields(text)
			if got := vendors.Words(lost, 16000); !slices.Equal(got, slices.Delete(slices.Clone(want), from, to)) {
				t.Errorf("without words %d to %d: %q", from, to, got)
			}
			twice := slices.Concat(clean[:b], make([]int16, 1600), clean[a:])
			if got := vendors.Words(twice, 16000); !slices.Equal(got, slices.Insert(slices.Clone(want), to, want[from:to]...)) {
				t.Errorf("words %d to %d twice: %q", from, to, got)
			}
		}
	}
}

// TestALostPieceOfAWordShows: no gap of two letters or more goes unnoticed, wherever it is.
func TestALostPieceOfAWordShows(t *testing.T) {
	clean := vendors.Utterance(sentence)
	rng := rand.New(rand.NewPCG(3, 4))
	const gap = 2*16000/15 + 400
	for range 40 {
		at := rng.IntN(len(clean) - gap)
		if got := vendors.Text(slices.Concat(clean[:at], clean[at+gap:]), 16000); got == sentence {
			t.Errorf("a gap at sample %d is not noticed", at)
		}
	}
}

func TestWordTimes(t *testing.T) {
	at := int64(0)
	for _, w := range vendors.Timed(vendors.Utterance(sentence), 16000) {
		start, end := at*16000/15, (at+int64(len(w.Text)))*16000/15
		if d := visavis.MicRate.D(max(start-w.Start, w.Start-start, end-w.End, w.End-end)); d > 15*time.Millisecond {
			t.Errorf("%s is at %d to %d, want %d to %d", w.Text, w.Start, w.End, start, end)
		}
		at += int64(len(w.Text)) + 1
	}
}

// TestDetectorTakesItForSpeech: one turn for an utterance, in a quiet room and in a noisy one.
func TestDetectorTakesItForSpeech(t *testing.T) {
	for _, noise := range []float64{0, 300} {
		for _, text := range []string{"no.", "Yes please.", sentence, strings.Repeat("A long story that goes on and on. ", 5)} {
			u := vendors.Utterance(text)
			x := mixed(slices.Concat(make([]int16, 16000), u, make([]int16, 16000)), 1, noise)
			var got []vad.Event
			vad.New(vad.Config{}).Feed(x, func(e vad.Event) { got = append(got, e) })
			if len(got) != 3 || got[0].Kind != vad.Start || got[2].Kind != vad.End {
				t.Errorf("noise %v, %q: events %v, want start, pause, end", noise, text, got)
				continue
			}
			early, late := got[0].Sample-16000, got[2].Sample-16000-int64(len(u))
			if max(early, -early, late, -late) > 16000/20 {
				t.Errorf("noise %v, %q: the turn begins %d samples late and ends %d late, want 50 ms", noise, text, early, late)
			}
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add([]byte(nil), uint16(8000))
	f.Add(pcm.Linear16.Append(nil, vendors.Utterance("seed")), uint16(16000))
	f.Fuzz(func(t *testing.T, b []byte, rate uint16) {
		r := visavis.SampleRate(max(8000, int(rate)))
		x := new(pcm.Decoder).Append(nil, b)
		last := int64(0)
		for _, w := range vendors.Timed(x, r) {
			if w.Start < last || w.Start >= int64(len(x)) || w.Text == "" {
				t.Errorf("word %+v among %d samples, after %d", w, len(x), last)
			}
			last = w.Start
		}
	})
}
