package lipsync

import (
	"math"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/acoustic"
)

// Predict appends to dst what will probably be heard from UpTo on, until a sample: the sound that
// has begun and those that follow it in the text, at the pace of the speech so far. Every call
// replaces what the one before has predicted. Without a text only the sound that has begun is known.
func (a *Aligner) Predict(dst []visavis.Phone, until int64) []visavis.Phone {
	s := a.active
	if s.frame == 0 {
		return dst
	}
	at := a.told.upTo
	for number := s.open; number != none && at < until; number = a.following(number) {
		n := s.graph.at(number)
		end := at + a.listener.Start(int64(a.nominal(n.phone)))
		if number == s.open {
			end = max(end, a.heard)
		}
		end = min(end, until)
		dst = append(dst, visavis.Phone{Name: nameOf(n.phone), Start: at, End: end, Stressed: n.stressed})
		at = end
	}
	return dst
}

// nominal returns how many frames a sound takes at the present pace.
func (a *Aligner) nominal(phone uint8) float64 {
	return math.Round(math.Exp(float64(a.voice.base.Durations[phone].Mean)) * a.tempo.slower)
}

// following returns the node that follows in the text if there is no pause, or none.
func (a *Aligner) following(number int32) int32 {
	g := a.text.graph
	if a.active != &a.text {
		return none
	}
	for n := number + 1; n < min(g.next(), number+reach); n++ {
		if g.at(n).phone == acoustic.Silence {
			continue
		}
		for _, from := range g.at(n).from {
			if from.node == number {
				return n
			}
		}
	}
	return none
}
