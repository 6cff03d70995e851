package lipsync

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// recording is a sentence of flite's voice rms, which had no part in making the model.
type recording struct {
	Text   string
	Phones []visavis.Phone
	PCM    []int16            `json:"-"`
	Rate   visavis.SampleRate `json:"-"`
}

func load(t testing.TB, name string) (r recording) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/" + name + ".wav")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if r.PCM, r.Rate, err = pcm.ReadWAV(f); err != nil {
		t.Fatal(err)
	}
	return r
}

func words(text string) []pronounce.Word { return new(pronounce.Lexicon).Words(text) }

// hear has audio arrive in pieces and returns all that is told, Take having been called after each.
func hear(a *Aligner, samples []int16, piece func() int) (all Timeline) {
	for len(samples) > 0 {
		n := min(piece(), len(samples))
		a.Hear(samples[:n])
		samples = samples[n:]
		all.join(a.Take())
	}
	return all
}

func (t *Timeline) join(more Timeline) {
	for _, p := range more.Phones {
		if n := len(t.Phones); n > 0 && p.Name == silence && t.Phones[n-1].Name == silence {
			t.Phones[n-1].End = p.End // a pause may be told in parts
			continue
		}
		t.Phones = append(t.Phones, p)
	}
	t.Words = append(t.Words, more.Words...)
}

func end(a *Aligner, so Timeline) Timeline {
	a.End()
	so.join(a.Take())
	return so
}

func every20ms(r visavis.SampleRate) func() int { return func() int { return int(r) / 50 } }

// meanError returns how far the starts of phones are off, in milliseconds. Both have the same phones
// but for pauses and the vowels of little words.
func meanError(t *testing.T, want, got []visavis.Phone, rate visavis.SampleRate) float64 {
	t.Helper()
	want, got = withoutPauses(want), withoutPauses(got)
	if len(want) != len(got) {
		t.Fatalf("%d sounds, want %d:\n%v\n%v", len(got), len(want), got, want)
	}
	sum := 0.0
	for i := range want {
		sum += math.Abs(float64(want[i].Start-got[i].Start)) * 1000 / float64(rate)
	}
	return sum / float64(len(want))
}

func withoutPauses(phones []visavis.Phone) (out []visavis.Phone) {
	for _, p := range phones {
		if p.Name != silence {
			out = append(out, p)
		}
	}
	return out
}

func TestFollowsAText(t *testing.T) {
	for _, name := range []string{"rms1", "rms2"} {
		r := load(t, name)
		a := New(r.Rate, Unknown())
		a.Say(0, words(r.Text))
		got := end(a, hear(a, r.PCM, every20ms(r.Rate)))
		if e := meanError(t, r.Phones, got.Phones, r.Rate); e > 14 {
			t.Errorf("%s: sounds are %.1f ms off on average", name, e)
		}
		if a.Doubts() {
			t.Errorf("%s: the right text is doubted", name)
		}
	}
}

