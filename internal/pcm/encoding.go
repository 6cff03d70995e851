package pcm

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Encoding is how a sample is written as bytes.
type Encoding uint8

const (
	Linear16 Encoding = iota // 16 bits, signed, little-endian
	MuLaw                    // G.711 µ-law
	ALaw                     // G.711 A-law
	Linear32                 // 32-bit float, little-endian, full scale at ±1
)

// String returns the name that Deepgram's API uses: "linear16", "mulaw", "alaw" or "linear32".
func (e Encoding) String() string {
	switch e {
	case Linear16:
		return "linear16"
	case MuLaw:
		return "mulaw"
	case ALaw:
		return "alaw"
	case Linear32:
		return "linear32"
	}
	return fmt.Sprintf("encoding %d", uint8(e))
}

// ParseEncoding is the inverse of String.
func ParseEncoding(name string) (Encoding, error) {
	for e := Linear16; e <= Linear32; e++ {
		if e.String() == name {
			return e, nil
		}
	}
	return 0, fmt.Errorf("encoding %q is not supported: use linear16, linear32, mulaw or alaw", name)
}

// Size returns the bytes of one sample.
func (e Encoding) Size() int {
	switch e {
	case MuLaw, ALaw:
		return 1
	case Linear32:
		return 4
	}
	return 2
}

// Append appends samples to dst as bytes.
func (e Encoding) Append(dst []byte, samples []int16) []byte {
	switch e {
	case MuLaw:
		for _, s := range samples {
			dst = append(dst, encodeMuLaw(s))
		}
	case ALaw:
		for _, s := range samples {
			dst = append(dst, encodeALaw(s))
		}
	case Linear32:
		for _, s := range samples {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(s)/32768))
		}
	default:
		for _, s := range samples {
			dst = binary.LittleEndian.AppendUint16(dst, uint16(s))
		}
	}
	return dst
}

// layout returns how the encoding's samples lie in bytes.
func (e Encoding) layout() layout {
	switch e {
	case MuLaw:
		return layout{1, appendMuLaw}
	case ALaw:
		return layout{1, appendALaw}
	case Linear32:
		return layout{4, appendFloat32}
	}
	return layout{2, appendLinear16}
}

// Decoder turns the bytes of one stream into samples. Messages may split a sample: its first bytes
// wait for the others. The zero value decodes mono Linear16.
type Decoder struct {
	Encoding Encoding
	Channels int // interleaved; 0: 1. What comes out are whole frames, one sample of each channel

	frames frames
}

// Append appends the samples that b completes to dst.
func (d *Decoder) Append(dst []int16, b []byte) []int16 {
	return d.frames.append(dst, b, d.Encoding.layout(), max(d.Channels, 1))
}

// Partial reports whether bytes wait for the rest of their sample: at the end of a stream a sign
// that it was cut, or was never in this encoding.
func (d *Decoder) Partial() bool { return len(d.frames.rest) > 0 }
