package speak

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis/internal/heard"
)

// placeIn returns up to which byte of a client's text the clauses that were made of it have been heard.
// Clauses lack what cannot be spoken and have words for some of it ("a link"), so that words are compared,
// not bytes.
func placeIn(text string, clauses, spoken []string) int {
	raw, n := spansOf(text), 0
	for _, c := range spoken {
		n += len(spansOf(c))
	}
	matched := match(wordsOf(text, raw), wordsIn(clauses), n)
	switch {
	case matched == 0:
		return 0
	case matched == len(raw):
		return len(text) // with what cannot be heard behind its last word
	}
	return endOfWord(text, behindControl(text, raw[matched-1].to))
}

// span is a word of a text, in bytes.
type span struct{ from, to int }

// spansOf returns the words of a text.
func spansOf(text string) []span {
	var all []span
	from := -1
	for i, r := range text {
		switch in := heard.InWord(r); {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			all, from = append(all, span{from, i}), -1
		}
	}
	if from >= 0 {
		all = append(all, span{from, len(text)})
	}
	return all
}

func wordsOf(text string, spans []span) []string {
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = text[s.from:s.to]
	}
	return words
}

func wordsIn(clauses []string) []string {
	text := strings.Join(clauses, " ")
	return wordsOf(text, spansOf(text))
}

// match returns how many words of a text are surely among the first n that were said.
func match(raw, said []string, n int) (matched int) {
	const mostLost = 50 // words; each has the whole text searched
	i, j, lost := 0, 0, 0
	for i < len(raw) && j < min(n, len(said)) && lost < mostLost {
		if raw[i] == said[j] {
			i, j = i+1, j+1
			matched = i
			continue
		}
		skipped, added, found := apart(raw[i:], said[j:])
		if !found {
			skipped, added, lost = 0, 1, lost+1
		}
		i, j = i+skipped, j+added
	}
	return matched
}

// apart returns how many words of a text were left out, and how many were said in place of them, until
// both agree again. There are few of the latter.
func apart(raw, said []string) (skipped, added int, found bool) {
	const mostAdded = 4
	for skipped = range raw {
		for added = range min(mostAdded, len(said)) {
			if agree(raw[skipped:], said[added:]) {
				return skipped, added, true
			}
		}
	}
	return 0, 0, false
}

// agree reports whether two texts go on alike: with a long word, or with two where there are as many.
func agree(raw, said []string) bool {
	const long = 5 // bytes: longer than what is said in place of something
	n := min(2, len(raw), len(said))
	return raw[0] == said[0] && len(raw[0]) >= long || slices.Equal(raw[:n], said[:n])
}

// endOfWord returns where the punctuation behind a word ends.
func endOfWord(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) || heard.InWord(r) {
			break
		}
		at += size
	}
	return at
}
