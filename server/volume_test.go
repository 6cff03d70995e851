package server

import (
	"context"
	"math"
	"testing"

	"github.com/visavis/visavis"
)

func TestAmplify(t *testing.T) {
	quiet := tone(1600, 16000) // peaks at 8000
	for _, factor := range []float64{0.5, 0.8, 1.2, 2} {
		if got := rms(amplify(nil, quiet, factor)); math.Abs(got-factor*rms(quiet)) > 1 {
			t.Errorf("by %g the level becomes %.0f, of %.0f", factor, got, rms(quiet))
		}
	}
}

// TestAmplifiedPeaks: the louder stays the louder, whatever the factor, and nothing wraps around.
func TestAmplifiedPeaks(t *testing.T) {
	var all []int16
	for v := math.MinInt16; v <= math.MaxInt16; v++ {
		all = append(all, int16(v))
	}
	for _, factor := range []float64{0.5, 1.01, 1.5, 2} {
		got := amplify(nil, all, factor)
		for i := 1; i < len(got); i++ {
			if got[i] < got[i-1] {
				t.Fatalf("by %g %d becomes %d, and %d %d", factor, all[i-1], got[i-1], all[i], got[i])
			}
		}
		if most := got[len(got)-1]; factor > 1 && most < 26000 {
			t.Errorf("by %g the loudest becomes %d", factor, most)
		}
	}
}

// pieces is a voice that says the same piece time and again.
type pieces struct {
	pcm []int16
	n   int
}

func (p pieces) Speak(_ context.Context, _ <-chan string, emit func(visavis.Speech)) error {
	for range p.n {
		emit(visavis.Speech{PCM: p.pcm, Rate: 16000})
	}
	return nil
}

// TestAmplifiedCostsNothing: the buffer of a reply is grown once, and the voice keeps its samples.
func TestAmplifiedCostsNothing(t *testing.T) {
	pcm := tone(640, 16000)
	before := append([]int16(nil), pcm...)
	cost := func(n int) float64 {
		v := amplified{pieces{pcm, n}, 2}
		return testing.AllocsPerRun(10, func() { v.Speak(context.Background(), nil, func(visavis.Speech) {}) })
	}
	if few, many := cost(1), cost(1000); many != few {
		t.Errorf("a reply of 1000 pieces allocates %g times, of one %g times", many, few)
	}
	expect(t, "the voice's own samples", pcm, before)
}

func BenchmarkAmplify(b *testing.B) {
	pcm, out := tone(24000, 24000), []int16(nil)
	for i := range pcm {
		pcm[i] *= 4
	}
	for b.Loop() {
		out = amplify(out[:0], pcm, 2)
	}
}
