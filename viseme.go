package visavis

// Viseme is one of the fifteen mouth shapes of the Oculus set, in Meta's order.
type Viseme uint8

const (
	VisemeSil Viseme = iota
	VisemePP
	VisemeFF
	VisemeTH
	VisemeDD
	VisemeKK
	VisemeCH
	VisemeSS
	VisemeNN
	VisemeRR
	VisemeAA
	VisemeE
	VisemeI
	VisemeO
	VisemeU
)

var visemeNames = [...]string{"sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"}

// String returns the Oculus name, such as "PP" or "aa".
func (v Viseme) String() string {
	if int(v) < len(visemeNames) {
		return visemeNames[v]
	}
	return "invalid"
}

// MouthShape is a viseme and how long it is held.
type MouthShape struct {
	Viseme     Viseme
	Start, End int64   // samples from the start of the reply
	Strength   float32 // 0..1: how far the mouth goes towards the shape
	Phone      string  // the sound behind it, as in Phone.Name
}
