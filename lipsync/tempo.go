package lipsync

import (
	"math"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// tempo follows how fast is spoken.
type tempo struct {
	slower  float64 // than usual, as a factor
	frames  float64 // of the sounds since the last judgement
	nominal float64 // that they usually take
	sounds  int
}

const (
	// perJudgement is how many sounds it takes to tell the tempo.
	perJudgement = 10
	// newTempo is how much the last sounds count beside what was known.
	newTempo = 0.4
)

// hear takes in how long a phone was.
func (t *tempo) hear(m *acoustic.Model, f final, phone uint8) {
	if phone == acoustic.Silence {
		return
	}
	t.frames += float64(f.to - f.from)
	t.nominal += math.Exp(float64(m.Durations[phone].Mean))
	if t.sounds++; t.sounds < perJudgement {
		return
	}
	now := min(max(t.frames/t.nominal, fastest), slowest)
	t.slower = t.slower * math.Pow(now/t.slower, newTempo)
	t.frames, t.nominal, t.sounds = 0, 0, 0
}
