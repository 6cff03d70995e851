package sphinx

import "math"

// similarity compares two texts by their letters, three at a time: 1 when they have the same
// trigrams, 0 when they share none. It forgives a recogniser's near misses, which words do not:
// "what's your aim" and "what is your name" are close.
func similarity(a, b string) float64 {
	x, y := trigrams(a), trigrams(b)
	dot := 0.0
	for t, n := range x {
		dot += n * y[t]
	}
	if dot == 0 {
		return 0
	}
	return dot / math.Sqrt(squares(x)*squares(y))
}

func trigrams(text string) map[string]float64 {
	counts := make(map[string]float64)
	if text == "" {
		return counts
	}
	text = " " + text + " "
	for i := 0; i+3 <= len(text); i++ {
		counts[text[i:i+3]]++
	}
	return counts
}

func squares(counts map[string]float64) float64 {
	sum := 0.0
	for _, n := range counts {
		sum += n * n
	}
	return sum
}
