package aligned

import (
	"fmt"
	"math"
	"time"

	"github.com/visavis/visavis"
)

// score says how near found times are to true ones.
type score struct {
	mean   float64 // of the distance between starts, ms
	within float64 // share of starts that are at most 50 ms off
	found  float64 // share of true ones that were found at all
}

func (s score) String() string {
	return fmt.Sprintf("%.1f ms, %.0f %% within 50 ms, %.0f %% found", s.mean, s.within, s.found)
}

// judge compares the sounds of a reply with those that were spoken.
func judge(truth, found []visavis.Phone, rate visavis.SampleRate) score {
	a, b := sounds(truth), sounds(found)
	near := rate.N(200 * time.Millisecond)
	same := func(i, j int) bool {
		return a[i].Name == b[j].Name && a[i].Start < b[j].Start+near && b[j].Start < a[i].Start+near
	}
	return compare(len(a), len(b), same, func(i, j int) float64 { return ms(b[j].Start-a[i].Start, rate) })
}

// judgeWords compares the words.
func judgeWords(truth, found [][]visavis.SpokenWord, rate visavis.SampleRate) score {
	var starts []float64
	total := 0
	for i, words := range truth {
		total += len(words)
		for _, w := range words {
			for _, f := range found[i] {
				if f.From == w.From {
					starts = append(starts, ms(f.Start-w.Start, rate))
				}
			}
		}
	}
	return summary(starts, total)
}

func ms(samples int64, rate visavis.SampleRate) float64 {
	return float64(samples) * 1000 / float64(rate)
}

func sounds(phones []visavis.Phone) (all []visavis.Phone) {
	for _, p := range phones {
		if p.Name != silence {
			all = append(all, p)
		}
	}
	return all
}

// compare pairs what is the same in two rows, in order and as much as possible.
func compare(n, m int, same func(i, j int) bool, distance func(i, j int) float64) score {
	best := make([][]int, n+1)
	for i := range best {
		best[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if same(i, j) {
				best[i][j] = max(best[i][j], best[i+1][j+1]+1)
			}
		}
	}
	var distances []float64
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case same(i, j) && best[i][j] == best[i+1][j+1]+1:
			distances = append(distances, distance(i, j))
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return summary(distances, n)
}

func summary(distances []float64, of int) (s score) {
	for _, d := range distances {
		s.mean += math.Abs(d) / float64(len(distances))
		if math.Abs(d) <= 50 {
			s.within += 100 / float64(len(distances))
		}
	}
	s.found = 100 * float64(len(distances)) / float64(of)
	return s
}
