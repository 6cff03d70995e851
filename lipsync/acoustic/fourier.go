package acoustic

import (
	"math"
	"math/bits"
)

// fourier computes power spectra of real samples, as the transform of half as many complex ones.
type fourier struct {
	half     int       // complex points
	cos, sin []float32 // of 2πk/(2·half)
	swap     []uint16  // bit-reversed order
	re, im   []float32
}

// newFourier makes a transform of points samples, a power of two.
func newFourier(points int) *fourier {
	half := points / 2
	f := &fourier{
		half: half, cos: make([]float32, half), sin: make([]float32, half), swap: make([]uint16, half),
		re: make([]float32, half), im: make([]float32, half),
	}
	width := bits.Len(uint(half)) - 1
	for k := range half {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(points))
		f.cos[k], f.sin[k] = float32(c), float32(s)
		f.swap[k] = bits.Reverse16(uint16(k)) >> (16 - width)
	}
	return f
}

// power writes the power of bins 0 to half−1 of samples, of which there are 2·half, to dst.
func (f *fourier) power(dst, samples []float32) {
	for n, at := range f.swap {
		f.re[at], f.im[at] = samples[2*n], samples[2*n+1]
	}
	for size := 2; size <= f.half; size *= 2 {
		f.stage(size)
	}
	dst[0] = (f.re[0] + f.im[0]) * (f.re[0] + f.im[0])
	for k := 1; k < f.half; k++ {
		dst[k] = f.unpack(k)
	}
}

// stage combines transforms of size/2 points into transforms of size points.
func (f *fourier) stage(size int) {
	stride, h := 2*f.half/size, size/2
	for base := 0; base < f.half; base += size {
		lowRe, lowIm := f.re[base:base+h], f.im[base:base+h]
		highRe, highIm := f.re[base+h:base+size], f.im[base+h:base+size]
		highRe, lowIm, highIm = highRe[:len(lowRe)], lowIm[:len(lowRe)], highIm[:len(lowRe)]
		for j := range lowRe {
			c, s := f.cos[j*stride], f.sin[j*stride]
			re := highRe[j]*c + highIm[j]*s
			im := highIm[j]*c - highRe[j]*s
			highRe[j], highIm[j] = lowRe[j]-re, lowIm[j]-im
			lowRe[j] += re
			lowIm[j] += im
		}
	}
}

// unpack separates the spectra of even and odd samples, which the complex transform has mixed, and
// returns the power of bin k.
func (f *fourier) unpack(k int) float32 {
	m := f.half - k
	evenRe, evenIm := (f.re[k]+f.re[m])/2, (f.im[k]-f.im[m])/2
	oddRe, oddIm := (f.im[k]+f.im[m])/2, (f.re[m]-f.re[k])/2
	re := evenRe + oddRe*f.cos[k] + oddIm*f.sin[k]
	im := evenIm + oddIm*f.cos[k] - oddRe*f.sin[k]
	return re*re + im*im
}
