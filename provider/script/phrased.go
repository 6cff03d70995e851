package script

import (
	"math"
	"strings"
)

// phrasing is a calculation that is not said as number, sign, number.
type phrasing struct {
	pattern string // "#" stands for a number
	said    string // how it is repeated, with X and Y for the numbers
	value   func(x, y float64) float64
}

func phrasings() []phrasing {
	part := func(n float64) func(x, _ float64) float64 {
		return func(x, _ float64) float64 { return x / n }
	}
	add := func(x, y float64) float64 { return x + y }
	return []phrasing{
		{"divide # by #", "X divided by Y", func(x, y float64) float64 { return x / y }},
		{"multiply # by #", "X times Y", func(x, y float64) float64 { return x * y }},
		{"add # to #", "X plus Y", add},
		{"add # and #", "X plus Y", add},
		{"subtract # from #", "Y minus X", func(x, y float64) float64 { return y - x }},
		{"# percent of #", "X percent of Y", func(x, y float64) float64 { return x * y / 100 }},
		{"half of #", "half of X", part(2)},
		{"third of #", "a third of X", part(3)},
		{"quarter of #", "a quarter of X", part(4)},
		{"square root of #", "the square root of X", func(x, _ float64) float64 { return math.Sqrt(x) }},
		{"# squared", "X squared", func(x, _ float64) float64 { return x * x }},
	}
}

// phrased recognises a phrasing among words. The result is empty when more than that is asked for.
func phrased(words []string) (result, bool) {
	for i := range words {
		for _, p := range phrasings() {
			if xy, n := p.read(words[i:]); n > 0 {
				isPart := hasSign(words[:i]) || hasSign(words[i+n:])
				return p.result(xy, isPart), true
			}
		}
	}
	return result{}, false
}

func (p phrasing) result(xy [2]float64, isPart bool) result {
	if isPart {
		return result{}
	}
	said := strings.NewReplacer("X", spoken(xy[0]), "Y", spoken(xy[1])).Replace(p.said)
	return result{said, p.value(xy[0], xy[1])}
}

// read returns the numbers of a phrasing that words begin with, and how many words it takes.
func (p phrasing) read(words []string) (xy [2]float64, n int) {
	numbers := 0
	for _, want := range strings.Fields(p.pattern) {
		used := 0
		if want == "#" {
			xy[numbers], used = quantity(words[n:])
			numbers++
		} else if n < len(words) && words[n] == want {
			used = 1
		}
		if used == 0 {
			return xy, 0
		}
		n += used
	}
	return xy, n
}

func hasSign(words []string) bool {
	for i := range words {
		if _, n := readSign(words[i:]); n > 0 {
			return true
		}
	}
	return false
}
