package script

import (
	"strings"
	"unicode"
)

// normalize brings what a user typed, a recogniser wrote or a persona file lists to the same form:
// lower-case words separated by single spaces, short forms written out, hesitation left out.
func normalize(text string) string {
	text = strings.NewReplacer("’", "'", "%", " percent ").Replace(strings.ToLower(text))
	var words, all []string
	for _, w := range strings.FieldsFunc(text, isSeparator) {
		for _, part := range strings.Fields(writtenOut(strings.Trim(w, "'."))) {
			all = append(all, part)
			if !isFiller(part) {
				words = append(words, part)
			}
		}
	}
	if len(words) == 0 {
		words = all
	}
	return strings.Join(words, " ")
}

// isSeparator keeps together what sums are made of: decimals and signs.
func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("'.+*/", r)
}

func isFiller(word string) bool {
	switch word {
	case "um", "uh", "er", "hmm", "mm", "please", "well", "vi", "just":
		return true
	}
	return false
}

// writtenOut returns the long form of a contraction.
func writtenOut(word string) string {
	switch word {
	case "i'm":
		return "i am"
	case "can't", "cannot":
		return "can not"
	case "won't":
		return "will not"
	case "let's":
		return "let us"
	case "ok":
		return "okay"
	}
	for _, c := range [...]struct{ short, long string }{
		{"n't", " not"}, {"'re", " are"}, {"'ve", " have"}, {"'ll", " will"}, {"'d", " would"},
	} {
		if stem, ok := strings.CutSuffix(word, c.short); ok {
			return stem + c.long
		}
	}
	return writtenOutIs(word)
}

// writtenOutIs tells the 's of "what's" from that of "lady's".
func writtenOutIs(word string) string {
	stem, ok := strings.CutSuffix(word, "'s")
	if !ok {
		return word
	}
	switch stem {
	case "what", "who", "where", "how", "that", "it", "here", "there", "when", "he", "she":
		return stem + " is"
	}
	return word
}
