package pronounce

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spoken is a word as it is spoken, in small letters with apostrophes, or a single capital: a letter
// that is read out. text[From:To] is the written word it comes from; several may come from one.
type Spoken struct {
	Text     string
	From, To int
}

// Spell returns the words of an English text as they are spoken: numbers, amounts, dates, times,
// units and abbreviations are spelled out. A voice that is given Say of the text says the same.
func Spell(text string) []Spoken {
	var all []Spoken
	tokens := tokenise(text)
	for i, t := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1].text
		}
		words := spellToken(t.text, next)
		if i > 0 && isScale(t.text) {
			words = append(words, currency(tokens[i-1].text)...)
		}
		for _, w := range words {
			all = append(all, Spoken{w, t.from, t.to})
		}
	}
	return all
}

// Say returns a text as Spell reads it, with its punctuation: what to give to a voice, so that it says
// what is expected.
func Say(text string) string {
	plain, _ := say(text)
	return plain
}

// origin says where the words of a said text come from.
type origin []struct{ at, from, to int } // from at on in what is said, it is text[from:to]

// word returns the written word that is said at a place.
func (o origin) word(at int) (from, to int) {
	for _, w := range o {
		if w.at > at {
			break
		}
		from, to = w.from, w.to
	}
	return from, to
}

func say(text string) (string, origin) {
	var b strings.Builder
	var from origin
	last := 0
	var words []string
	spoken := Spell(text)
	for i, s := range spoken {
		words = append(words, s.Text)
		if i+1 < len(spoken) && spoken[i+1].From == s.From {
			continue
		}
		b.WriteString(text[last:s.From])
		from = append(from, struct{ at, from, to int }{b.Len(), s.From, s.To})
		b.WriteString(written(text[s.From:s.To], words))
		last, words = s.To, nil
	}
	b.WriteString(text[last:])
	said := b.String()
	if strings.HasSuffix(text, ".") && !strings.HasSuffix(said, ".") {
		said += "." // the stop of an abbreviation ended the sentence too
	}
	return said, from
}

// written keeps a word as it is written when it is spoken like that.
func written(as string, words []string) string {
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

// spellToken returns the words of a token; next is the token after it.
func spellToken(t, next string) []string {
	if len(t) > longest {
		return mixed(t, next) // nothing that is written like that is read as a whole
	}
	if words := abbreviation(t); words != nil {
		return words
	}
	if words := symbol(t); words != nil {
		return words
	}
	if strings.ContainsFunc(t, unicode.IsDigit) {
		return spellFigures(t, next)
	}
	var words []string
	for _, part := range strings.FieldsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		words = append(words, spellWord(part)...)
	}
	return words
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
	if len(w) < 2 || len(w) > 5 || strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	switch w {
	case "AI", "API", "ATM", "BA", "CEO", "CIA", "EU", "FAQ", "FBI", "ID", "IBM", "LA", "OK", "UAE", "UI", "UK", "UN", "URL", "US", "USA", "USB", "VIP":
		return true
	}
	return !strings.ContainsAny(w, "AEIOUY")
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

func symbol(t string) []string {
	switch t {
	case "&", "+&":
		return []string{"and"}
	case "+":
		return []string{"plus"}
	case "%":
		return []string{"percent"}
	case "@":
		return []string{"at"}
	}
	return nil
}

// number reads figures with thousands parted by commas.
func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	return n, err == nil && n >= 0 && n < 1e15
}
