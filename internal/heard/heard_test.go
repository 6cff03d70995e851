package heard

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// A guess cuts between words, also where bytes of a letter look like the spaces of Latin-1: the à of
// "voilà" ends with 0xA0, the х of "хорошо" with 0x85.
func TestGuessKeepsLettersWhole(t *testing.T) {
	for _, text := range []string{"Et voilà tout.", "Это хорошо, Рита.", "Das\u00a0geht."} {
		for n := range len(text) + 1 {
			got := text[:wordsIn(text, n)]
			rest := text[len(got):]
			if !utf8.ValidString(got) || got != "" && rest != "" && strings.TrimLeftFunc(rest, unicode.IsSpace) == rest {
				t.Errorf("of the first %d bytes of %q, %q counts as heard", n, text, got)
			}
		}
	}
}
