package main

import (
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/corpus"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// speech lays phones end to end, 100 ms each at 16 kHz, the whole moved by some samples.
func speech(moved int64, names ...string) (phones []visavis.Phone) {
	for i, name := range names {
		phones = append(phones, visavis.Phone{Name: name, Start: int64(i)*1600 + moved, End: int64(i+1)*1600 + moved})
	}
	return phones
}

func TestPerfect(t *testing.T) {
	var s score
	truth := speech(0, "SIL", "B", "AA", "F", "IY", "SIL")
	s.add(truth, truth, 16000, 9600)
	if s.frames != 60 || s.right15 != 60 || s.right7 != 60 || s.right5 != 60 || mean(s.errors) != 0 || len(s.errors) != 4 {
		t.Errorf("what is right scores %+v", s)
	}
	if s.closed != 1 || s.closures != 1 || s.teethMet != 1 || s.teeth != 1 || s.claimedRight != 1 {
		t.Errorf("lips and teeth: %+v", s)
	}
}

// TestLate: what is 30 ms late costs three frames at each change of shape, and 30 ms.
func TestLate(t *testing.T) {
	var s score
	s.add(speech(0, "B", "AA", "B", "AA"), speech(480, "B", "AA", "B", "AA"), 16000, 6400)
	if e := mean(s.errors); e != 30 {
		t.Errorf("the error is %v ms", e)
	}
	if wrong := s.frames - s.right15; wrong != 3*4 { // no shape at the start is wrong too
		t.Errorf("%d frames are wrong", wrong)
	}
	if s.within(20) != 0 || s.within(50) != 100 || s.closed != 2 {
		t.Errorf("%+v", s)
	}
}

// TestWrongSounds: other sounds with the same mouth are no error of the mouth; others are matched by
// the shortest edit distance.
func TestWrongSounds(t *testing.T) {
	var s score
	s.add(speech(0, "B", "AA", "D", "IY"), speech(0, "P", "AE", "T"), 16000, 6400)
	if s.right15 != 30 || s.closed != 1 {
		t.Errorf("%+v", s)
	}
	pairs := match(speech(0, "B", "AA", "D", "IY"), speech(1600, "AA", "D", "IY"))
	if len(pairs) != 3 || pairs[0][0] != 1600 || pairs[0][1] != 4800 && pairs[0][0] != 4800 {
		// The last pair comes first.
		if len(pairs) != 3 || pairs[0] != [2]int64{4800, 4800} {
			t.Errorf("pairs %v", pairs)
		}
	}
}

// TestGuesses: the baselines do what they are for.
func TestGuesses(t *testing.T) {
	u := corpus.Utterance{PCM: make([]int16, 16000), Rate: 16000}
	for i := 4000; i < 12000; i++ {
		u.PCM[i] = int16(10000 * (i%100 - 50) / 50)
	}
	words := []pronounce.Word{{Ways: [][]pronounce.Sound{{{Phone: "B"}, {Phone: "AA"}}}}}
	even := evenly(u, words)
	if len(even) != 4 || even[1] != (visavis.Phone{Name: "B", Start: 4000, End: 8000}) || even[2].End != 12000 {
		t.Errorf("evenly: %v", even)
	}
	open := 0
	for _, p := range loudness(u, nil) {
		open += one(p.Name == "AA")
	}
	if open != 50 {
		t.Errorf("the mouth is open for %d frames", open)
	}
}

// TestTempo: speech gets longer, and its phones with it.
func TestTempo(t *testing.T) {
	u := corpus.Utterance{PCM: make([]int16, 16000), Rate: 16000, Phones: speech(0, "AA")}
	for i := range u.PCM {
		u.PCM[i] = int16(8000 * (i%160 - 80) / 80)
	}
	slow := slower(u)
	if len(slow.PCM) != 20800 || slow.Phones[0].End != 2080 {
		t.Errorf("%d samples, phone up to %d", len(slow.PCM), slow.Phones[0].End)
	}
	if l := level(slow.PCM[2000:18000]); l < 2000 {
		t.Errorf("it has faded to %v", l)
	}
}
