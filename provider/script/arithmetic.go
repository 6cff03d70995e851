package script

import (
	"math"
	"strings"
)

// sum is a calculation in the order in which it was said.
type sum struct {
	numbers []float64
	signs   []sign // one fewer than numbers
}

type sign uint8

const (
	plus sign = iota
	minus
	times
	over
)

func (s sign) String() string { return [...]string{"plus", "minus", "times", "divided by"}[s] }

// arithmetic recognises "seven times eight" and "half of ten" anywhere in a text. A mixture of both
// has no slot: an answer to one part of it would be wrong.
func arithmetic(text string) (map[string]string, bool) {
	r, ok := calculate(text)
	if !ok || r.said == "" {
		return nil, ok
	}
	return map[string]string{"sum": r.answer()}, true
}

// byZero recognises a calculation that divides by zero.
func byZero(text string) (map[string]string, bool) {
	r, _ := calculate(text)
	return nil, r.isImpossible() && strings.Contains(r.said, "by zero")
}

// result is a calculation in words, with what comes of it.
type result struct {
	said  string
	value float64
}

func calculate(text string) (result, bool) {
	words := strings.Fields(spaced(text))
	if r, ok := phrased(words); ok {
		return r, true
	}
	for i := range words {
		if s := readSum(words[i:]); len(s.signs) > 0 {
			return result{s.said(), s.value()}, true
		}
	}
	return result{}, false
}

// openSum recognises a sum that lacks its last number: "what is three times".
func openSum(text string) (map[string]string, bool) {
	for _, opening := range [...]string{"and", "what is", "how much is", "calculate"} {
		text = strings.TrimPrefix(text, opening+" ")
	}
	words := strings.Fields(spaced(text))
	x, n := quantity(words)
	if n == 0 {
		return nil, false
	}
	sg, m := readSign(words[n:])
	if m == 0 || n+m < len(words) || words[n] == "time" {
		return nil, false
	}
	return map[string]string{"open": spoken(x) + " " + sg.String()}, true
}

// spaced separates the signs of a typed sum such as "7*8".
func spaced(text string) string {
	return strings.NewReplacer("+", " + ", "*", " * ", "/", " / ", "per cent", "percent").Replace(text)
}

func readSum(words []string) sum {
	var s sum
	x, n := operand(words)
	for n > 0 {
		s.numbers = append(s.numbers, x)
		words = words[n:]
		sg, m := readSign(words)
		if m == 0 {
			break
		}
		if x, n = operand(words[m:]); n > 0 {
			s.signs = append(s.signs, sg)
			words = words[m:]
		}
	}
	return s
}

// operand reads a number. Next to a sign, words that sound like one are what a recogniser makes of
// it.
func operand(words []string) (float64, int) {
	if x, n := quantity(words); n > 0 {
		return x, n
	}
	if len(words) == 0 {
		return 0, 0
	}
	switch words[0] {
	case "won":
		return 1, 1
	case "to", "too":
		return 2, 1
	case "for":
		return 4, 1
	case "ate":
		return 8, 1
	}
	return 0, 0
}

// readSign reads an operator and returns how many words it takes.
func readSign(words []string) (sign, int) {
	phrase := strings.Join(words[:min(len(words), 2)], " ")
	switch phrase {
	case "divided by", "divide by":
		return over, 2
	case "multiplied by", "multiply by":
		return times, 2
	case "take away":
		return minus, 2
	}
	if len(words) == 0 {
		return 0, 0
	}
	switch words[0] {
	case "plus", "+":
		return plus, 1
	case "minus", "less":
		return minus, 1
	case "times", "time", "x", "*":
		return times, 1
	case "over", "/":
		return over, 1
	}
	return 0, 0
}

func (s sum) said() string {
	said := spoken(s.numbers[0])
	for i, sg := range s.signs {
		said += " " + sg.String() + " " + spoken(s.numbers[i+1])
	}
	return said
}

// answer says the calculation and its result.
func (r result) answer() string {
	switch {
	case r.isImpossible():
		return r.said + " cannot be done, not even with a straight face"
	case r.value != math.Round(r.value*100)/100:
		return r.said + " is about " + spoken(r.value)
	}
	return r.said + " is " + spoken(r.value)
}

func (r result) isImpossible() bool { return math.IsInf(r.value, 0) || math.IsNaN(r.value) }

// value calculates, multiplication and division first.
func (s sum) value() float64 {
	total, term := 0.0, s.numbers[0]
	for i, sg := range s.signs {
		x := s.numbers[i+1]
		switch sg {
		case plus:
			total, term = total+term, x
		case minus:
			total, term = total+term, -x
		case times:
			term *= x
		case over:
			term /= x
		}
	}
	return total + term
}
