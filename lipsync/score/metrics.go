package main

import (
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

// score adds up how well found phones match true ones.
type score struct {
	frames, right15, right7, right5 int
	spoken, spokenRight             int // frames without true silence
	closures, closed                int // P, B and M; those met by one within 40 ms
	claimed, claimedRight           int
	teeth, teethMet                 int       // F and V
	errors                          []float64 // of phone starts, in ms
	bias                            float64
	behind                          []float64 // ms
	sentences, noticed              int       // in which the text was given up
	took, length                    time.Duration
}

// shapeAt is the mouth over time: a viseme for every 10 ms.
func shapesOf(phones []visavis.Phone, rate visavis.SampleRate, frames int) []visavis.Viseme {
	out := make([]visavis.Viseme, frames)
	for i, p := range phones {
		next := phones[i+1 : min(i+2, len(phones))]
		for _, s := range lipsync.Shapes(append([]visavis.Phone{p}, next...)) {
			if s.Start >= p.End {
				break
			}
			for f := int((s.Start*100 + int64(rate)/2) / int64(rate)); f < min(frames, int((s.End*100+int64(rate)/2)/int64(rate))); f++ {
				out[f] = s.Viseme
				if p.Name == "SIL" {
					out[f] = visavis.VisemeSil
				}
			}
		}
	}
	return out
}

// seven and five are coarser sets of shapes.
func seven(v visavis.Viseme) int {
	switch v {
	case visavis.VisemeSil:
		return 0
	case visavis.VisemePP:
		return 1
	case visavis.VisemeFF:
		return 2
	case visavis.VisemeTH, visavis.VisemeDD, visavis.VisemeKK, visavis.VisemeSS, visavis.VisemeNN:
		return 3
	case visavis.VisemeCH, visavis.VisemeRR, visavis.VisemeO, visavis.VisemeU:
		return 4
	case visavis.VisemeAA:
		return 5
	}
	return 6
}

func five(v visavis.Viseme) int {
	switch s := seven(v); s {
	case 1:
		return 0
	case 6:
		return 5
	default:
		return s
	}
}

func (s *score) add(truth, found []visavis.Phone, rate visavis.SampleRate, samples int64) {
	frames := int(samples * 100 / int64(rate))
	a, b := shapesOf(truth, rate, frames), shapesOf(found, rate, frames)
	for i := range a {
		s.frames++
		s.right15 += one(a[i] == b[i])
		s.right7 += one(seven(a[i]) == seven(b[i]))
		s.right5 += one(five(a[i]) == five(b[i]))
		if a[i] != visavis.VisemeSil {
			s.spoken++
			s.spokenRight += one(a[i] == b[i])
		}
	}
	n, met := meet(truth, found, rate, "P", "B", "M")
	s.closures, s.closed = s.closures+n, s.closed+met
	n, met = meet(found, truth, rate, "P", "B", "M")
	s.claimed, s.claimedRight = s.claimed+n, s.claimedRight+met
	n, met = meet(truth, found, rate, "F", "V")
	s.teeth, s.teethMet = s.teeth+n, s.teethMet+met
	for _, pair := range match(truth, found) {
		ms := float64(pair[1]-pair[0]) * 1000 / float64(rate)
		s.errors = append(s.errors, math.Abs(ms))
		s.bias += ms
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// meet counts the phones of some names in a, and how many of them are within 40 ms of one in b.
func meet(a, b []visavis.Phone, rate visavis.SampleRate, names ...string) (n, met int) {
	is := func(p visavis.Phone) bool {
		for _, name := range names {
			if p.Name == name {
				return true
			}
		}
		return false
	}
	near := int64(rate) * 40 / 1000
	for _, p := range a {
		if !is(p) {
			continue
		}
		n++
		for _, q := range b {
			if is(q) && q.Start < p.End+near && q.End > p.Start-near {
				met++
				break
			}
		}
	}
	return n, met
}

// match pairs the starts of phones that are the same in both, by the shortest edit distance.
func match(truth, found []visavis.Phone) (pairs [][2]int64) {
	a, b := sounds(truth), sounds(found)
	cost := make([][]int, len(a)+1)
	for i := range cost {
		cost[i] = make([]int, len(b)+1)
		for j := range cost[i] {
			switch {
			case i == 0:
				cost[i][j] = j
			case j == 0:
				cost[i][j] = i
			default:
				cost[i][j] = min(cost[i-1][j-1]+one(a[i-1].Name != b[j-1].Name), cost[i-1][j]+1, cost[i][j-1]+1)
			}
		}
	}
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch {
		case cost[i][j] == cost[i-1][j-1]+one(a[i-1].Name != b[j-1].Name):
			pairs = append(pairs, [2]int64{a[i-1].Start, b[j-1].Start})
			i, j = i-1, j-1
		case cost[i][j] == cost[i-1][j]+1:
			i--
		default:
			j--
		}
	}
	return pairs
}

func sounds(phones []visavis.Phone) (out []visavis.Phone) {
	for _, p := range phones {
		if p.Name == "AX" {
			p.Name = "AH"
		}
		if p.Name != "SIL" {
			out = append(out, p)
		}
	}
	return out
}

// within returns the share of starts that are at most ms off.
func (s *score) within(ms float64) float64 {
	n := 0
	for _, e := range s.errors {
		n += one(e <= ms)
	}
	return 100 * float64(n) / float64(max(1, len(s.errors)))
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, e := range all {
		sum += e
	}
	return sum / float64(max(1, len(all)))
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	s := append([]float64(nil), all...)
	sort.Float64s(s)
	return s[len(s)/2]
}

func percent(a, b int) float64 { return 100 * float64(a) / float64(max(1, b)) }

// join adds another score.
func (s *score) join(o score) {
	s.frames, s.right15, s.right7, s.right5 = s.frames+o.frames, s.right15+o.right15, s.right7+o.right7, s.right5+o.right5
	s.spoken, s.spokenRight = s.spoken+o.spoken, s.spokenRight+o.spokenRight
	s.closures, s.closed, s.claimed, s.claimedRight = s.closures+o.closures, s.closed+o.closed, s.claimed+o.claimed, s.claimedRight+o.claimedRight
	s.teeth, s.teethMet = s.teeth+o.teeth, s.teethMet+o.teethMet
	s.errors, s.bias, s.behind = append(s.errors, o.errors...), s.bias+o.bias, append(s.behind, o.behind...)
	s.sentences, s.noticed, s.took, s.length = s.sentences+o.sentences, s.noticed+o.noticed, s.took+o.took, s.length+o.length
}

func (s *score) row(name string) string {
	return fmt.Sprintf("%-44s bMAE %5.1f med %4.1f bias %5.1f in20 %4.1f in50 %4.1f acc15 %4.1f acc7 %4.1f acc5 %4.1f pbm %5.1f/%5.1f fv %5.1f behind %4.0f doubted %5.1f cpu %.2f",
		name, mean(s.errors), median(s.errors), s.bias/float64(max(1, len(s.errors))), s.within(20), s.within(50), percent(s.right15, s.frames), percent(s.right7, s.frames),
		percent(s.right5, s.frames), percent(s.closed, s.closures), percent(s.claimedRight, s.claimed), percent(s.teethMet, s.teeth), mean(s.behind),
		percent(s.noticed, s.sentences), 100*s.took.Seconds()/max(1e-9, s.length.Seconds()))
}
