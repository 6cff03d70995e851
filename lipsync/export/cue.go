package export

import (
	"slices"
	"strings"

	"github.com/visavis/visavis"
)

// Track is the sounds of a recording.
type Track struct {
	Rate    visavis.SampleRate
	Samples int64 // of the whole recording
	Phones  []visavis.Phone
}

// Cue is a drawing of the mouth and when it is shown.
type Cue struct {
	Start, End int // hundredths of a second
	Shape      Shape
}

// Shape is one of the nine drawings that Rhubarb Lip Sync names. A to F are the basic ones.
type Shape uint8

const (
	ShapeA Shape = iota // lips shut: P B M
	ShapeB              // teeth together: most consonants, EE
	ShapeC              // open: EH, AE
	ShapeD              // wide open: AA
	ShapeE              // rounded: AO, ER
	ShapeF              // puckered: UW, W
	ShapeG              // teeth on the lip: F V
	ShapeH              // tongue up: long L
	ShapeX              // at rest
)

// allShapes is how many there are.
const allShapes = int(ShapeX) + 1

// String returns the letter.
func (s Shape) String() string { return "ABCDEFGHX"[s : s+1] }

// ExtendedShapes are the drawings that not every character has.
const ExtendedShapes = "GHX"

// drawn returns the shape to show for characters that have only some of the extended ones.
func (s Shape) drawn(extended string) Shape {
	switch {
	case s <= ShapeF || strings.Contains(extended, s.String()):
		return s
	case s == ShapeH:
		return ShapeC
	}
	return ShapeA
}

// Duration returns how long the recording is in whole hundredths of a second.
func (t Track) Duration() int { return t.centi(t.Samples) }

func (t Track) centi(sample int64) int { return int(sample * 100 / int64(t.Rate)) }

// Cues returns the drawings of a recording: the first begins at 0, each where the one before ends,
// neighbours differ, and the last ends with the recording. None is shorter than 40 ms unless the
// recording is. Every P, B and M has shut lips, however short. extended names the extended shapes
// that may be used, such as "GX".
func Cues(t Track, extended string) []Cue {
	cues := between(newPlan(t).best())
	for i := range cues {
		cues[i].Shape = cues[i].Shape.drawn(extended)
	}
	return join(cues)
}

// join makes one of neighbours that are the same.
func join(cues []Cue) []Cue {
	joined := cues[:0]
	for _, c := range cues {
		if n := len(joined); n > 0 && joined[n-1].Shape == c.Shape {
			joined[n-1].End = c.End
			continue
		}
		joined = append(joined, c)
	}
	return joined
}

// An in-between takes a third of the cue before it, if that is long enough to be seen.
const (
	shortestBetween = 4
	longestBetween  = 8
)

// between puts drawings between those that would jump: mouths fall open at once but close through
// a half-open one, and are rounded by degrees.
func between(cues []Cue) []Cue {
	var out []Cue
	for i, c := range cues {
		out = append(out, c)
		if i+1 == len(cues) {
			break
		}
		shape, ok := halfway(c.Shape, cues[i+1].Shape)
		length := min((c.End-c.Start)/3, longestBetween)
		if !ok || length < shortestBetween {
			continue
		}
		out[len(out)-1].End = c.End - length
		out = append(out, Cue{c.End - length, c.End, shape})
	}
	return out
}

func halfway(from, to Shape) (Shape, bool) {
	is := func(s Shape, any ...Shape) bool { return slices.Contains(any, s) }
	switch {
	case from == ShapeD && is(to, ShapeA, ShapeB, ShapeG, ShapeX):
		return ShapeC, true
	case is(from, ShapeC, ShapeD, ShapeH) && to == ShapeF, from == ShapeF && is(to, ShapeC, ShapeH):
		return ShapeE, true
	}
	return 0, false
}
