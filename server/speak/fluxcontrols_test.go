package speak

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestControls(t *testing.T) {
	for text, want := range map[string]string{
		`Hello there.`:                `Hello there.`,
		`Wait \{pause:500ms\}for it.`: `Wait for it.`,
		`A \{"word": "tomato", "pronounce": "təˈmɑːtəʊ"\}, please.`: `A tomato, please.`,
		`The set \{a, b\} has two.`:                                 `The set \{a, b\} has two.`,
		`\{"word": "no pronunciation"\} \{`:                         `\{"word": "no pronunciation"\} \{`,
		`C:\ and \\ and \`:                                          `C:\ and \\ and \`,
		`\{` + strings.Repeat("x", 300):                             `\{` + strings.Repeat("x", 300),
	} {
		for seed := range uint64(20) {
			var c controls
			got := ""
			for _, piece := range cut(rand.New(rand.NewPCG(seed, 1)), text) {
				got += c.take(piece)
			}
			got += c.rest()
			if lost := utf8.RuneCountInString(text) - utf8.RuneCountInString(want); got != want || c.stripped != lost {
				t.Fatalf("%q became %q, with %d characters stripped; want %q", text, got, c.stripped, want)
			}
		}
	}
}

// cut divides a text anywhere between its characters.
func cut(rng *rand.Rand, text string) (pieces []string) {
	for letters := []rune(text); len(letters) > 0; {
		n := 1 + rng.IntN(len(letters))
		pieces, letters = append(pieces, string(letters[:n])), letters[n:]
	}
	return pieces
}

// FuzzControls: a text comes out the same however it is divided, and no longer than it was.
func FuzzControls(f *testing.F) {
	f.Add(`Wait \{pause:500ms\}for a \{"word": "tomato", "pronounce": "t"\}.`, 7)
	f.Add(`\{\{\}\\{"word":"`, 2)
	f.Fuzz(func(t *testing.T, text string, at int) {
		var whole, divided controls
		want := whole.take(text)
		want += whole.rest()
		at = min(max(at, 0), len(text))
		got := divided.take(text[:at])
		got += divided.take(text[at:])
		got += divided.rest()
		if got != want || len(got) > len(text) || whole.stripped < 0 {
			t.Errorf("%q becomes %q, divided at %d %q", text, want, at, got)
		}
	})
}
