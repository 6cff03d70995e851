package speakable

import "unicode"

// A Script says which characters a language is written in. Digits, punctuation and Latin letters
// belong to every script.
type Script struct {
	// Letters are the letters and vowel signs besides Latin ones up to U+024F; nil: none.
	Letters []*unicode.RangeTable
	// ASCII has Latin letters beyond ASCII replaced by plain ones, for voices that know no others.
	ASCII bool
	// Unspaced scripts put no space between words: a word's bounds are what the voice says.
	Unspaced bool
}

// Has reports whether the script is written with r.
func (s Script) has(r rune) bool {
	switch {
	case r < 0x80:
		return r >= ' ' && r != 0x7f
	case r <= 0x24f:
		return unicode.IsLetter(r) || r == '€' || isLatin1Symbol(r)
	}
	return unicode.In(r, s.Letters...)
}

// isLatin1Symbol reports whether r is a symbol of Latin-1 that voices read out.
func isLatin1Symbol(r rune) bool {
	switch r {
	case '£', '¥', '°', '±', '²', '³', '¼', '½', '¾', '×', '÷', '§', '¿', '¡':
		return true
	}
	return false
}
