package export

import "github.com/visavis/visavis"

// pull is where a channel should go for a sound, and how much the sound insists, 0..1.
type pull struct{ target, dominance float64 }

// sound is what a sound asks of the lips. A channel on which it does not insist at all is left to
// its neighbours: that is coarticulation.
type sound struct {
	pulls [blended]pull
	seals bool // lips shut, without exception
	bites bool // lower lip on the upper teeth, without exception
	vowel bool // opens with the loudness of the voice
	// How long before and after the sound the lips are busy with it, in ms.
	lead, trail float64
}

// The channels that are blended. Sealing and biting are not: they happen or not.
const (
	jaw = iota
	width
	round
	tongue
	blended
)

// kind is a row of the table of sounds, 0 for what is no sound.
type kind uint8

const (
	pause kind = iota
	bilabial
	labiodental
	sibilant
	hushing
	tongueOnly
	dental
	rhotic
	whistling
	rounded
	wideOpen
	middle
	spread
	schwa
	breathed // takes the mouth of what follows
	brief    // a pause too short to rest in: it asks for nothing
)

// soundOf is the table of web/src/face/phones.ts; testdata/mouth.json keeps the two together.
func soundOf(k kind) sound {
	still := pull{0, 0.3}
	return [...]sound{
		bilabial:    {pulls: [blended]pull{{0.05, 0.9}, {0, 0.2}, {}, still}, seals: true, lead: 70, trail: 50},
		labiodental: {pulls: [blended]pull{{0.08, 0.8}, {0, 0.3}, {0, 0.3}, still}, bites: true, lead: 60, trail: 50},
		sibilant:    {pulls: [blended]pull{{0.04, 0.8}, {0.25, 0.5}, {0, 0.3}, still}, lead: 50, trail: 50},
		hushing:     {pulls: [blended]pull{{0.1, 0.6}, {-0.2, 0.5}, {0.6, 0.8}, still}, lead: 120, trail: 90},
		tongueOnly:  {pulls: [blended]pull{{0.12, 0.35}, {}, {}, {0.5, 0.6}}, lead: 40, trail: 40},
		dental:      {pulls: [blended]pull{{0.15, 0.5}, {0.05, 0.2}, {0, 0.2}, {1, 0.9}}, lead: 50, trail: 50},
		rhotic:      {pulls: [blended]pull{{0.12, 0.4}, {-0.1, 0.3}, {0.35, 0.5}, {0.2, 0.3}}, lead: 90, trail: 70},
		whistling:   {pulls: [blended]pull{{0.15, 0.6}, {-0.5, 0.8}, {0.9, 1}, still}, vowel: true, lead: 140, trail: 90},
		rounded:     {pulls: [blended]pull{{0.4, 0.8}, {-0.3, 0.7}, {0.65, 0.9}, still}, vowel: true, lead: 120, trail: 90},
		wideOpen:    {pulls: [blended]pull{{0.6, 1}, {0.05, 0.4}, {0, 0.3}, still}, vowel: true, lead: 100, trail: 100},
		middle:      {pulls: [blended]pull{{0.35, 0.9}, {0.3, 0.6}, {0, 0.4}, still}, vowel: true, lead: 90, trail: 90},
		spread:      {pulls: [blended]pull{{0.15, 0.8}, {0.5, 0.8}, {0, 0.5}, {0.15, 0.3}}, vowel: true, lead: 90, trail: 90},
		schwa:       {pulls: [blended]pull{{0.2, 0.3}, {0, 0.1}, {0, 0.1}, still}, vowel: true, lead: 60, trail: 60},
		breathed:    {lead: 40, trail: 40},
		brief:       {lead: 40, trail: 40},
	}[k]
}

// kindOf returns the kind of a shape: by its phone where that is known, else by its viseme. The
// second half of a diphthong has the phone of the whole and the viseme of the glide, and is that.
func kindOf(s visavis.MouthShape) kind {
	if s.Phone == "SIL" || s.Viseme > visavis.VisemeU {
		return pause
	}
	byViseme := kindsOfVisemes()[s.Viseme]
	if glide(s.Phone) == s.Viseme && s.Viseme != visavis.VisemeSil {
		return byViseme
	}
	if k := kindOfPhone(s.Phone); k != pause {
		return k
	}
	return byViseme
}

// kindsOfVisemes is in the order of the visemes.
func kindsOfVisemes() [15]kind {
	return [15]kind{
		pause, bilabial, labiodental, dental, tongueOnly, tongueOnly, hushing, sibilant, tongueOnly, rhotic,
		wideOpen, middle, spread, rounded, whistling,
	}
}

// glide returns the viseme in which a diphthong ends.
func glide(phone string) visavis.Viseme {
	switch phone {
	case "AY", "EY", "OY":
		return visavis.VisemeI
	case "AW", "OW":
		return visavis.VisemeU
	}
	return visavis.VisemeSil
}

func kindOfPhone(phone string) kind {
	switch phone {
	case "P", "B", "M", "EM":
		return bilabial
	case "F", "V":
		return labiodental
	case "S", "Z":
		return sibilant
	case "SH", "ZH", "CH", "JH":
		return hushing
	case "T", "D", "DX", "N", "EN", "L", "EL", "K", "G", "NG":
		return tongueOnly
	case "TH", "DH":
		return dental
	case "R", "ER", "AXR":
		return rhotic
	case "W", "UW", "UH":
		return whistling
	case "OW", "AO", "OY":
		return rounded
	case "AA", "AE", "AH", "AY", "AW":
		return wideOpen
	case "EH", "EY":
		return middle
	case "IY", "IH", "IX", "Y":
		return spread
	case "AX":
		return schwa
	case "HH":
		return breathed
	}
	return pause
}
