package pcm

import (
	"math"

	"github.com/visavis/visavis"
)

const (
	// lobes is how many zero crossings of the sinc lie on either side. Together with kaiserBeta it
	// sets the transition band: 7 % of the lower rate, so that 16 kHz keeps its sound up to 6.8 kHz.
	lobes = 40
	// kaiserBeta belongs to a stop band of 90 dB (Kaiser's 0.1102(A−8.7)).
	kaiserBeta = 8.96
	// transition is the width of the transition band for these two, in cycles per sample of the
	// lower rate: Kaiser's (A−7.95)/(14.36·taps).
	transition = (90 - 7.95) / (14.36 * 2 * lobes)
	// maxPhases bounds a bank: rates with hardly a common divisor (44101 to 48000) get this many
	// phases and interpolation between them, which is good to −100 dB.
	maxPhases = 512
)

// kernel is a low-pass filter cut into phases: taps[p] are the weights of the input samples around
// a place p/phases of a sample behind an input sample.
type kernel struct {
	phases int
	half   int // taps on either side of the place
	taps   [][]float32
}

// newKernel designs the filter for a conversion. The stop band begins at half the lower rate, so
// that nothing folds back. An output sample lies behind an input sample by a multiple of 1/steps.
func newKernel(from, to visavis.SampleRate, steps int64) kernel {
	scale := min(1, float64(to)/float64(from)) // lower rate in terms of the input's
	cutoff := (0.5 - transition/2) * scale     // cycles per input sample
	// A filter that is stretched by 1/scale is as much smoother: fewer phases will do.
	phases := min(steps, int64(math.Ceil(maxPhases*scale)))
	k := kernel{phases: int(phases), half: int(math.Ceil(lobes / scale))}
	// One phase more than there are: the neighbour of the last one when interpolating.
	for p := range k.phases + 1 {
		k.taps = append(k.taps, k.phase(float64(p)/float64(phases), cutoff))
	}
	return k
}

// phase returns the taps for a place frac behind an input sample. They sum to one, so that
// constant input stays exactly constant.
func (k kernel) phase(frac, cutoff float64) []float32 {
	weights := make([]float64, 2*k.half)
	sum := 0.0
	for i := range weights {
		d := float64(i-k.half+1) - frac
		weights[i] = sinc(2*cutoff*d) * kaiser(d/float64(k.half))
		sum += weights[i]
	}
	taps := make([]float32, len(weights))
	for i, w := range weights {
		taps[i] = float32(w / sum)
	}
	return taps
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is Kaiser's window over −1..1.
func kaiser(x float64) float64 {
	if x <= -1 || x >= 1 {
		return 0
	}
	return bessel(kaiserBeta*math.Sqrt(1-x*x)) / bessel(kaiserBeta)
}

// bessel is the modified Bessel function of the first kind and order zero, by its series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-12*sum; k++ {
		term *= (x / 2 / k) * (x / 2 / k)
		sum += term
	}
	return sum
}
