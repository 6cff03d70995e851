package acoustic

import "slices"

// Phones is how many sounds the model knows, Silence included.
const Phones = 41

// Silence is the index of the pause.
const Silence = 0

// names are the sounds in the order of their indices: ARPAbet, with AX for the vowel of "a".
var names = [Phones]string{
	"SIL", "AA", "AE", "AH", "AO", "AW", "AX", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH",
	"K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
}

// Name returns the ARPAbet name of a sound.
func Name(phone int) string { return names[phone] }

// Index returns the sound that a name of ARPAbet, without stress digit, stands for; the rarer
// symbols are the sounds they are nearest to. It reports false for what is no sound.
func Index(name string) (phone int, ok bool) {
	switch name {
	case "AXR":
		name = "ER"
	case "IX":
		name = "IH"
	case "UX":
		name = "UW"
	case "DX":
		name = "D"
	case "EM":
		name = "M"
	case "EN", "NX":
		name = "N"
	case "ENG":
		name = "NG"
	case "EL":
		name = "L"
	case "HV":
		name = "HH"
	case "WH":
		name = "W"
	}
	i := slices.Index(names[:], name)
	return i, i >= 0
}
