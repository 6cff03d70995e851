package failover

import "unicode"

// pace is how fast a reply is spoken.
type pace struct{ samples, letters int64 }

// add takes a complete clause into account. One that made no sound says nothing.
func (p *pace) add(text string, samples int64) {
	if samples > 0 {
		p.samples += samples
		p.letters += letters(text)
	}
}

// covers reports whether samples are at least 90 % of what the text takes. Without a pace they
// are not, as far as can be told.
func (p *pace) covers(text string, samples int64) bool {
	return p.letters > 0 && 10*samples*p.letters >= 9*p.samples*letters(text)
}

// letters returns how many letters and digits a text has: what there is to speak.
func letters(text string) int64 {
	n := int64(0)
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
