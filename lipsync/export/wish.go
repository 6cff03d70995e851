package export

import "github.com/visavis/visavis"

// wish is which drawings suit a sound, and how much that matters.
type wish struct {
	shapes string // the most natural one first
	weight int    // for each hundredth of a second
	least  int    // for the sound as a whole, however short
}

// favour is what the most natural drawing counts more than the others that suit.
const favour = 2

// The weights. A closure that is missed is seen by everybody; a K has no mouth of its own.
func shut(shapes string) wish    { return wish{shapes, 40, 400} }
func bitten(shapes string) wish  { return wish{shapes, 20, 200} }
func voiced(shapes string) wish  { return wish{shapes, 10, 60} }
func hissed(shapes string) wish  { return wish{shapes, 6, 20} }
func pliable(shapes string) wish { return wish{shapes, 2, 0} }
func resting(shapes string) wish { return wish{shapes, 10, 0} }
func anything() wish             { return wish{} }
func pair(a, b string) [2]wish   { return [2]wish{voiced(a), voiced(b)} }
func only(w wish) (both [2]wish) { return [2]wish{w, w} }

// Lengths in hundredths of a second at which a sound looks otherwise.
const (
	heldPause  = 12 // below: the mouth stays as it was
	longPause  = 35 // above: it goes to rest
	longVowel  = 20
	longL      = 20
	shortER    = 7
	longAW     = 30
	firstOfTwo = 0.6 // of a diphthong
)

// wishes returns what suits the first and the second part of a sound that takes so long.
func wishes(phone string, length int) [2]wish {
	switch phone {
	case "P", "B", "M", "EM":
		return only(shut("A"))
	case "F", "V":
		return only(bitten("G"))
	case "S", "Z", "SH", "ZH", "CH", "JH", "TH", "DH", "T", "D", "DX":
		return only(hissed("BF"))
	case "K", "G":
		return only(pliable("BCEFH"))
	case "N", "EN", "NX", "NG", "ENG":
		return only(pliable("BCEF"))
	case "L", "EL":
		return only(ofLength(length >= longL, voiced("H"), pliable("BEFH")))
	case "R":
		return only(pliable("BEF"))
	case "Y":
		return only(pliable("BCF"))
	case "HH", "HV":
		return only(anything())
	}
	return vowelWishes(phone, length)
}

func vowelWishes(phone string, length int) [2]wish {
	switch phone {
	case "AO":
		return only(voiced("E"))
	case "ER", "AXR":
		return only(ofLength(length >= shortER, voiced("E"), pliable("BC")))
	case "AA":
		return only(voiced("D"))
	case "AH":
		return only(ofLength(length >= longVowel, voiced("D"), voiced("C")))
	case "AX":
		return only(pliable("BC"))
	case "AE", "EH":
		return only(voiced("C"))
	case "IY", "IH", "IX":
		return only(voiced("B"))
	case "UW", "UH", "UX", "W", "WH":
		return only(voiced("F"))
	case "EY":
		return pair("C", "B")
	case "AY":
		return pair(open(length >= longVowel), "B")
	case "AW":
		return pair(open(length >= longAW), "E")
	case "OW":
		return pair("E", "F")
	case "OY":
		return pair("E", "B")
	}
	return pauseWishes(length)
}

// pauseWishes is for silence, and for what we do not know.
func pauseWishes(length int) [2]wish {
	switch {
	case length < heldPause:
		return only(anything())
	case length <= longPause:
		return only(pliable("XB"))
	}
	return only(resting("X"))
}

func ofLength(long bool, yes, no wish) wish {
	if long {
		return yes
	}
	return no
}

func open(long bool) string {
	if long {
		return "D"
	}
	return "C"
}

// parts returns the wishes of a phone with their times, in hundredths of a second from the start.
func (t Track) parts(p visavis.Phone) [2]timedWish {
	from, to := t.centi(p.Start), t.centi(p.End)
	w := wishes(p.Name, to-from)
	turn := from + int(firstOfTwo*float64(to-from))
	if w[0] == w[1] {
		return [2]timedWish{{w[0], from, to}, {w[0], to, to}}
	}
	return [2]timedWish{{w[0], from, turn}, {w[1], turn, to}}
}

type timedWish struct {
	wish
	from, to int
}

// each returns how much every hundredth of a second counts.
func (w timedWish) each() int { return max(w.weight, w.least/max(1, w.to-w.from)) }
