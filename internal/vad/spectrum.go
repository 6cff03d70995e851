package vad

import (
	"math"
	"math/bits"
)

const (
	rate = 16000
	// hop is how often a decision is made: 10 ms.
	hop = 160
	// window is how much sound a decision looks at: 40 ms, three periods of a low voice.
	window = 640
	// points of the Fourier transform, more than the window so that autocorrelation does not wrap.
	points = 1024
	half   = points / 2
)

// spectrum computes power spectra. The transform of real samples is done as one of half as many
// complex ones.
type spectrum struct {
	hann     [window]float64
	cos, sin [half]float64 // of 2πk/points
	re, im   [half]float64
}

func newSpectrum() *spectrum {
	s := &spectrum{hann: hannWindow()}
	for k := range s.cos {
		s.sin[k], s.cos[k] = math.Sincos(2 * math.Pi * float64(k) / points)
	}
	return s
}

// hannWindow is scaled so that white noise of variance v has power v in every bin.
func hannWindow() (w [window]float64) {
	for i := range w {
		w[i] = (0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/window)) / math.Sqrt(window*3/8.0)
	}
	return w
}

// power writes the power of bins 0 to half−1 of samples to dst.
func (s *spectrum) power(dst *[half]float64, samples *[window]float64) {
	clear(s.re[:])
	clear(s.im[:])
	for n := range window / 2 {
		at := bits.Reverse16(uint16(n)) >> 7 // in bit-reversed order, as the butterflies want it
		s.re[at] = samples[2*n] * s.hann[2*n]
		s.im[at] = samples[2*n+1] * s.hann[2*n+1]
	}
	s.transform()
	dst[0] = (s.re[0] + s.im[0]) * (s.re[0] + s.im[0])
	for k := 1; k < half; k++ {
		dst[k] = s.unpack(k)
	}
}

// unpack separates the spectra of even and odd samples, which the complex transform has mixed, and
// returns the power of bin k.
func (s *spectrum) unpack(k int) float64 {
	m := half - k
	evenRe, evenIm := (s.re[k]+s.re[m])/2, (s.im[k]-s.im[m])/2
	oddRe, oddIm := (s.im[k]+s.im[m])/2, (s.re[m]-s.re[k])/2
	re := evenRe + oddRe*s.cos[k] + oddIm*s.sin[k]
	im := evenIm + oddIm*s.cos[k] - oddRe*s.sin[k]
	return re*re + im*im
}

// transform is the radix-2 fast Fourier transform in place.
func (s *spectrum) transform() {
	for size := 2; size <= half; size *= 2 {
		stride := points / size
		for j := range size / 2 {
			c, d := s.cos[j*stride], s.sin[j*stride]
			for a := j; a < half; a += size {
				s.butterfly(a, a+size/2, c, d)
			}
		}
	}
}

func (s *spectrum) butterfly(a, b int, c, d float64) {
	re := s.re[b]*c + s.im[b]*d
	im := s.im[b]*c - s.re[b]*d
	s.re[b], s.im[b] = s.re[a]-re, s.im[a]-im
	s.re[a], s.im[a] = s.re[a]+re, s.im[a]+im
}
