package lipsync

import "github.com/visavis/visavis"

// look is what a sound looks like. The zero look is a mouth at rest.
type look struct {
	viseme   visavis.Viseme
	strength float32 // before stress
	fixed    bool    // stress changes nothing: lips must meet
	vowel    bool    // lends its mouth to an HH before it
	breath   bool    // HH: has no mouth of its own

	// A sound with two looks goes over to then at share, 0..1, of its length.
	then  visavis.Viseme
	share float64
}

const (
	full = 1.0
	// weak is for sounds that hardly move the mouth.
	weak = 0.5

	// glideAt is where a diphthong leaves its first vowel.
	glideAt = 0.6
	// releaseAt is where an affricate, which begins like a T, becomes a hiss.
	releaseAt = 1.0 / 3
)

func consonant(v visavis.Viseme) look { return look{viseme: v, strength: full} }
func closure(v visavis.Viseme) look   { return look{viseme: v, strength: full, fixed: true} }
func vowel(v visavis.Viseme) look     { return look{viseme: v, strength: full, vowel: true} }

func diphthong(v, then visavis.Viseme) look {
	return look{viseme: v, strength: full, vowel: true, then: then, share: glideAt}
}

func affricate() look {
	return look{viseme: visavis.VisemeDD, strength: full, then: visavis.VisemeCH, share: releaseAt}
}

// lookOf is the table: ARPAbet with its rarer symbols. What is not in it leaves the mouth at rest.
func lookOf(phone string) look {
	switch phone {
	case "P", "B", "M", "EM":
		return closure(visavis.VisemePP)
	case "F", "V":
		return closure(visavis.VisemeFF)
	case "TH", "DH":
		return consonant(visavis.VisemeTH)
	case "T", "D", "DX":
		return consonant(visavis.VisemeDD)
	case "K", "G":
		return consonant(visavis.VisemeKK)
	case "HH", "HV":
		return look{viseme: visavis.VisemeKK, strength: weak, breath: true}
	case "CH", "JH":
		return affricate()
	case "SH", "ZH":
		return consonant(visavis.VisemeCH)
	case "S", "Z":
		return consonant(visavis.VisemeSS)
	case "N", "L", "NG", "EN", "EL", "NX", "ENG":
		return consonant(visavis.VisemeNN)
	case "R":
		return consonant(visavis.VisemeRR)
	case "ER", "AXR":
		return vowel(visavis.VisemeRR)
	case "AA", "AE", "AH":
		return vowel(visavis.VisemeAA)
	case "AX":
		return look{viseme: visavis.VisemeAA, strength: weak, vowel: true, fixed: true}
	case "EH":
		return vowel(visavis.VisemeE)
	case "IY", "IH", "IX", "Y":
		return vowel(visavis.VisemeI)
	case "AO":
		return vowel(visavis.VisemeO)
	case "UW", "UH", "UX", "W", "WH":
		return vowel(visavis.VisemeU)
	case "AY":
		return diphthong(visavis.VisemeAA, visavis.VisemeI)
	case "AW":
		return diphthong(visavis.VisemeAA, visavis.VisemeU)
	case "EY":
		return diphthong(visavis.VisemeE, visavis.VisemeI)
	case "OY":
		return diphthong(visavis.VisemeO, visavis.VisemeI)
	case "OW":
		return diphthong(visavis.VisemeO, visavis.VisemeU)
	}
	return look{viseme: visavis.VisemeSil}
}
