package pronounce

import (
	"strings"
	"unicode"
)

// readFigures returns how a token with figures in it is read.
func readFigures(before, t, next string) readings {
	switch {
	case isDay(before, t):
		n, _ := number(t)
		return oneOf(ordinal(n), cardinal(n))
	case strings.HasPrefix(t, "-") && len(t) > 1 && isDigit(t[1]):
		return cross(readings{{"minus"}, {"negative"}}, readFigures("", t[1:], next))
	case strings.HasPrefix(t, "."):
		return oneOf(pointed(t[1:]), append([]string{"zero"}, pointed(t[1:])...))
	}
	for _, read := range []func(t, next string) readings{
		money, clock, percent, ordinalFigures, decade, slashed, telephone, span, plainFigures, unitFigures,
	} {
		if as := read(t, next); len(as) > 0 {
			return as
		}
	}
	return oneOf(mixed(t))
}

// isDay reports whether figures are the day after a month: May 3.
func isDay(month, t string) bool {
	n, ok := number(t)
	if !ok || n < 1 || n > 31 || len(t) > 2 {
		return false
	}
	switch strings.ToLower(month) {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "jan.", "feb", "feb.", "mar.", "apr.", "aug", "aug.", "sept", "sept.", "sep.", "oct", "oct.", "nov.", "dec", "dec.":
		return true
	}
	return false
}

// clock reads 10:30, 7:05pm and 12:00.
func clock(t, _ string) readings {
	h, m, ok := strings.Cut(t, ":")
	suffix := strings.TrimLeft(m, "0123456789")
	m = strings.TrimSuffix(m, suffix)
	hour, ok1 := number(h)
	minute, ok2 := number(m)
	if !ok || !ok1 || !ok2 || hour > 24 || minute > 59 || len(m) != 2 {
		return nil
	}
	as := one(cardinal(hour)...)
	switch {
	case minute == 0 && suffix == "":
		as = cross(as, readings{{"o'clock"}, {}})
	case minute > 0 && minute < 10:
		as = cross(as, one(append([]string{"oh"}, cardinal(minute)...)...))
	case minute > 0:
		as = cross(as, one(cardinal(minute)...))
	}
	return cross(as, one(letters(suffix)...))
}

func percent(t, next string) readings {
	if n, ok := strings.CutSuffix(t, "%"); ok {
		return cross(readFigures("", n, next), one("percent"))
	}
	return nil
}

func ordinalFigures(t, _ string) readings {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if s, ok := strings.CutSuffix(strings.ToLower(t), suffix); ok {
			if n, ok := number(s); ok {
				return one(ordinal(n)...)
			}
		}
	}
	return nil
}

// decade reads 1990s and 80's.
func decade(t, _ string) readings {
	s, ok := strings.CutSuffix(strings.Trim(t, "'’"), "s")
	s = strings.TrimRight(s, "'’")
	n, known := number(s)
	if !ok || !known || n%10 != 0 || n < 20 || n > 2090 || n > 90 && n < 1100 {
		return nil
	}
	words := cardinal(n)
	if n > 100 {
		words = year(n)
	}
	last := &words[len(words)-1]
	if ten, ok := strings.CutSuffix(*last, "y"); ok {
		*last = ten + "ie"
	}
	*last += "s"
	return one(words...)
}

// slashed reads 1/2, 24/7 and 9/11.
func slashed(t, _ string) readings {
	a, b, ok := strings.Cut(t, "/")
	n, ok1 := number(a)
	d, ok2 := number(b)
	if !ok || !ok1 || !ok2 {
		return nil
	}
	top, bottom := cardinal(n), cardinal(d)
	by := func(sign ...string) []string {
		return append(append(append([]string(nil), top...), sign...), bottom...)
	}
	if d == 0 || d > 100 || n >= d {
		return oneOf(by(), by("slash"), by("over"))
	}
	as := parts(n, d)
	if n == 1 {
		as = append(as, append([]string{"a"}, as[0][1:]...))
	}
	return oneOf(append(as, by("slash"), by("over"))...)
}

// parts reads a fraction.
func parts(n, d int64) (as readings) {
	of := ordinal(d)
	last := &of[len(of)-1]
	*last = plural(n, *last, *last+"s")
	ways := readings{of}
	switch d {
	case 2:
		ways = one(plural(n, "half", "halves"))
	case 4:
		ways = readings{{plural(n, "quarter", "quarters")}, of}
	}
	return cross(one(cardinal(n)...), ways)
}

// telephone reads 555-1234, figure by figure.
func telephone(t, _ string) readings {
	groups := strings.Split(strings.TrimPrefix(t, "+"), "-")
	if len(groups) < 2 || len(groups[len(groups)-1]) != 4 || len(groups[len(groups)-2]) != 3 {
		return nil
	}
	for _, g := range groups {
		if !onlyDigits(g) {
			return nil
		}
	}
	return figureByFigure(t)
}

// span reads 10-20.
func span(t, next string) readings {
	from, to, ok := strings.Cut(t, "-")
	if !ok {
		from, to, ok = strings.Cut(t, "–")
	}
	if !ok || !onlyDigits(from) || !onlyDigits(to) {
		return nil
	}
	a, b := plainFigures(from, next)[:1], plainFigures(to, next)[:1]
	return cross(cross(a, readings{{"to"}, {}}), b)
}

// unitFigures reads 5kg and 20°.
func unitFigures(t, next string) readings {
	i := strings.LastIndexAny(t, "0123456789") + 1
	name, ok := unitNames()[t[i:]]
	if !ok || i == 0 {
		return nil
	}
	if t[:i] == "1" {
		name = singular(name)
	}
	return cross(readFigures("", t[:i], next)[:1], name)
}

// mixed reads letters and figures each by themselves: A4, MP3, 3D.
func mixed(t string) (words []string) {
	for len(t) > 0 {
		digit := isDigit(t[0])
		end := strings.IndexFunc(t, func(r rune) bool { return (r < 0x80 && isDigit(byte(r))) != digit && (!digit || r != '.' && r != ',') })
		if end <= 0 {
			end = len(t)
		}
		words = append(words, partOf(strings.Trim(t[:end], ".,"), digit)...)
		t = t[end:]
	}
	return words
}

// partOf reads a part of a token that is all figures or all something else.
func partOf(part string, digit bool) (words []string) {
	if digit && part != "" && isDigit(part[0]) {
		if as := plainFigures(part, ""); as != nil {
			return as[0]
		}
		return digits(part)
	}
	for _, w := range strings.FieldsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		words = append(words, besideFigures(w)...)
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
