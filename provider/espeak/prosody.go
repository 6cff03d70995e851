package espeak

import "math"

// What the library speaks with by itself.
const (
	ownRate  = 175 // words per minute
	ownRange = 50  // of the pitch
)

// rateOf returns the words per minute for a speed.
func rateOf(speed float64) int32 {
	if speed == 0 {
		return ownRate
	}
	return int32(math.Round(ownRate * speed))
}

// livelier is how much wider the pitch moves for 1 more of expressivity.
const livelier = 1.4

// rangeOf returns the range of the pitch for an expressivity. The library's widest is 99.
func rangeOf(expressivity float64) int32 {
	return min(99, int32(math.Round(ownRange*math.Pow(livelier, expressivity))))
}
