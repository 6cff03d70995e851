package listen

import (
	"slices"
	"strings"
)

// The words of English numbers, by their values.
var (
	smallCardinals = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve " +
		"thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	smallOrdinals = strings.Fields("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh " +
		"twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth")
	tensCardinals = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	tensOrdinals  = strings.Fields("- - twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
)

// below100 returns the number that a word is, such as "nine", "ninth", "ninety" or "ninety-nine".
func below100(word string) (v int64, ordinal, ok bool) {
	if tens, unit, found := strings.Cut(word, "-"); found {
		t := slices.Index(tensCardinals, tens)
		u, ordinal, ok := below100(unit)
		return int64(10*t) + u, ordinal, t > 0 && ok && 0 < u && u < 10
	}
	for i, list := range [...][]string{smallCardinals, smallOrdinals, tensCardinals, tensOrdinals} {
		if n := slices.Index(list, word); n >= 0 {
			return int64(n * (1 + i/2*9)), i%2 == 1, true
		}
	}
	return 0, false, false
}

// digit returns what a word is as one figure, or -1.
func digit(word string) int64 {
	if v, ordinal, ok := below100(word); ok && v < 10 && !ordinal {
		return v
	}
	return -1
}

// scale returns the power of a thousand that a word is; 0: none.
func scale(word string) (size int64, ordinal bool) {
	cardinal := strings.TrimSuffix(word, "th")
	size = 1
	for _, name := range [...]string{"thousand", "million", "billion", "trillion"} {
		if size *= 1000; name == cardinal {
			return size, cardinal != word
		}
	}
	return 0, false
}

// multiplies reports whether a word makes the number before it larger.
func multiplies(word string) bool {
	size, _ := scale(word)
	return size > 0 || word == "hundred" || word == "hundredth"
}

// isFraction reports whether a word makes the number before it count parts: two thirds, three quarters.
func isFraction(word string) bool {
	stem, plural := strings.CutSuffix(word, "s")
	if !plural || stem == "second" {
		return false
	}
	_, ordinal, ok := below100(stem)
	_, large := scale(stem)
	return ok && ordinal || large || stem == "quarter" || stem == "hundredth" || stem == "halve"
}

// suffix is what is written behind the figures of an ordinal number.
func suffix(v int64) string {
	if tens := v / 10 % 10; tens != 1 {
		switch v % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}
