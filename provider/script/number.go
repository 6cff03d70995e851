package script

import (
	"math"
	"strconv"
	"strings"
)

func units() []string {
	return []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
}

func tens() []string {
	return []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
}

// cardinal writes a number the way it is said.
func cardinal(n int64) string {
	switch {
	case n < 0:
		return "minus " + cardinal(-n)
	case n < 20:
		return units()[n]
	case n < 100:
		return join(tens()[n/10], n%10, " ")
	}
	for _, big := range [...]struct {
		name string
		size int64
	}{{"billion", 1e9}, {"million", 1e6}, {"thousand", 1000}, {"hundred", 100}} {
		if n >= big.size {
			return join(cardinal(n/big.size)+" "+big.name, n%big.size, " and ")
		}
	}
	return ""
}

// join appends the rest of a number, if there is any; "and" stands only before the last two digits.
func join(head string, rest int64, sep string) string {
	switch {
	case rest == 0:
		return head
	case rest >= 100:
		sep = " "
	}
	return head + sep + cardinal(rest)
}

// ordinal writes the number of a day, 1 to 31, the way it is said.
func ordinal(n int64) string {
	if n > 20 && n%10 != 0 {
		return tens()[n/10] + " " + ordinal(n%10)
	}
	switch n {
	case 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	case 5:
		return "fifth"
	case 8:
		return "eighth"
	case 9:
		return "ninth"
	case 12:
		return "twelfth"
	}
	if tens, ok := strings.CutSuffix(cardinal(n), "y"); ok {
		return tens + "ieth"
	}
	return cardinal(n) + "th"
}

// spoken writes any number the way it is said, to two decimal places.
func spoken(x float64) string {
	rounded := math.Round(x*100) / 100
	if math.Abs(rounded) >= 1e12 {
		return "more than I care to say"
	}
	whole := cardinal(int64(math.Abs(rounded)))
	if rounded < 0 {
		whole = "minus " + whole
	}
	_, decimals, _ := strings.Cut(strconv.FormatFloat(rounded, 'f', -1, 64), ".")
	for i, digit := range decimals {
		if i == 0 {
			whole += " point"
		}
		whole += " " + units()[digit-'0']
	}
	return whole
}

// quantity reads the number that words begin with and returns how many words it takes: digits,
// or "two hundred and five", "a dozen", "three point one four".
func quantity(words []string) (value float64, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	if x, err := strconv.ParseFloat(words[0], 64); err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
		return x, 1
	}
	value, n = wholeNumber(words)
	if n > 0 && n+1 < len(words) && words[n] == "point" {
		return decimals(value, words, n)
	}
	return value, n
}

func decimals(value float64, words []string, n int) (float64, int) {
	scale := 0.1
	for k := n + 1; k < len(words); k++ {
		d, ok := small(words[k])
		if !ok || d > 9 {
			break
		}
		value, scale, n = value+d*scale, scale/10, k+1
	}
	return value, n
}

func wholeNumber(words []string) (value float64, n int) {
	var group float64
	for n < len(words) {
		w := words[n]
		d, isSmall := small(w)
		m, isBig := multiplier(w)
		switch {
		case isSmall && fits(group, d):
			group += d
		case isBig && m == 100:
			group = max(group, 1) * m
		case isBig:
			value, group = value+max(group, 1)*m, 0
		case (w == "a" || w == "and") && n+1 < len(words) && continues(words[n+1], n > 0, w, group):
		default:
			return value + group, n
		}
		n++
	}
	return value + group, n
}

// fits says whether a small number may follow what has been read of a number: "twenty one", not
// "one twenty".
func fits(group, d float64) bool {
	last := math.Mod(group, 100)
	return last == 0 || last >= 20 && math.Mod(last, 10) == 0 && d > 0 && d < 10
}

// continues says whether "a" or "and" belongs to the number before or behind it.
func continues(next string, inNumber bool, word string, group float64) bool {
	d, isSmall := small(next)
	_, isBig := multiplier(next)
	if word == "a" {
		return isBig
	}
	return inNumber && isSmall && fits(group, d)
}

func small(word string) (float64, bool) {
	for i, w := range units() {
		if w == word {
			return float64(i), true
		}
	}
	for i, w := range tens() {
		if w == word && w != "" {
			return float64(10 * i), true
		}
	}
	return 0, false
}

func multiplier(word string) (float64, bool) {
	switch word {
	case "hundred":
		return 100, true
	case "thousand":
		return 1000, true
	case "million":
		return 1e6, true
	}
	return 0, false
}
