package sphinx

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Limits that no persona comes near and that keep a broken file from filling memory.
const (
	maxPhrases     = 2000
	maxPhraseWords = 30
	maxWordLetters = 30
)

// normalisePhrases returns the phrases as they are spoken, without repetition.
func normalisePhrases(phrases []string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, p := range phrases {
		words := spokenWords(p)
		text := strings.Join(words, " ")
		if text == "" || seen[text] || len(words) > maxPhraseWords || len(out) == maxPhrases {
			continue
		}
		seen[text] = true
		out = append(out, text)
	}
	return out
}

// spokenWords splits text into words as the dictionary writes them: lower case, numbers spelled
// out, apostrophes kept inside words, everything else a gap.
func spokenWords(text string) []string {
	text = strings.NewReplacer("’", "'", "&", " and ", "%", " percent ", "+", " plus ", "×", " times ").Replace(strings.ToLower(text))
	var words []string
	for _, token := range strings.FieldsFunc(text, isGap) {
		if len(token) <= maxWordLetters {
			words = append(words, spokenToken(token)...)
		}
	}
	return words
}

func isGap(r rune) bool { return !unicode.IsLetter(r) && !isDigit(r) && r != '\'' }

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// spokenToken spells out the numbers in a token: "b2b" is "b two b".
func spokenToken(token string) []string {
	if token = strings.Trim(token, "'"); token == "" {
		return nil
	}
	at := strings.IndexFunc(token, isDigit)
	if at < 0 {
		return []string{token}
	}
	end := at + strings.IndexFunc(token[at:]+" ", func(r rune) bool { return !isDigit(r) })
	words := spokenNumber(token[at:end])
	if at > 0 {
		words = slices.Concat(spokenToken(token[:at]), words)
	}
	if end < len(token) {
		words = append(words, spokenToken(token[end:])...)
	}
	return words
}

// spokenNumber says a number, or its digits when it is too long to be one or starts with zero.
func spokenNumber(digits string) []string {
	n, err := strconv.Atoi(digits)
	if err == nil && n < 1_000_000 && (digits[0] != '0' || len(digits) == 1) {
		return cardinal(n)
	}
	var words []string
	for _, d := range digits {
		words = append(words, ones(int(d-'0')))
	}
	return words
}

// cardinal says n, which is below a million.
func cardinal(n int) []string {
	switch {
	case n < 20:
		return []string{ones(n)}
	case n < 100:
		return andRest([]string{tens(n / 10)}, n%10)
	case n < 1000:
		return andRest([]string{ones(n / 100), "hundred"}, n%100)
	}
	return andRest(append(cardinal(n/1000), "thousand"), n%1000)
}

func andRest(words []string, rest int) []string {
	if rest == 0 {
		return words
	}
	return append(words, cardinal(rest)...)
}

func ones(n int) string {
	return strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve
		thirteen fourteen fifteen sixteen seventeen eighteen nineteen`)[n]
}

func tens(n int) string {
	return strings.Fields("zero ten twenty thirty forty fifty sixty seventy eighty ninety")[n]
}
