package pronounce

import "strings"

func small() [20]string {
	return [20]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
		"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
}

func tens() [10]string {
	return [10]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
}

// cardinal returns the words of a number below a quadrillion.
func cardinal(n int64) []string {
	switch {
	case n < 20:
		return []string{small()[n]}
	case n < 100:
		return rest([]string{tens()[n/10]}, n%10)
	case n < 1000:
		return rest([]string{small()[n/100], "hundred"}, n%100)
	}
	for _, scale := range []struct {
		size int64
		name string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}} {
		if n >= scale.size {
			return rest(append(cardinal(n/scale.size), scale.name), n%scale.size)
		}
	}
	return nil
}

// rest appends what is left of a number, if anything is.
func rest(words []string, n int64) []string {
	if n == 0 {
		return words
	}
	return append(words, cardinal(n)...)
}

// ordinal returns the words of "1st", "22nd" and so on.
func ordinal(n int64) []string {
	words := cardinal(n)
	last := &words[len(words)-1]
	switch *last {
	case "one":
		*last = "first"
	case "two":
		*last = "second"
	case "three":
		*last = "third"
	case "five":
		*last = "fifth"
	case "eight":
		*last = "eighth"
	case "nine":
		*last = "ninth"
	case "twelve":
		*last = "twelfth"
	default:
		if strings.HasSuffix(*last, "y") {
			*last = strings.TrimSuffix(*last, "y") + "ie"
		}
		*last += "th"
	}
	return words
}

// year returns the words of a year as it is read: nineteen ninety nine.
func year(n int64) []string {
	switch century, rest := n/100, n%100; {
	case n < 1100 || n > 2099 || century == 20 && rest < 10:
		return cardinal(n)
	case rest == 0:
		return append(cardinal(century), "hundred")
	case rest < 10:
		return append(append(cardinal(century), "oh"), cardinal(rest)...)
	default:
		return append(cardinal(century), cardinal(rest)...)
	}
}

// plainFigures reads 12, 2,500, 1999, 3.5, 0123 and long runs of figures.
func plainFigures(t, _ string) readings {
	whole, part, has := strings.Cut(t, ".")
	n, ok := number(whole)
	if !ok || has && !onlyDigits(part) {
		return nil
	}
	switch {
	case has:
		return withPoint(n, part)
	case len(whole) > 1 && whole[0] == '0' || len(whole) > 9 && !strings.Contains(whole, ","):
		return figureByFigure(whole)
	case len(whole) == 4 && n >= 1100 && n < 2100:
		return oneOf(year(n), cardinal(n), hundreds(n), withAnd(n))
	}
	return oneOf(cardinal(n), hundreds(n), withAnd(n), few(whole))
}

// withPoint reads a decimal fraction: two point oh.
func withPoint(n int64, part string) readings {
	return cross(one(append(cardinal(n), "point")...), figureByFigure(part))
}

func pointed(part string) []string { return append([]string{"point"}, digits(part)...) }

// hundreds reads a number by pairs of figures: two twenty one, twenty five hundred; nothing for one
// that is not read like that.
func hundreds(n int64) []string {
	switch high, low := n/100, n%100; {
	case n <= 100 || n > 9999 || n%1000 == 0 || n < 1000 && low == 0:
		return nil
	case low == 0:
		return append(cardinal(high), "hundred")
	case low < 10:
		return join(cardinal(high), []string{"oh"}, cardinal(low))
	default:
		return append(cardinal(high), cardinal(low)...)
	}
}

// withAnd reads a number as the British do: two hundred and one; and a hundred.
func withAnd(n int64) []string {
	switch low := n % 100; {
	case n == 100 || n == 1000:
		return append([]string{"a"}, cardinal(n)[1:]...)
	case n < 100 || low == 0 || n > 999_999:
		return nil
	default:
		return join(cardinal(n-low), []string{"and"}, cardinal(low))
	}
}

// few reads three figures one by one: room 2 2 1.
func few(whole string) []string {
	if len(whole) != 3 {
		return nil
	}
	return digits(whole)
}

// figureByFigure reads figures one by one, with zero or oh.
func figureByFigure(s string) readings {
	words := digits(s)
	ohs := make([]string, len(words))
	for i, w := range words {
		if ohs[i] = w; w == small()[0] {
			ohs[i] = "oh"
		}
	}
	return oneOf(words, ohs)
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// digits returns the words of figures read one by one.
func digits(s string) (words []string) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			words = append(words, small()[r-'0'])
		}
	}
	return words
}
