package lipsync

import (
	"math"

	"github.com/visavis/visavis/lipsync/acoustic"
)

const (
	// longest is how many frames of a phone are told apart.
	longest = 64
	// durationWeight is how much durations count beside the sound, whose frames are not as
	// independent of one another as the model believes.
	durationWeight = 6
	// goesOnPausing is the probability that a pause goes on for another frame.
	goesOnPausing = 0.95
)

// pace says how likely it is that a phone goes on or ends after so many frames.
type pace struct {
	stays, leaves [acoustic.Phones][longest]float32
}

func (p *pace) stay(phone uint8, frames int32) float32 { return p.stays[phone][min(frames, longest-1)] }
func (p *pace) leave(phone uint8, frames int32) float32 {
	return p.leaves[phone][min(frames, longest-1)]
}

// newPace makes the table for speech that is slower than usual by a factor.
func newPace(m *acoustic.Model, slower float64) *pace {
	p := new(pace)
	for phone := range p.stays {
		d := m.Durations[phone]
		for i := range longest {
			on := lasts(float64(i), float64(d.Mean)+math.Log(slower), float64(d.Deviation))
			if phone == acoustic.Silence {
				on = goesOnPausing
			}
			p.stays[phone][i] = durationWeight * float32(math.Log(on))
			p.leaves[phone][i] = durationWeight * float32(math.Log(1-on))
		}
	}
	return p
}

// lasts returns the probability that something which has lasted some frames goes on for another,
// if the logarithm of its length is normally distributed.
func lasts(frames, mean, deviation float64) float64 {
	survives := func(frames float64) float64 {
		return max(1e-6, 0.5*math.Erfc((math.Log(frames)-mean)/deviation/math.Sqrt2))
	}
	on := survives(frames+0.5) / survives(max(frames-0.5, 0.5))
	return min(max(on, 0.02), 0.9997)
}

// paces are tables for speech from fast to slow.
type paces [5]*pace

// slowest and fastest are how far speech may be from the usual pace, as a factor.
const (
	fastest = 0.6
	slowest = 1.7
)

func newPaces(m *acoustic.Model) (all paces) {
	for i := range all {
		all[i] = newPace(m, fastest*math.Pow(slowest/fastest, float64(i)/float64(len(all)-1)))
	}
	return all
}

// of returns the table that is nearest to a pace.
func (p *paces) of(slower float64) *pace {
	i := math.Round(math.Log(slower/fastest) / math.Log(slowest/fastest) * float64(len(p)-1))
	return p[int(min(max(i, 0), float64(len(p)-1)))]
}
