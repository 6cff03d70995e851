package listen

import (
	"slices"
	"strings"

	"github.com/visavis/visavis/wire"
)

// replacement is a parameter find:replacement; without a replacement what is found is left out.
type replacement struct{ find, with []string }

// parseReplacement reads a parameter; false when nothing is to be found.
func parseReplacement(s string) (replacement, bool) {
	find, with, _ := strings.Cut(s, ":")
	r := replacement{strings.Fields(strings.ToLower(find)), strings.Fields(with)}
	return r, len(r.find) > 0
}

// apply replaces all that is found. A replacement of any number of words is one entry.
func (r replacement) apply(words []wire.ListenWord) []wire.ListenWord {
	return rewrite(words, func(_, rest []wire.ListenWord) piece {
		if !r.at(rest) {
			return piece{}
		}
		n := len(r.find)
		with := strings.Join(r.with, " ")
		return piece{n, strings.ToLower(with), with + trailing(rest[n-1].PunctuatedWord)}
	})
}

func (r replacement) at(words []wire.ListenWord) bool {
	if len(words) < len(r.find) {
		return false
	}
	for i, f := range r.find {
		if words[i].Word != f {
			return false
		}
	}
	return true
}

// trailing returns the punctuation behind a word.
func trailing(word string) string {
	return word[len(strings.TrimRight(word, punctuation)):]
}

// profane reports whether profanity_filter masks a word. The list is short, and English.
func profane(word string) bool {
	return slices.ContainsFunc([]string{"fuck", "shit", "cunt", "bitch", "asshole", "motherfuck"}, func(s string) bool {
		return strings.HasPrefix(word, s)
	})
}

// masked hides all letters but the first of a word, which is not empty.
func masked(word string) string {
	stop := trailing(word)
	letters := []rune(strings.TrimSuffix(word, stop))
	return string(letters[:1]) + strings.Repeat("*", len(letters)-1) + stop
}
