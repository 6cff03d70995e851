package pronounce

import (
	"strings"
	"unicode"
)

// spellFigures returns the words of a token with figures in it.
func spellFigures(t, next string) []string {
	if strings.HasPrefix(t, "-") && len(t) > 1 && isDigit(t[1]) {
		return append([]string{"minus"}, spellFigures(t[1:], next)...)
	}
	for _, read := range []func(string, string) []string{money, clock, percent, ordinalFigures, fractionFigures, plainFigures, unitFigures} {
		if words := read(t, next); words != nil {
			return words
		}
	}
	return mixed(t, next)
}

// coin is a currency.
type coin struct{ sign, one, many, cent, cents string }

// coinOf returns the currency of an amount such as $5.99, and the amount.
func coinOf(t string) (c coin, amount string, ok bool) {
	for _, c := range []coin{
		{"$", "dollar", "dollars", "cent", "cents"}, {"£", "pound", "pounds", "penny", "pence"}, {"€", "euro", "euros", "cent", "cents"},
	} {
		if amount, ok := strings.CutPrefix(t, c.sign); ok {
			return c, amount, true
		}
	}
	return coin{}, "", false
}

// currency returns what follows "million" after $2.5.
func currency(before string) []string {
	if c, _, ok := coinOf(before); ok {
		return []string{c.many}
	}
	return nil
}

// money reads $5.99, and the number of $2.5 million.
func money(t, next string) []string {
	c, amount, ok := coinOf(t)
	if !ok {
		return nil
	}
	whole, part, has := strings.Cut(amount, ".")
	n, ok := number(whole)
	switch {
	case !ok:
		return nil
	case isScale(next):
		return append(cardinal(n), pointed(part, has)...)
	}
	words := append(cardinal(n), plural(n, c.one, c.many))
	if cents, ok := number(part); ok && cents > 0 && len(part) == 2 {
		words = append(append(append(words, "and"), cardinal(cents)...), plural(cents, c.cent, c.cents))
	}
	return words
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func isScale(w string) bool {
	switch strings.ToLower(w) {
	case "thousand", "million", "billion", "trillion":
		return true
	}
	return false
}

// clock reads 10:30, 7:05pm and 12:00.
func clock(t, _ string) []string {
	h, m, ok := strings.Cut(t, ":")
	suffix := strings.TrimLeft(m, "0123456789")
	m = strings.TrimSuffix(m, suffix)
	hour, ok1 := number(h)
	minute, ok2 := number(m)
	if !ok || !ok1 || !ok2 || hour > 24 || minute > 59 || len(m) != 2 {
		return nil
	}
	words := cardinal(hour)
	switch {
	case minute == 0 && suffix == "":
		words = append(words, "o'clock")
	case minute > 0 && minute < 10:
		words = append(append(words, "oh"), cardinal(minute)...)
	case minute > 0:
		words = append(words, cardinal(minute)...)
	}
	return append(words, letters(suffix)...)
}

func percent(t, next string) []string {
	if n, ok := strings.CutSuffix(t, "%"); ok {
		return append(spellFigures(n, next), "percent")
	}
	return nil
}

func ordinalFigures(t, _ string) []string {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if s, ok := strings.CutSuffix(strings.ToLower(t), suffix); ok {
			if n, ok := number(s); ok {
				return ordinal(n)
			}
		}
	}
	return nil
}

func fractionFigures(t, _ string) []string {
	a, b, ok := strings.Cut(t, "/")
	n, ok1 := number(a)
	d, ok2 := number(b)
	if !ok || !ok1 || !ok2 || d == 0 {
		return nil
	}
	words := cardinal(n)
	switch {
	case d == 2:
		return append(words, plural(n, "half", "halves"))
	case d == 4:
		return append(words, plural(n, "quarter", "quarters"))
	case d <= 100:
		of := ordinal(d)
		if n != 1 {
			of[len(of)-1] += "s"
		}
		return append(words, of...)
	}
	return append(append(words, "over"), cardinal(d)...)
}

// plainFigures reads 12, 2,500, 1999, 3.5, 0123 and long runs of figures.
func plainFigures(t, next string) []string {
	whole, part, has := strings.Cut(t, ".")
	n, ok := number(whole)
	if !ok || has && !onlyDigits(part) {
		return nil
	}
	switch {
	case has:
		return append(cardinal(n), pointed(part, true)...)
	case len(whole) > 1 && whole[0] == '0' || len(whole) > 9 && !strings.Contains(whole, ","):
		return digits(whole)
	case len(whole) == 4 && n >= 1100 && n < 2100:
		return year(n)
	}
	return cardinal(n)
}

func pointed(part string, has bool) []string {
	if !has || part == "" {
		return nil
	}
	return append([]string{"point"}, digits(part)...)
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// unitFigures reads 5kg and 20°.
func unitFigures(t, next string) []string {
	i := strings.LastIndexAny(t, "0123456789") + 1
	unit := unitName(t[i:])
	if unit == "" || i == 0 {
		return nil
	}
	return append(spellFigures(t[:i], next), unit)
}

// mixed reads letters and figures each by themselves: A4, MP3, 555-1234, 3D.
func mixed(t, next string) (words []string) {
	for len(t) > 0 {
		digit := isDigit(t[0])
		end := strings.IndexFunc(t, func(r rune) bool { return (r < 0x80 && isDigit(byte(r))) != digit && (!digit || r != '.' && r != ',') })
		if end <= 0 {
			end = len(t)
		}
		part := strings.Trim(t[:end], ".,")
		t = t[end:]
		switch {
		case digit && len(part) > 0 && isDigit(part[0]):
			if w := plainFigures(part, next); w != nil {
				words = append(words, w...)
			} else {
				words = append(words, digits(part)...)
			}
		default:
			for _, w := range strings.FieldsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
				words = append(words, besideFigures(w)...)
			}
		}
	}
	return words
}

// besideFigures reads what stands next to figures: a letter or two by name, a word as such.
func besideFigures(w string) []string {
	if len(w) <= 2 && strings.ToLower(w) != "am" || isInitials(w) {
		return letters(w)
	}
	return spellWord(w)
}
