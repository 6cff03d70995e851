package vad

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// TestSpectrum compares with the definition of the Fourier transform.
func TestSpectrum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var samples [window]float64
	for i := range samples {
		samples[i] = rng.NormFloat64()
	}
	s := newSpectrum()
	var got [half]float64
	s.power(&got, &samples)
	for k := range got {
		var x complex128
		for n, v := range samples {
			x += complex(v*s.hann[n], 0) * cmplx.Rect(1, -2*math.Pi*float64(k*n)/points)
		}
		if want := real(x)*real(x) + imag(x)*imag(x); math.Abs(got[k]-want) > 1e-9*(1+want) {
			t.Fatalf("bin %d has power %g, want %g", k, got[k], want)
		}
	}
}