// TestWords: each word is told once, where its sounds are.
func TestWords(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	a.Say(3, words(r.Text))
	var got []string
	last := int64(0)
	for _, w := range end(a, hear(a, r.PCM, every20ms(r.Rate))).Words {
		got = append(got, r.Text[w.From:w.To])
		if w.Start < last || w.End <= w.Start || w.Clause != 3 {
			t.Errorf("word %q of clause %d is heard from %d to %d, after one that ends at %d", got[len(got)-1], w.Clause, w.Start, w.End, last)
		}
		last = w.End
	}
	want := []string{"My", "brother", "plays", "the", "trumpet", "in", "a", "small", "village", "band"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

// TestPieces: how audio is cut makes no difference to what is found.
func TestPieces(t *testing.T) {
	r := load(t, "rms2")
	found := func(piece func() int) Timeline {
		a := New(r.Rate, Unknown())
		a.Say(0, words(r.Text))
		return end(a, hear(a, r.PCM, piece))
	}
	want := found(func() int { return len(r.PCM) })
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		if diff := cmp.Diff(want, found(func() int { return 1 + rng.IntN(2000) })); diff != "" {
			t.Fatalf("in other pieces other sounds are found (-want +got):\n%s", diff)
		}
	}
}

// TestOtherRates: the sample offsets are those of the audio that was given.
func TestOtherRates(t *testing.T) {
	r := load(t, "rms1")
	for _, rate := range []visavis.SampleRate{8000, 24000, 44100, 48000} {
		samples, err := pcm.Resample(r.PCM, r.Rate, rate)
		if err != nil {
			t.Fatal(err)
		}
		a := New(rate, Unknown())
		a.Say(0, words(r.Text))
		got := end(a, hear(a, samples, every20ms(rate))).Phones
		for i := range got { // back to the rate of the truth
			got[i].Start = got[i].Start * int64(r.Rate) / int64(rate)
		}
		if e := meanError(t, r.Phones, got, r.Rate); e > 16 {
			t.Errorf("at %d Hz sounds are %.1f ms off on average", rate, e)
		}
	}
}

// TestWithoutText: most of the mouth is right from the sound alone.
func TestWithoutText(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	got := end(a, hear(a, r.PCM, every20ms(r.Rate)))
	if !a.Doubts() || len(got.Words) > 0 {
		t.Error("words are told of no text")
	}
	right, frames := 0, len(r.PCM)/160
	for f := range frames {
		at := int64(f*160 + 80)
		if class(phoneAt(got.Phones, at)) == class(phoneAt(r.Phones, at)) {
			right++
		}
	}
	if share := float64(right) / float64(frames); share < 0.55 {
		t.Errorf("%.0f%% of the mouth is right", 100*share)
	}
}

func phoneAt(phones []visavis.Phone, at int64) string {
	for _, p := range phones {
		if p.Start <= at && at < p.End {
			return p.Name
		}
	}
	return silence
}

// class is a coarse shape of the mouth.
func class(phone string) visavis.Viseme {
	switch v := lookOf(phone).viseme; v {
	case visavis.VisemeTH, visavis.VisemeDD, visavis.VisemeKK, visavis.VisemeSS, visavis.VisemeNN:
		return visavis.VisemeDD
	case visavis.VisemeCH, visavis.VisemeRR, visavis.VisemeO, visavis.VisemeU:
		return visavis.VisemeU
	case visavis.VisemeE, visavis.VisemeI:
		return visavis.VisemeE
	default:
		return v
	}
}

// TestWrongTextCostsOneClause: a clause that is not what is heard is doubted, and the next one is
// followed again.
func TestWrongTextCostsOneClause(t *testing.T) {
	first, second := load(t, "rms1"), load(t, "rms2")
	a := New(first.Rate, Unknown())
	a.Say(0, words("Thousands of curious people never gathered outside of the old theater yesterday."))
	a.Say(1, words(second.Text))
	got := hear(a, first.PCM, every20ms(first.Rate))
	if !a.Doubts() {
		t.Error("the wrong text is believed")
	}
	a.Begin(1)
	got = end(a, joined(got, hear(a, second.PCM, every20ms(first.Rate))))
	if a.Doubts() {
		t.Error("the right text is not believed")
	}
	var after []visavis.Phone
	for _, p := range withoutPauses(got.Phones) {
		if p.Start >= int64(len(first.PCM)) {
			p.Start -= int64(len(first.PCM))
			after = append(after, p)
		}
	}
	truth := withoutPauses(second.Phones)
	// The text is believed after half a second: what comes later must be right.
	n := len(truth) / 2
	if len(after) < n {
		t.Fatalf("only %d sounds of %d", len(after), len(truth))
	}
	if e := meanError(t, truth[n:], after[len(after)-len(truth)+n:], first.Rate); e > 14 {
		t.Errorf("sounds are %.1f ms off on average", e)
	}
}

func joined(a, b Timeline) Timeline {
	a.join(b)
	return a
}

// TestTextMayComeLate: what is appended while the voice speaks already is followed like any other.
func TestTextMayComeLate(t *testing.T) {
	r := load(t, "rms1")
	all := words(r.Text)
	a := New(r.Rate, Unknown())
	a.Say(0, all[:4])
	got := hear(a, r.PCM[:r.Rate/2], every20ms(r.Rate))
	a.Say(0, all[4:])
	got = end(a, joined(got, hear(a, r.PCM[r.Rate/2:], every20ms(r.Rate))))
	if e := meanError(t, r.Phones, got.Phones, r.Rate); e > 14 {
		t.Errorf("sounds are %.1f ms off on average", e)
	}
}

// TestCalibration: a voice that was heard before is known better.
func TestCalibration(t *testing.T) {
	first, second := load(t, "rms1"), load(t, "rms2")
	v := Calibrate(Unknown(), []Recording{{first.PCM, first.Rate, words(first.Text)}})
	likelihood := func(v *Voice) float32 {
		a := New(second.Rate, v)
		a.Say(0, words(second.Text))
		hear(a, second.PCM, every20ms(second.Rate))
		return a.text.best.score
	}
	if before, after := likelihood(Unknown()), likelihood(v); after <= before {
		t.Errorf("the score of another sentence went from %.0f to %.0f", before, after)
	}
}

// TestLearning: a reply teaches the voice, and the next one profits.
func TestLearning(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	a.Say(0, words(r.Text))
	end(a, hear(a, r.PCM, every20ms(r.Rate)))
	if v := a.Voice(); v.Known() || v.mean.Frames() < 100 {
		t.Errorf("after three seconds the voice is known: %v, by %v frames", v.Known(), v.mean.Frames())
	}
}

// TestNothingIsLearntFromWrongText: a voice is not taken for another by what it does not say.
func TestNothingIsLearntFromWrongText(t *testing.T) {
	said, other := load(t, "rms1"), load(t, "rms2")
	for _, tt := range []struct {
		text   string
		learns bool
	}{{said.Text, true}, {other.Text, false}} {
		a := New(said.Rate, Unknown())
		a.Say(0, words(tt.text))
		hear(a, said.PCM, every20ms(said.Rate))
		if learnt := *a.study.model != *Unknown().model; learnt != tt.learns {
			t.Errorf("%q: something was learnt: %t", tt.text, learnt)
		}
	}
}

func TestNothingIsAllocatedOnTheWay(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	for i := range 20 {
		a.Say(i, words(r.Text))
	}
	pcm := r.PCM
	step := func() {
		if len(pcm) < 320 {
			pcm = r.PCM
		}
		a.Hear(pcm[:320])
		pcm = pcm[320:]
		a.Take()
	}
	for range 300 {
		step()
	}
	if n := testing.AllocsPerRun(500, step); n != 0 {
		t.Errorf("20 ms cost %v allocations", n)
	}
}

// TestMemoryIsBounded: two minutes of speech leave nothing behind.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	r := load(t, "rms1")
	a, all := New(r.Rate, Unknown()), words(r.Text)
	for i := range 30 {
		a.Say(i, all)
		hear(a, r.PCM, every20ms(r.Rate))
	}
	if n := len(a.text.graph.nodes); n > 900 || len(a.words) > 400 || len(a.clauses) > 40 || len(a.text.tokens) != n {
		t.Errorf("%d nodes, %d words, %d clauses are kept", n, len(a.words), len(a.clauses))
	}
}

