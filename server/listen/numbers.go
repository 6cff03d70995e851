package listen

import (
	"strconv"

	"github.com/visavis/visavis/wire"
)

// numberReader reads a number off the front of words. A sign behind a word ends the number, so that
// figures stand for words of one breath only.
type numberReader struct {
	words []wire.ListenWord
	at    int    // how many have been read
	prior string // the word before; "" at the beginning, and behind a sign
}

// ahead returns the word n places further; "" at the end, and behind a sign.
func (r *numberReader) ahead(n int) string {
	for i := r.at; i <= r.at+n; i++ {
		if i >= len(r.words) || i > 0 && trailing(r.words[i-1].PunctuatedWord) != "" {
			return ""
		}
	}
	return r.words[r.at+n].Word
}

// take passes over the next word if it is this one.
func (r *numberReader) take(word string) bool {
	if r.ahead(0) != word {
		return false
	}
	r.at++
	return true
}

// number reads a number and returns how it is written; "" when there is none.
func (r *numberReader) number() string {
	if v := r.year(); v > 0 {
		return strconv.FormatInt(v, 10)
	}
	v, ordinal, ok := r.whole()
	switch {
	case !ok || isFraction(r.ahead(0)):
		return ""
	case r.words[0].Word == "a" && r.at < 3: // "a hundred" is no exact number
		return ""
	case ordinal && r.at == 1 && !isMonth(r.prior): // "second" may be a time, "first" a manner
		return ""
	case ordinal:
		return strconv.FormatInt(v, 10) + suffix(v)
	}
	return strconv.FormatInt(v, 10) + r.decimals()
}

// decimals reads the part of a number behind its point.
func (r *numberReader) decimals() string {
	if r.ahead(0) != "point" || digit(r.ahead(1)) < 0 {
		return ""
	}
	r.at++
	return "." + r.figures()
}

// figures reads single figures; "oh" is one between two others.
func (r *numberReader) figures() (text string) {
	for {
		v := digit(r.ahead(0))
		if text != "" && r.ahead(0) == "oh" && digit(r.ahead(1)) >= 0 {
			v = 0
		}
		if v < 0 {
			return text
		}
		text += strconv.FormatInt(v, 10)
		r.at++
	}
}

// year reads a year of four figures that is spoken in two halves: nineteen eighty four, nineteen oh
// five, twenty twenty six. 0: there is none.
func (r *numberReader) year() int64 {
	century, ordinal, ok := r.below100()
	if ok && !ordinal && 17 <= century && century <= 20 {
		if u := digit(r.ahead(1)); u > 0 && r.take("oh") {
			r.at++
			return 100*century + u
		}
		rest, ordinal, ok := r.below100()
		counted := rest == century+1 && rest < 20 // eighteen, nineteen …
		if ok && !ordinal && rest >= 10 && !counted && !multiplies(r.ahead(0)) && r.ahead(0) != "point" {
			return 100*century + rest
		}
	}
	r.at = 0
	return 0
}

// whole reads a whole number: groups, each with a smaller power of a thousand.
func (r *numberReader) whole() (total int64, ordinal, ok bool) {
	for limit := int64(1e15); ; {
		back := r.at
		if total > 0 {
			r.take("and")
		}
		v, ordinal, ok := r.group()
		size, last := scale(r.ahead(0))
		switch {
		case !ok || v >= limit || size >= limit || v == 0 && total > 0:
			r.at = back
			return total, false, total > 0
		case ordinal || size == 0 || v == 0:
			return total + v, ordinal, true
		}
		r.at++
		if total, limit = total+v*size, size; last {
			return total, true, true
		}
	}
}

// group reads a number below ten thousand: twelve, four hundred and six, nineteen hundred.
func (r *numberReader) group() (v int64, ordinal, ok bool) {
	v, ordinal, ok = r.below100()
	if !ok || ordinal || v == 0 {
		return v, ordinal, ok
	}
	if r.take("hundredth") {
		return v * 100, true, true
	}
	if !r.take("hundred") {
		return v, false, true
	}
	back := r.at
	r.take("and")
	rest, ordinal, ok := r.below100()
	if !ok || rest == 0 || r.ahead(0) == "hundred" { // "between one hundred and two hundred"
		r.at = back
		return v * 100, false, true
	}
	return v*100 + rest, ordinal, true
}

// below100 reads up to two words.
func (r *numberReader) below100() (v int64, ordinal, ok bool) {
	v, ordinal, ok = r.simple()
	if !ok || ordinal || v < 20 || v%10 != 0 {
		return v, ordinal, ok
	}
	back := r.at
	if unit, ordinal, ok := r.simple(); ok && 0 < unit && unit < 10 {
		return v + unit, ordinal, true
	}
	r.at = back
	return v, false, true
}

// simple reads a word. "A" is one before "hundred" and the like, and "second" a number only where it
// is no time: the twenty second of May, in a twenty second film.
func (r *numberReader) simple() (v int64, ordinal, ok bool) {
	word := r.ahead(0)
	if r.at == 0 && word == "a" && multiplies(r.ahead(1)) {
		r.at++
		return 1, false, true
	}
	if word == "second" && r.prior != "the" && !isMonth(r.prior) && r.ahead(1) != "of" {
		return 0, false, false
	}
	if v, ordinal, ok = below100(word); ok {
		r.at++
	}
	return v, ordinal, ok
}

// isMonth reports whether a word is a month and nothing else; "may" is not.
func isMonth(word string) bool {
	switch word {
	case "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december":
		return true
	}
	return false
}
