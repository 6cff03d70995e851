package pronounce

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spoken is a word as it is spoken, in small letters with apostrophes, or a single capital: a letter
// that is read out. text[from:to] is the written word it comes from; several may come from one.
type spoken struct {
	text     string
	from, to int
}

// written is a word as it is written, and what it is read as.
type written struct {
	from, to int
	as       readings
}

// writtenWords returns the words of a text that are read as anything.
func writtenWords(text string) (all []written) {
	tokens := tokenise(text)
	for i, t := range tokens {
		before, next := "", ""
		if i > 0 {
			before = tokens[i-1].text
		}
		if i+1 < len(tokens) {
			next = tokens[i+1].text
		}
		if as := readToken(before, t.text, next); len(as) > 0 && len(as[0]) > 0 {
			all = append(all, written{t.from, t.to, as})
		}
	}
	return all
}

// spell returns the words of an English text as they are spoken: numbers, amounts, dates, times,
// units and abbreviations are spelled out. Of several readings it has the first.
func spell(text string) (all []spoken) {
	for _, w := range writtenWords(text) {
		for _, word := range w.as[0] {
			all = append(all, spoken{word, w.from, w.to})
		}
	}
	return all
}

// Say returns an English text as it is read aloud, with its punctuation: numbers, amounts, dates,
// times, units and abbreviations are spelled out. A voice that is given it says what is expected.
func Say(text string) string {
	var b strings.Builder
	last := 0
	for _, w := range writtenWords(text) {
		b.WriteString(text[last:w.from])
		b.WriteString(asWritten(text[w.from:w.to], w.as[0]))
		last = w.to
	}
	b.WriteString(text[last:])
	said := b.String()
	if strings.HasSuffix(text, ".") && !strings.HasSuffix(said, ".") {
		said += "." // the stop of an abbreviation ended the sentence too
	}
	return said
}

// asWritten keeps a word as it is written when it is spoken like that.
func asWritten(as string, words []string) string {
	if len(words) == 1 && strings.EqualFold(as, words[0]) {
		return as
	}
	return strings.Join(words, " ")
}

// longest is how many bytes a token has that is more than letters and figures.
const longest = 40

// token is what stands between white space, without the punctuation around it.
type token struct {
	text     string
	from, to int
}

// tokenise cuts a text into tokens; a dash between words parts them too.
func tokenise(text string) (all []token) {
	start := -1
	add := func(end int) {
		if start >= 0 {
			if t := trim(text, start, end); t.text != "" {
				all = append(all, t)
			}
		}
		start = -1
	}
	for i, r := range text {
		if unicode.IsSpace(r) || strings.ContainsRune("—–…()[]{}\"“”/|", r) && !fraction(text, i, r) {
			add(i)
		} else if start < 0 {
			start = i
		}
	}
	add(len(text))
	return all
}

// fraction reports whether the slash at i stands between figures, as in 1/2.
func fraction(text string, i int, r rune) bool {
	return r == '/' && i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1])
}

// trim takes punctuation off that belongs to the sentence: at the end a stop, unless it ends an
// abbreviation.
func trim(text string, from, to int) token {
	for from < to {
		r, n := utf8.DecodeRuneInString(text[from:to])
		if speaks(r) || strings.ContainsRune("$£€#&+-@.°", r) && n < to-from {
			break
		}
		from += n
	}
	for from < to {
		r, n := utf8.DecodeLastRuneInString(text[from:to])
		if speaks(r) || strings.ContainsRune("%°&+#", r) || r == '.' && to-from <= longest && abbreviation(text[from:to]) != nil {
			break
		}
		to -= n
	}
	return token{text[from:to], from, to}
}

