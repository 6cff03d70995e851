package speakable

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a piece of text that is safe to speak, and where it came from.
type Text struct {
	Clean string

	source   string
	at       []int  // for each byte of Clean its offset in source
	words    []span // of source; nil in an unspaced script
	unspaced bool
}

// span is a range of bytes in a source.
type span struct{ from, to int }

// Source returns the word of the original from which Clean[from:to] was made, without the
// punctuation around it. It reports false when there is none.
func (t Text) Source(from, to int) (srcFrom, srcTo int, ok bool) {
	if from < 0 || to > len(t.at) || from >= to {
		return 0, 0, false
	}
	part := strings.TrimRight(t.Clean[from:to], " ")
	if to = from + len(part); from == to {
		return 0, 0, false
	}
	from = to - len(strings.TrimLeft(part, " "))
	first, last := t.at[from], t.at[to-1]
	if t.unspaced {
		_, n := utf8.DecodeRuneInString(t.source[last:])
		w := trim(t.source, span{first, last + n})
		return w.from, w.to, w.from < w.to
	}
	// The first word that ends after the range begins.
	i := sort.Search(len(t.words), func(i int) bool { return t.words[i].to > first })
	if i == len(t.words) || t.words[i].from > last {
		return 0, 0, false
	}
	return t.words[i].from, t.words[i].to, true
}

// findWords returns the words of a text: what stands between separators, less the punctuation at
// both ends.
func findWords(text string, script Script) []span {
	var words []span
	start := 0
	add := func(end int) {
		if w := trim(text, span{start, end}); w.from < w.to {
			words = append(words, w)
		}
	}
	for i, r := range text {
		if parts(r, script) {
			add(i)
			_, n := utf8.DecodeRuneInString(text[i:])
			start = i + n
		}
	}
	add(len(text))
	return words
}

// trim takes punctuation and what is not text off both ends.
func trim(text string, s span) span {
	body := strings.TrimLeftFunc(text[s.from:s.to], isEdge)
	s.from = s.to - len(body)
	s.to = s.from + len(strings.TrimRightFunc(body, isEdge))
	return s
}

// isEdge reports whether r at the end of a word is not part of it. Signs that are read out are.
func isEdge(r rune) bool {
	switch r {
	case '%', '&', '#', '@':
		return false
	case '`', '´', utf8.RuneError:
		return true
	}
	return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}
