package sphinx

import "math"

// How likely key terms are, whatever was said before them.
const (
	termLikely = 1e-3 // a term's first word
	nextLikely = 0.5  // each of the others, behind the one before it
	// unlikely is next to nothing: other models say more about everything.
	unlikely = 1e-9
	maxBoost = 3
	// mostLikely bounds what boosts add up to: beyond it everything is the term.
	mostLikely = 0.1
)

// termGrams returns a language model of terms, each a list of words of the dictionary. It is no
// distribution and need not be one: it is added to a model of all English.
func termGrams(terms []expected) [][]gram {
	first := map[string]float64{sentenceStart: unlikely, sentenceEnd: unlikely}
	next := map[string]float64{sentenceStart + " " + sentenceEnd: unlikely} // the library wants two orders
	for _, t := range terms {
		for i, word := range t.words {
			p := unlikely
			if i == 0 {
				p = likelihood(t.boost)
			} else {
				next[t.words[i-1]+" "+word] = nextLikely
			}
			first[word] = max(first[word], p)
		}
	}
	return [][]gram{grams(first, true), grams(next, false)}
}

// likelihood is that of a term's first word.
func likelihood(boost float64) float64 {
	if boost == 0 {
		boost = 1
	}
	return min(mostLikely, termLikely*math.Pow(10, boost-1))
}

func grams(probabilities map[string]float64, backoff bool) []gram {
	var all []gram
	for _, words := range sortedKeys(probabilities) {
		all = append(all, gram{words: words, likely: probabilities[words], backoff: 1, back: backoff && words != sentenceEnd})
	}
	return all
}
