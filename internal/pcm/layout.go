package pcm

import (
	"encoding/binary"
	"math"
)

// layout is how samples lie in bytes.
type layout struct {
	size   int                                 // bytes of one sample
	append func(dst []int16, b []byte) []int16 // appends the samples of b, which has whole ones
}

// frames puts together what was cut between two pieces of a stream. A frame is one sample of every
// channel.
type frames struct {
	rest []byte // the beginning of a frame whose end has not come
}

// append appends the samples of all frames that b completes to dst.
func (f *frames) append(dst []int16, b []byte, l layout, channels int) []int16 {
	size := l.size * channels
	if len(f.rest) > 0 {
		n := min(size-len(f.rest), len(b))
		f.rest, b = append(f.rest, b[:n]...), b[n:]
		if len(f.rest) < size {
			return dst
		}
		dst, f.rest = l.append(dst, f.rest), f.rest[:0]
	}
	whole := len(b) - len(b)%size
	f.rest = append(f.rest, b[whole:]...)
	return l.append(dst, b[:whole])
}

func appendMuLaw(dst []int16, b []byte) []int16 {
	for _, c := range b {
		dst = append(dst, decodeMuLaw(c))
	}
	return dst
}

func appendALaw(dst []int16, b []byte) []int16 {
	for _, c := range b {
		dst = append(dst, decodeALaw(c))
	}
	return dst
}

// appendUnsigned8 reads WAV's eight bits, of which silence is the middle.
func appendUnsigned8(dst []int16, b []byte) []int16 {
	for _, c := range b {
		dst = append(dst, (int16(c)-128)<<8)
	}
	return dst
}

func appendLinear16(dst []int16, b []byte) []int16 {
	for ; len(b) >= 2; b = b[2:] {
		dst = append(dst, int16(binary.LittleEndian.Uint16(b)))
	}
	return dst
}

// appendHigh returns a function that reads integers of so many bytes, of which the upper two count.
func appendHigh(size int) func([]int16, []byte) []int16 {
	return func(dst []int16, b []byte) []int16 {
		for ; len(b) >= size; b = b[size:] {
			dst = append(dst, int16(binary.LittleEndian.Uint16(b[size-2:])))
		}
		return dst
	}
}

func appendFloat32(dst []int16, b []byte) []int16 {
	for ; len(b) >= 4; b = b[4:] {
		dst = append(dst, fromFloat(float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))))
	}
	return dst
}

func appendFloat64(dst []int16, b []byte) []int16 {
	for ; len(b) >= 8; b = b[8:] {
		dst = append(dst, fromFloat(math.Float64frombits(binary.LittleEndian.Uint64(b))))
	}
	return dst
}

// fromFloat clips at full scale, ±1; what is not a number is silence.
func fromFloat(v float64) int16 {
	if math.IsNaN(v) {
		return 0
	}
	return int16(math.Round(max(-32768, min(32767, v*32768))))
}
