package pcm

import (
	"fmt"

	"github.com/visavis/visavis"
)

// Rates that NewResampler accepts, in samples per second.
const (
	MinRate visavis.SampleRate = 4000
	MaxRate visavis.SampleRate = 384000
)

// blockSize is how many input samples are worked on at a time; it bounds the memory of a stream.
const blockSize = 1024

// Resampler changes the sampling rate of one stream. Output sample n is the sound at input sample
// n·from/to exactly: the filter's delay is taken out, so offsets of words and lips hold. How the
// input is cut into pieces makes no difference to the output, to the last bit.
type Resampler struct {
	from, to int64 // the rates in lowest terms
	kernel   kernel

	history  []float32 // the input that is still needed, oldest first
	consumed int64     // input samples taken since the start of the stream
	produced int64     // output samples given since the start of the stream
	first    int64     // input sample number of history[0]; negative in the silence before the start
}

// NewResampler returns a Resampler from one rate to another, both within MinRate and MaxRate.
func NewResampler(from, to visavis.SampleRate) (*Resampler, error) {
	for _, rate := range []visavis.SampleRate{from, to} {
		if rate < MinRate || rate > MaxRate {
			return nil, fmt.Errorf("resample from %d to %d Hz: %d is outside %d to %d", from, to, rate, MinRate, MaxRate)
		}
	}
	d := gcd(int64(from), int64(to))
	r := &Resampler{from: int64(from) / d, to: int64(to) / d}
	if from != to {
		r.kernel = newKernel(from, to, r.to)
		r.history = make([]float32, 0, 2*r.kernel.half+blockSize)
	}
	r.Reset()
	return r, nil
}

// Resample converts a whole recording; the result has round(len(samples)·to/from) samples.
func Resample(samples []int16, from, to visavis.SampleRate) ([]int16, error) {
	r, err := NewResampler(from, to)
	if err != nil {
		return nil, err
	}
	out := make([]int16, 0, int64(len(samples))*int64(to)/int64(from)+1)
	return r.Flush(r.Append(out, samples)), nil
}

// Reset makes ready for a new stream.
func (r *Resampler) Reset() {
	r.consumed, r.produced = 0, 0
	// Before the first sample there was silence.
	r.first = -int64(r.kernel.half)
	r.history = r.history[:r.kernel.half]
	clear(r.history)
}

// Append takes the next samples of the stream and appends what can be told of the output to dst.
// The output stays behind the input by the filter's reach: 40 samples of the lower rate.
func (r *Resampler) Append(dst, samples []int16) []int16 {
	r.consumed += int64(len(samples))
	if r.from == r.to {
		return append(dst, samples...)
	}
	for len(samples) > 0 {
		n := min(len(samples), r.room())
		for _, s := range samples[:n] {
			r.history = append(r.history, float32(s))
		}
		samples = samples[n:]
		dst = r.convolve(dst)
	}
	return dst
}

// Flush appends the rest of the output to dst, as if silence followed the input. The whole stream
// then has round(input·to/from) samples, and the Resampler is ready for a new one.
func (r *Resampler) Flush(dst []int16) []int16 {
	defer r.Reset()
	if r.from == r.to {
		return dst
	}
	missing := (r.consumed*r.to+r.from/2)/r.from - r.produced
	target := len(dst) + int(missing)
	for len(dst) < target {
		n := len(r.history)
		r.history = r.history[:n+r.room()]
		clear(r.history[n:])
		dst = r.convolve(dst)
	}
	return dst[:target]
}

// room is how many input samples the history has place for.
func (r *Resampler) room() int { return cap(r.history) - len(r.history) }

// convolve appends every output sample whose input is complete and forgets what no later one needs.
func (r *Resampler) convolve(dst []int16) []int16 {
	width := 2 * r.kernel.half
	for {
		whole, rest := r.produced*r.from/r.to, r.produced*r.from%r.to
		begin := int(whole - int64(r.kernel.half) + 1 - r.first)
		if begin+width > len(r.history) {
			r.forget(begin)
			return dst
		}
		dst = append(dst, r.at(r.history[begin:begin+width], rest))
		r.produced++
	}
}

// at returns the sound rest/to of a sample behind the middle of window.
func (r *Resampler) at(window []float32, rest int64) int16 {
	scaled := rest * int64(r.kernel.phases)
	phase, between := scaled/r.to, scaled%r.to
	v := dot(window, r.kernel.taps[phase])
	if between != 0 {
		next := dot(window, r.kernel.taps[phase+1])
		v += (next - v) * float32(between) / float32(r.to)
	}
	return saturate(v)
}

// forget drops the first n samples of the history.
func (r *Resampler) forget(n int) {
	n = min(n, len(r.history))
	kept := copy(r.history, r.history[n:])
	r.history = r.history[:kept]
	r.first += int64(n)
}

// dot is the scalar product. Four sums at once, because each addition waits for the one before.
func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range min(len(a), len(b)) {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// saturate rounds to the nearest sample value.
func saturate(v float32) int16 {
	switch {
	case v >= 32767:
		return 32767
	case v <= -32768:
		return -32768
	case v < 0:
		return int16(v - 0.5)
	}
	return int16(v + 0.5)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