// TestPrediction: what is foretold goes on where certainty ends, up to the limit, and is the text.
func TestPrediction(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	a.Say(0, words(r.Text))
	hear(a, r.PCM[:r.Rate], every20ms(r.Rate))
	until := a.Heard() + int64(r.Rate)*4/10
	at := a.UpTo()
	predicted := a.Predict(nil, until)
	for _, p := range predicted {
		if p.Start != at || p.End <= p.Start {
			t.Fatalf("%+v does not follow %d", p, at)
		}
		at = p.End
	}
	if at != until || len(predicted) < 4 {
		t.Errorf("%d sounds up to %d are predicted, want some up to %d", len(predicted), at, until)
	}
	truth := withoutPauses(r.Phones)
	next := slices.IndexFunc(truth, func(p visavis.Phone) bool { return p.Start+int64(r.Rate)/50 > a.UpTo() })
	if diff := cmp.Diff([]string{truth[next].Name, truth[next+1].Name}, []string{predicted[0].Name, predicted[1].Name}); diff != "" {
		t.Errorf("first sounds (-want +got):\n%s", diff)
	}
}

// TestHints: what a voice says about the time of a word is believed, to 60 ms.
func TestHints(t *testing.T) {
	r := load(t, "rms1")
	start := func(hint *visavis.SpokenWord) int64 {
		a := New(r.Rate, Unknown())
		a.Say(0, words(r.Text))
		if hint != nil {
			a.Hint(0, *hint)
		}
		for _, w := range end(a, hear(a, r.PCM, every20ms(r.Rate))).Words {
			if r.Text[w.From:w.To] == "trumpet" {
				return w.Start
			}
		}
		return -1
	}
	truth := start(nil)
	hint := visavis.SpokenWord{From: 21, To: 28, Start: truth + 16*120, End: truth + 16*600}
	if got := start(&hint); got < hint.Start-16*70 {
		t.Errorf("the word is found %d ms before the hint", (hint.Start-got)/16)
	}
}

