package sphinx

import (
	"strings"
	"testing"
)

func TestSpelling(t *testing.T) {
	s := make(spelling)
	for _, term := range []string{"Ada", "ADA Lovelace", "Ada lovelace", "New York City", "gpt-4"} {
		s.add(strings.Fields(strings.ToLower(term)), strings.Fields(term))
	}
	for heard, want := range map[string]string{
		"":                           "",
		"ada and ada lovelace":       "Ada and ADA Lovelace",
		"lovelace ada":               "lovelace Ada",
		"new york new york city new": "new york New York City new",
		"gpt-4 ada ada":              "gpt-4 Ada Ada",
	} {
		var words []hypothesisWord
		for _, w := range strings.Fields(heard) {
			words = append(words, hypothesisWord{Text: w})
		}
		s.write(words)
		var got []string
		for _, w := range words {
			got = append(got, w.Text)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q is written %q, want %q", heard, got, want)
		}
	}
}

// A phrase is not believed where a key term was heard that it lacks.
func TestTermsOutweighPhrases(t *testing.T) {
	s := make(spelling)
	s.add([]string{"deepgram"}, []string{"Deepgram"})
	free, phrase := said("what is deepgram's name", 0.9), said("what is your name", 1)
	if got := judge(free, phrase, s).text(); got != "what is your name" {
		t.Errorf("heard %q without a key term, want the phrase", got)
	}
	free = said("what is deepgram name", 0.9)
	if got := judge(free, phrase, s).text(); got != "what is deepgram name" {
		t.Errorf("heard %q, want what has the key term", got)
	}
}
