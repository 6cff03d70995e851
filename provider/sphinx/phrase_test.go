package sphinx

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestNormalisePhrases(t *testing.T) {
	got := normalisePhrases([]string{
		"What's your name?", "what’s your NAME", "What is 12 × 8?", "Say “hello” — twice.",
		"", "?!", "rock & roll at 100%", "call 007", "it costs 5.99", "count to 1234", "b2b", "in 2000000 years",
		strings.Repeat("la ", maxPhraseWords+1), strings.Repeat("x", maxWordLetters+1) + " yes",
	})
	want := []string{
		"what's your name", "what is twelve times eight", "say hello twice",
		"rock and roll at one hundred percent", "call zero zero seven", "it costs five ninety nine",
		"count to one thousand two hundred thirty four", "b two b", "in two zero zero zero zero zero zero years",
		"yes",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("phrases as spoken (-want +got):\n%s", diff)
	}
}

func FuzzNormalisePhrases(f *testing.F) {
	f.Add("What's 12+7?")
	f.Add("<s> (evil | grammar); // \\end\\ 0007x\x00\xff")
	f.Add("00'0")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range normalisePhrases([]string{text}) {
			for _, r := range p {
				if r != ' ' && r != '\'' && !unicode.IsLetter(r) {
					t.Fatalf("%q became %q: %q would mean something in a grammar", text, p, r)
				}
			}
			if again := normalisePhrases([]string{p}); len(again) != 1 || again[0] != p {
				t.Fatalf("%q is not normal yet: it becomes %q", p, again)
			}
		}
	})
}
