package lipsync

import "github.com/visavis/visavis"

const (
	// briefPause is the longest pause, in lengths of an average sound, in which the mouth waits for
	// the next word nearly where it was: 120 ms at an ordinary pace. In a longer one it rests.
	briefPause = 1.5
	// lingering is how much of the last shape is kept in a brief pause.
	lingering = 0.4

	// How far the mouth goes in a syllable.
	stressedGain   = 1.1
	unstressedGain = 0.8
)

// Shapes returns the shapes of the mouth for phones, in any unit of time. They fill exactly the
// time that the phones fill, in their order; every P, B and M closes the lips for all of its time.
//
// Phones of one clause should come together: an HH takes the mouth of the vowel that follows, and
// a pause is brief or long by the pace of the sounds around it.
func Shapes(phones []visavis.Phone) []visavis.MouthShape {
	shapes := make([]visavis.MouthShape, 0, len(phones)+len(phones)/4)
	brief := int64(briefPause * averageSound(phones))
	var last visavis.MouthShape // of the last sound
	for i, p := range phones {
		p.End = max(p.Start, p.End)
		if !isPause(p) {
			shapes = appendSound(shapes, p, phones[i+1:])
			last = shapes[len(shapes)-1]
			continue
		}
		shape := visavis.MouthShape{Start: p.Start, End: p.End, Phone: p.Name}
		if last.Phone != "" && goesOn(phones[i:], last.End+brief) {
			shape.Viseme, shape.Strength = last.Viseme, last.Strength*lingering
		}
		shapes = append(shapes, shape)
	}
	return shapes
}

// isPause tells pauses from sounds; what we do not know is a pause.
func isPause(p visavis.Phone) bool { return lookOf(p.Name).viseme == visavis.VisemeSil }

// averageSound returns how long a sound lasts on average, 0 if there is none.
func averageSound(phones []visavis.Phone) float64 {
	sum, n := 0.0, 0.0
	for _, p := range phones {
		if !isPause(p) {
			sum += float64(max(p.Start, p.End)) - float64(p.Start)
			n++
		}
	}
	return sum / max(1, n)
}

// goesOn reports whether the next sound begins before limit.
func goesOn(phones []visavis.Phone, limit int64) bool {
	for _, p := range phones {
		if !isPause(p) {
			return p.Start < limit
		}
	}
	return false
}

// appendSound appends the one or two shapes of a sound. next are the phones after it.
func appendSound(shapes []visavis.MouthShape, p visavis.Phone, next []visavis.Phone) []visavis.MouthShape {
	l := lookOf(p.Name)
	shape := visavis.MouthShape{Viseme: l.viseme, Start: p.Start, End: p.End, Strength: strength(l, p), Phone: p.Name}
	if l.breath && len(next) > 0 {
		borrow(&shape, next[0])
	}
	turn := p.Start + int64(l.share*float64(p.End-p.Start))
	if l.share == 0 || turn == p.End {
		return append(shapes, shape)
	}
	second := shape
	shape.End, second.Start, second.Viseme = turn, turn, l.then
	if turn == p.Start {
		return append(shapes, second)
	}
	return append(shapes, shape, second)
}

// borrow gives a breath the mouth with which the vowel after it begins: it is that vowel, breathed.
func borrow(breath *visavis.MouthShape, next visavis.Phone) {
	if l := lookOf(next.Name); l.vowel {
		breath.Viseme, breath.Strength = l.viseme, strength(l, next)
	}
}

// strength returns how far the mouth goes. The "a" of "about" is half an "ah", whichever of its two
// names the voice gives it.
func strength(l look, p visavis.Phone) float32 {
	switch {
	case l.fixed:
		return l.strength
	case p.Stressed:
		return min(1, l.strength*stressedGain)
	case p.Name == "AH":
		return l.strength * weak
	}
	return l.strength * unstressedGain
}
