package lipsync

import (
	"slices"
	"testing"

	"github.com/visavis/visavis"
)

// reply is the sentences of testdata in one recording, over and over.
func reply(t testing.TB, sentences int) (r recording) {
	for i := range sentences {
		one := load(t, []string{"rms1", "rms2"}[i%2])
		for _, p := range one.Phones {
			p.Start, p.End = p.Start+int64(len(r.PCM)), p.End+int64(len(r.PCM))
			r.Phones = append(r.Phones, p)
		}
		r.PCM, r.Rate, r.Text = append(r.PCM, one.PCM...), one.Rate, r.Text+" "+one.Text
	}
	return r
}

// TestSeveralSentences: in a reply of several sentences even a voice unlike any other is known
// before long, and what little of its text is lost is found again.
func TestSeveralSentences(t *testing.T) {
	r := reply(t, 10)
	for _, rate := range []visavis.SampleRate{13000, 20000} { // played as by a giant and by a child
		a := New(rate, Unknown())
		a.Say(0, words(r.Text))
		var got Timeline
		pieces, doubted := 0, 0
		for pcm := range slices.Chunk(r.PCM, int(rate)/50) {
			a.Hear(pcm)
			got.join(a.Take())
			pieces++
			if a.Doubts() {
				doubted++
			}
		}
		got = end(a, got)
		if share := float64(doubted) / float64(pieces); share > 0.1 {
			t.Errorf("at %d Hz the right text is doubted for %.0f%% of the time", rate, 100*share)
		}
		if share := mouthRight(r.Phones, got.Phones, int64(len(r.PCM))); share < 0.86 {
			t.Errorf("at %d Hz %.0f%% of the mouth is right", rate, 100*share)
		}
	}
}

// mouthRight returns in which share of samples both have a mouth of the same class.
func mouthRight(want, got []visavis.Phone, samples int64) float64 {
	const step = 160
	right := 0
	for at := int64(0); at < samples; at += step {
		if class(phoneAt(want, at)) == class(phoneAt(got, at)) {
			right++
		}
	}
	return float64(right*step) / float64(samples)
}

// TestPauseIsNotTheNextWord: a pause is as quiet as the closure of a T, but until the voice goes on
// nobody knows which it is.
func TestPauseIsNotTheNextWord(t *testing.T) {
	r := load(t, "rms1")
	a := New(r.Rate, Unknown())
	a.Say(0, words(r.Text+" Two people went."))
	got := hear(a, r.PCM, every20ms(r.Rate))
	pause := slices.Repeat(r.PCM[len(r.PCM)-1600:], 10)
	got.join(hear(a, pause, every20ms(r.Rate)))
	told := withoutPauses(got.Phones)
	if last := told[len(told)-1]; last.Name != "D" {
		t.Errorf("in the pause after %q %+v is told", r.Text, last)
	}
}

// TestLongCalibration: one recording teaches as much as its sentences one by one, however long it is.
func TestLongCalibration(t *testing.T) {
	long := reply(t, 10)
	var sentences []Recording
	for _, name := range []string{"rms1", "rms2"} {
		r := load(t, name)
		sentences = append(sentences, slices.Repeat([]Recording{{r.PCM, r.Rate, words(r.Text)}}, 5)...)
	}
	fits := func(heard ...Recording) float32 {
		a := New(long.Rate, Calibrate(Unknown(), heard))
		a.Say(0, words(long.Text))
		a.Hear(long.PCM)
		return a.text.best.score
	}
	apart, one := fits(sentences...), fits(Recording{long.PCM, long.Rate, words(long.Text)})
	if one < apart*1.03 { // both are below zero
		t.Errorf("after a long recording the text scores %.0f, after its sentences %.0f", one, apart)
	}
}
