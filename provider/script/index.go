package script

import (
	"maps"
	"math"
	"slices"
)

// Cosine scores between which the persona asks back.
const (
	sure    = 0.45 // at least this: answer
	perhaps = 0.30 // at least this: "did you ask …?"
)

// index finds the example that is most like a text: cosine of letter trigrams, weighted by how
// rare each is among the examples. Letters forgive what a recogniser gets wrong ("lips" and
// "lip", "story" and "stories") where words would not.
type index struct {
	owner    []*intent // of each example
	postings map[string][]posting
	rarity   map[string]float64
	unknown  float64 // rarity of a trigram that no example has
}

type posting struct {
	example int
	weight  float64
}

func newIndex(intents []*intent) index {
	x := index{postings: map[string][]posting{}, rarity: map[string]float64{}}
	var examples [][]term
	for _, in := range intents {
		for _, ask := range in.asks {
			x.owner = append(x.owner, in)
			examples = append(examples, trigrams(ask))
		}
	}
	x.weigh(examples)
	for i, terms := range examples {
		for _, t := range x.vector(terms) {
			x.postings[t.gram] = append(x.postings[t.gram], posting{i, t.weight})
		}
	}
	return x
}

func (x *index) weigh(examples [][]term) {
	for _, terms := range examples {
		for _, t := range terms {
			x.rarity[t.gram]++
		}
	}
	n := float64(len(examples))
	for gram, in := range x.rarity {
		x.rarity[gram] = math.Log(1 + n/in)
	}
	x.unknown = math.Log(1 + n)
}

// term is a trigram with its weight in a text. Lists of them are sorted, so that sums of floating
// point numbers, and with them replies, are the same every time.
type term struct {
	gram   string
	weight float64
}

// trigrams counts the groups of three letters of a text, spaces around it included.
func trigrams(text string) []term {
	counts := map[string]float64{}
	padded := " " + text + " "
	for i := 0; i+3 <= len(padded); i++ {
		counts[padded[i:i+3]]++
	}
	var terms []term
	for _, gram := range slices.Sorted(maps.Keys(counts)) {
		terms = append(terms, term{gram, counts[gram]})
	}
	return terms
}

// vector weighs counted trigrams by their rarity and brings the whole to length 1.
func (x *index) vector(terms []term) []term {
	out := make([]term, len(terms))
	var square float64
	for i, t := range terms {
		w, ok := x.rarity[t.gram]
		if !ok {
			w = x.unknown
		}
		out[i] = term{t.gram, t.weight * w}
		square += out[i].weight * out[i].weight
	}
	for i := range out {
		out[i].weight /= math.Sqrt(square)
	}
	return out
}

// kinship is how much the other examples of an intent speak for its best one. Leaving one example
// out at a time, when there were 429, brought 212 back to their intent with it and 192 without.
const kinship = 0.5

// find returns the intent that text is most like, and the score of its closest example, 0..1.
func (x *index) find(text string) (best *intent, score float64) {
	var rank float64
	for _, in := range x.similarities(text) {
		if r := in.closest + kinship*in.sum/float64(len(in.asks)); r > rank {
			best, score, rank = in.intent, in.closest, r
		}
	}
	return best, score
}

// similarity sums up how much a text is like the examples of an intent.
type similarity struct {
	*intent
	closest, sum float64
}

// similarities returns one for each intent, in the order of the file.
func (x *index) similarities(text string) []similarity {
	scores := make([]float64, len(x.owner))
	for _, t := range x.vector(trigrams(text)) {
		for _, p := range x.postings[t.gram] {
			scores[p.example] += t.weight * p.weight
		}
	}
	var out []similarity
	for i, s := range scores {
		if i == 0 || x.owner[i] != x.owner[i-1] {
			out = append(out, similarity{intent: x.owner[i]})
		}
		last := &out[len(out)-1]
		last.closest = max(last.closest, s)
		last.sum += s
	}
	return out
}
