package main

import (
	"math"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/corpus"
	"github.com/visavis/visavis/lipsync/pronounce"
)

// guess is another way to find phones.
type guess func(u corpus.Utterance, words []pronounce.Word) []visavis.Phone

// loudness opens the mouth when it is loud: all that many avatars do.
func loudness(u corpus.Utterance, _ []pronounce.Word) (phones []visavis.Phone) {
	frame := int(u.Rate) / 100
	loudest := 0.0
	var levels []float64
	for i := 0; i+frame <= len(u.PCM); i += frame {
		levels = append(levels, level(u.PCM[i:i+frame]))
		loudest = max(loudest, levels[len(levels)-1])
	}
	for i, l := range levels {
		name := "SIL"
		if l > loudest/10 {
			name = "AA"
		}
		phones = append(phones, visavis.Phone{Name: name, Start: int64(i * frame), End: int64((i + 1) * frame)})
	}
	return phones
}

func level(pcm []int16) float64 {
	sum := 0.0
	for _, s := range pcm {
		sum += float64(s) * float64(s)
	}
	return math.Sqrt(sum / float64(max(1, len(pcm))))
}

// evenly gives all phones the same length, from the first sound to the last.
func evenly(u corpus.Utterance, words []pronounce.Word) []visavis.Phone {
	loud := loudness(u, words)
	from, to := int64(-1), int64(0)
	for _, p := range loud {
		if p.Name != "SIL" {
			to = p.End
			if from < 0 {
				from = p.Start
			}
		}
	}
	phones := []visavis.Phone{{Name: "SIL", End: from}}
	var names []string
	for _, w := range words {
		for _, s := range w.Ways[0] {
			names = append(names, s.Phone)
		}
	}
	for i, name := range names {
		n := int64(len(names))
		phones = append(phones, visavis.Phone{Name: name, Start: from + (to-from)*int64(i)/n, End: from + (to-from)*int64(i+1)/n})
	}
	return append(phones, visavis.Phone{Name: "SIL", Start: to, End: int64(len(u.PCM))})
}
