package listen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/visavis/visavis/wire"
)

// longRun is how many single figures are one number when they are spoken one by one: fewer may be
// several.
const longRun = 3

// inFigures writes spoken numbers in figures. smart does what smart_format has beyond numerals: amounts
// get their signs, times of the day their colon, and figures that are spoken one by one are one number.
func inFigures(words []wire.ListenWord, smart bool) []wire.ListenWord {
	return rewrite(words, func(before, rest []wire.ListenWord) piece {
		if !beginsNumber(rest[0].Word) {
			return piece{}
		}
		r := &numberReader{words: rest}
		if n := len(before); n > 0 && trailing(before[n-1].PunctuatedWord) == "" {
			r.prior = before[n-1].Word
		}
		text := r.written(smart)
		if text == "" {
			return piece{}
		}
		return piece{r.at, text, text + trailing(rest[r.at-1].PunctuatedWord)}
	})
}

// beginsNumber is a quick look: most words do not.
func beginsNumber(word string) bool {
	_, _, ok := below100(word)
	return ok || word == "a" || word == "oh"
}

// written reads a number as it is to be written.
func (r *numberReader) written(smart bool) string {
	if r.words[0].Word == "oh" {
		return r.zero()
	}
	if smart {
		for _, read := range []func() string{r.clock, r.run} { // three oh five pm is a time
			if text := read(); text != "" {
				return text
			}
			r.at = 0
		}
	}
	text := r.number()
	if smart && text != "" {
		if whole := r.amount(text); whole != "" {
			return whole
		}
	}
	if text == "1" && r.isLone() {
		return ""
	}
	return text
}

// zero reads "oh" between two figures.
func (r *numberReader) zero() string {
	if r.prior == "" || !endsInFigure(r.prior) || digit(r.ahead(1)) < 0 {
		return ""
	}
	r.at++
	return "0"
}

// isLone reports whether a "one" that was read is the pronoun or an article, as far as can be told: it
// stands beside no other figure.
func (r *numberReader) isLone() bool {
	next := digit(r.ahead(0)) >= 0 && !multiplies(r.ahead(1)) && r.ahead(1) != "point"
	return r.at == 1 && !next && !isFigure(r.prior)
}

// endsInFigure tells numbers from words, and cardinal from ordinal ones.
func endsInFigure(word string) bool { return isFigure(word[len(word)-1:]) }

func isFigure(word string) bool { return len(word) == 1 && '0' <= word[0] && word[0] <= '9' }

// run reads figures that are spoken one by one, such as a telephone number.
func (r *numberReader) run() string {
	text := r.figures()
	if text != "" && (multiplies(r.ahead(0)) || r.ahead(0) == "point") {
		text = text[:len(text)-1] // the last begins another number
		r.at--
	}
	if len(text) < longRun {
		return ""
	}
	return text
}

// clock reads a time of the day, which is known by what follows it.
func (r *numberReader) clock() string {
	hour, ordinal, ok := r.simple()
	if !ok || ordinal || hour < 1 || hour > 12 {
		return ""
	}
	zero := r.take("oh")
	minute, ordinal, ok := r.below100()
	if !ok || ordinal || minute > 59 || zero != (minute < 10) {
		return ""
	}
	switch r.ahead(0) {
	case "a.m", "p.m", "pm": // "am" may be a verb
		return strconv.FormatInt(hour, 10) + ":" + twoFigures(minute)
	}
	return ""
}

// amount returns a number that was read with the sign of its percent or dollars; "" when it has none.
func (r *numberReader) amount(number string) string {
	if !endsInFigure(number) {
		return "" // the fifth dollar
	}
	if r.take("percent") {
		return number + "%"
	}
	if !r.take("dollars") && !r.take("dollar") {
		return ""
	}
	back := r.at
	r.take("and")
	if cents, ordinal, ok := r.below100(); ok && !ordinal && !strings.Contains(number, ".") && r.take("cents") {
		return "$" + number + "." + twoFigures(cents)
	}
	r.at = back
	return "$" + number
}

func twoFigures(v int64) string { return fmt.Sprintf("%02d", v) }
