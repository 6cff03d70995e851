package pcm

import (
	"encoding/binary"
	"fmt"
)

// Encoding is how a sample is written as bytes.
type Encoding uint8

const (
	Linear16 Encoding = iota // 16 bits, signed, little-endian
	MuLaw                    // G.711 µ-law
	ALaw                     // G.711 A-law
)

// String returns the name that Deepgram's API uses: "linear16", "mulaw" or "alaw".
func (e Encoding) String() string {
	switch e {
	case Linear16:
		return "linear16"
	case MuLaw:
		return "mulaw"
	case ALaw:
		return "alaw"
	}
	return fmt.Sprintf("encoding %d", uint8(e))
}

// ParseEncoding is the inverse of String.
func ParseEncoding(name string) (Encoding, error) {
	for e := Linear16; e <= ALaw; e++ {
		if e.String() == name {
			return e, nil
		}
	}
	return 0, fmt.Errorf("encoding %q is not supported: use linear16, mulaw or alaw", name)
}

// Size returns the bytes of one sample.
func (e Encoding) Size() int {
	if e == Linear16 {
		return 2
	}
	return 1
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
	default:
		for _, s := range samples {
			dst = binary.LittleEndian.AppendUint16(dst, uint16(s))
		}
	}
	return dst
}

// Decoder turns the bytes of one stream into samples. Messages may split a sample: the odd byte
// waits for its other half. The zero value decodes Linear16.
type Decoder struct {
	Encoding Encoding

	half    byte // the first byte of a split sample
	hasHalf bool
}

// Append appends the samples that b completes to dst.
func (d *Decoder) Append(dst []int16, b []byte) []int16 {
	switch d.Encoding {
	case MuLaw:
		for _, c := range b {
			dst = append(dst, decodeMuLaw(c))
		}
	case ALaw:
		for _, c := range b {
			dst = append(dst, decodeALaw(c))
		}
	default:
		dst = d.appendLinear(dst, b)
	}
	return dst
}

func (d *Decoder) appendLinear(dst []int16, b []byte) []int16 {
	if d.hasHalf && len(b) > 0 {
		dst = append(dst, int16(uint16(d.half)|uint16(b[0])<<8))
		b, d.hasHalf = b[1:], false
	}
	for ; len(b) >= 2; b = b[2:] {
		dst = append(dst, int16(binary.LittleEndian.Uint16(b)))
	}
	if len(b) == 1 {
		d.half, d.hasHalf = b[0], true
	}
	return dst
}

// Partial reports whether a byte waits for the other half of its sample: at the end of a stream a
// sign that it was cut, or was never Linear16.
func (d *Decoder) Partial() bool { return d.hasHalf }
