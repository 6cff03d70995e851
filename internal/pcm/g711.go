package pcm

import "math/bits"

// G.711 cuts a sample's magnitude into eight segments, each twice as long as the one before, and
// each segment into sixteen steps: sign, three bits of segment, four bits of step. The formulas
// take a nanosecond, so there are no tables.

// muLawBias makes every µ-law segment begin at a power of two.
const muLawBias = 132

func encodeMuLaw(s int16) byte {
	m, sign := int(s), byte(0)
	if m < 0 {
		m, sign = -m, 0x80
	}
	m = min(m, 32635) + muLawBias
	segment := bits.Len(uint(m)) - 8
	step := byte(m>>(segment+3)) & 0x0F
	return ^(sign | byte(segment)<<4 | step)
}

func decodeMuLaw(c byte) int16 {
	c = ^c
	segment := c >> 4 & 7
	m := (int16(c&0x0F)<<3+muLawBias)<<segment - muLawBias
	if c&0x80 != 0 {
		return -m
	}
	return m
}

// aLawToggle inverts every other bit, so that silence has edges for a receiver to lock on.
const aLawToggle = 0x55

func encodeALaw(s int16) byte {
	m, sign := int(s), byte(0x80)
	if m < 0 {
		m, sign = ^m, 0 // one's complement: -1 is as far from the middle as 0
	}
	m >>= 4
	segment := bits.Len(uint(m >> 4))
	step := byte(m>>max(segment-1, 0)) & 0x0F
	return (sign | byte(segment)<<4 | step) ^ aLawToggle
}

func decodeALaw(c byte) int16 {
	c ^= aLawToggle
	segment := c >> 4 & 7
	m := int16(c&0x0F)<<4 + 8 // the middle of the step
	if segment > 0 {
		m = (m + 0x100) << (segment - 1)
	}
	if c&0x80 == 0 {
		return -m
	}
	return m
}