func speaks(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// readToken returns how a token is read that stands between others.
func readToken(before, t, next string) readings {
	figures := strings.ContainsFunc(t, unicode.IsDigit)
	switch {
	case len(t) <= longest:
	case figures:
		return one(mixed(t)...) // nothing that is written like that is read as a whole
	default:
		return one(wordsIn(t)...)
	}
	if as := abbreviation(t); as != nil {
		return unitAfter(before, t, as)
	}
	if as := signNames()[t]; as != nil {
		return as
	}
	if figures {
		return readFigures(before, t, next)
	}
	return withScale(before, t, readLetters(t))
}

// unitAfter has one unit follow one: 1 kg.
func unitAfter(before, t string, as readings) readings {
	if _, unit := unitNames()[t]; unit && before == "1" {
		return singular(as)
	}
	return as
}

// withScale appends the currency of an amount to the million that it has: $2.5 million.
func withScale(before, t string, as readings) readings {
	if !isScale(t) {
		return as
	}
	if c, _, ok := coinOf(before); ok {
		return cross(as, one(c.many))
	}
	return as
}

// readLetters reads a token without figures: a word, several with hyphens, an address.
func readLetters(t string) readings {
	switch {
	case strings.ContainsAny(strings.Trim(t, ".@"), ".@"):
		return oneOf(address(t), wordsIn(t))
	case len(t) > 1 && len(t) <= mostInitials && isCapitals(t):
		return capitals(t)
	}
	return one(wordsIn(t)...)
}

// capitals reads NASA as a word, or else as letters, USA the other way round, and BBC as letters.
func capitals(t string) readings {
	switch word := []string{strings.ToLower(t)}; {
	case !strings.ContainsAny(t, "AEIOUY"):
		return one(letters(t)...)
	case isInitials(t):
		return oneOf(letters(t), word)
	default:
		return oneOf(word, letters(t))
	}
}

// oneOf are different readings; those that are empty or the same are left out.
func oneOf(all ...[]string) (different readings) {
	for _, words := range all {
		same := func(other []string) bool { return slices.Equal(words, other) }
		if len(words) > 0 && !slices.ContainsFunc(different, same) && len(different) < most {
			different = append(different, words)
		}
	}
	return different
}

// wordsIn returns the words between what is no letter.
func wordsIn(t string) (all []string) {
	for _, part := range strings.FieldsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		all = append(all, spellWord(part)...)
	}
	return all
}

// address reads a name on the web: example dot com.
func address(t string) (all []string) {
	for i, part := range strings.FieldsFunc(t, func(r rune) bool { return r == '.' || r == '@' }) {
		if i > 0 {
			all = append(all, nameOf(t, part))
		}
		all = append(all, wordsIn(part)...)
	}
	return all
}

// nameOf returns what the sign before a part of an address is called.
func nameOf(t, part string) string {
	if strings.Contains(t, "@"+part) {
		return "at"
	}
	return "dot"
}

// spellWord returns a word in small letters, or letter by letter if it cannot be a word.
func spellWord(w string) []string {
	w = strings.Trim(strings.ReplaceAll(w, "’", "'"), "'")
	if w == "" {
		return nil
	}
	if isInitials(w) || len(w) == 1 && !strings.Contains("AaIiOo", w) {
		return letters(w)
	}
	return []string{strings.ToLower(w)}
}

// isInitials reports whether a word is capitals that nobody reads as a word: BBC, USA.
func isInitials(w string) bool {
	if len(w) < 2 || len(w) > mostInitials || !isCapitals(w) {
		return false
	}
	switch w {
	case "AI", "API", "ATM", "BA", "CEO", "CIA", "EU", "FAQ", "FBI", "ID", "IBM", "LA", "OK", "UAE", "UI", "UK", "UN", "URL", "US", "USA", "USB", "VIP":
		return true
	}
	return !strings.ContainsAny(w, "AEIOUY")
}

// mostInitials is how many letters are read out at most; what is longer is a word in capitals.
const mostInitials = 5

func isCapitals(w string) bool {
	return strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// letters spells a word out, in capitals: that is how voices know that letters are meant.
func letters(w string) (words []string) {
	for _, r := range strings.ToUpper(w) {
		if r >= 'A' && r <= 'Z' {
			words = append(words, string(r))
		}
	}
	return words
}

// number reads figures with thousands parted by commas.
func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	return n, err == nil && n >= 0 && n < 1e15
}
