package server

import (
	"context"

	"github.com/visavis/visavis"
)

// amplified is a voice whose samples are multiplied by a factor.
type amplified struct {
	visavis.Speaker
	factor float64
}

// Speak implements visavis.Speaker.
func (a amplified) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	var pcm []int16
	return a.Speaker.Speak(ctx, clauses, func(s visavis.Speech) {
		pcm = amplify(pcm[:0], s.PCM, a.factor) // a voice's samples are its own
		s.PCM = pcm
		emit(s)
	})
}

// Warm implements visavis.Warmer.
func (a amplified) Warm(ctx context.Context) { warm(ctx, a.Speaker) }

const (
	fullScale = 1<<15 - 1
	// knee is from where on a voice that is made louder is compressed, two thirds of full scale.
	knee = 22000
)

// amplify appends samples multiplied by a factor. Peaks that this makes come the closer to full scale
// the higher they are, and never reach it.
func amplify(dst, samples []int16, factor float64) []int16 {
	for _, s := range samples {
		v := float64(s) * factor
		switch {
		case factor <= 1: // no peak is made
		case v > knee:
			v = soften(v)
		case v < -knee:
			v = -soften(-v)
		}
		dst = append(dst, int16(v))
	}
	return dst
}

// soften bends what is above the knee.
func soften(v float64) float64 {
	const room = fullScale - knee
	over := (v - knee) / room
	return knee + room*over/(1+over)
}