// TestVoiceIsStored: a voice survives being written and read.
func TestVoiceIsStored(t *testing.T) {
	r := load(t, "rms1")
	v := Calibrate(Unknown(), []Recording{{r.PCM, r.Rate, words(r.Text)}})
	var b buffer
	if err := v.Encode(&b); err != nil {
		t.Fatal(err)
	}
	got, err := DecodeVoice(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got.model.States != v.model.States || got.mean != v.mean {
		t.Error("the voice that is read is another one")
	}
	if err := Unknown().Encode(&b); err == nil {
		t.Error("a voice is written of which nothing is known")
	}
}

type buffer struct{ b []byte }

func (b *buffer) Write(p []byte) (int, error) { b.b = append(b.b, p...); return len(p), nil }

func (b *buffer) Read(p []byte) (int, error) {
	n := copy(p, b.b)
	b.b = b.b[n:]
	return n, nil
}

// checkTimeline holds what is promised of every timeline: phones touch and words are in order.
func checkTimeline(t *testing.T, a *Aligner, all Timeline, samples int64) {
	t.Helper()
	at := int64(0)
	for _, p := range all.Phones {
		if _, known := acoustic.Index(p.Name); p.Start != at || p.End <= p.Start || !known {
			t.Fatalf("%+v after %d", p, at)
		}
		at = p.End
	}
	if at != samples || a.UpTo() != samples {
		t.Fatalf("sounds up to %d of %d samples", at, samples)
	}
	last := int64(0)
	for _, w := range all.Words {
		if w.Start < last || w.End <= w.Start || w.End > samples {
			t.Fatalf("%+v after %d", w, last)
		}
		last = w.End
	}
}

// FuzzAligner: whatever is heard and said, the timeline stays what it promises to be.
func FuzzAligner(f *testing.F) {
	f.Add("Hello there, 5 people.", uint64(1), uint16(400), true)
	f.Add("", uint64(2), uint16(1), false)
	f.Add("a b c d e f g h the the the to to", uint64(3), uint16(5000), true)
	f.Fuzz(func(t *testing.T, text string, seed uint64, piece uint16, speech bool) {
		if len(text) > 300 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		samples := make([]int16, rng.IntN(24000))
		if speech {
			samples = load(t, "rms1").PCM[rng.IntN(20000):][:len(samples)]
		} else {
			loud := rng.Float64() * 30000
			for i := range samples {
				samples[i] = int16(loud * (rng.Float64() - 0.5) * math.Sin(float64(i)/3000))
			}
		}
		a := New([]visavis.SampleRate{8000, 16000, 22050, 48000}[rng.IntN(4)], Unknown())
		a.Say(0, words(text))
		var all Timeline
		for i := 0; len(samples) > 0; i++ {
			n := min(1+int(piece), len(samples))
			a.Hear(samples[:n])
			samples = samples[n:]
			all.join(a.Take())
			switch rng.IntN(8) {
			case 0:
				a.Say(i+1, words(text))
			case 1:
				a.Begin(rng.IntN(i + 2))
			case 2:
				a.Hint(0, visavis.SpokenWord{From: rng.IntN(20), To: 30, Start: int64(rng.IntN(24000)), End: 25000})
			case 3:
				a.Predict(nil, a.Heard()+4000)
			}
		}
		n := a.Heard()
		checkTimeline(t, a, end(a, all), n)
	})
}

func BenchmarkAligner(b *testing.B) {
	r := load(b, "rms1")
	all := words(r.Text)
	for b.Loop() {
		a := New(r.Rate, Unknown())
		a.Say(0, all)
		hear(a, r.PCM, every20ms(r.Rate))
	}
	b.ReportMetric(100*b.Elapsed().Seconds()/float64(b.N)/r.Rate.D(int64(len(r.PCM))).Seconds(), "%core")
}
