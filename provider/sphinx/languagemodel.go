package sphinx

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// Sentence marks of a language model.
const (
	sentenceStart = "<s>"
	sentenceEnd   = "</s>"
)

// discount is what is taken from every count to pay for what the phrases do not contain.
const discount = 0.5

// languageModel is a trigram model with absolute discounting, for the few hundred phrases that a
// persona understands: enough to bias a recogniser when mixed with a model of all English.
type languageModel struct {
	counts [3]map[string]int // by order: n-grams with words joined by spaces
	after  map[string]continuation
}

// continuation is what followed a history of at most two words.
type continuation struct {
	total int      // how often anything followed
	words []string // what followed, each once
}

// newLanguageModel counts the phrases, which are normalised and not empty.
func newLanguageModel(phrases []string) *languageModel {
	m := &languageModel{after: make(map[string]continuation)}
	for order := range m.counts {
		m.counts[order] = make(map[string]int)
	}
	for _, p := range phrases {
		m.add(slices.Concat([]string{sentenceStart}, strings.Fields(p), []string{sentenceEnd}))
	}
	return m
}

func (m *languageModel) add(words []string) {
	for order := range m.counts {
		for i := 0; i+order < len(words); i++ {
			gram := strings.Join(words[i:i+order+1], " ")
			m.counts[order][gram]++
			history, word := splitLast(gram)
			c := m.after[history]
			c.total++
			if m.counts[order][gram] == 1 {
				c.words = append(c.words, word)
			}
			m.after[history] = c
		}
	}
}

// probability returns how likely word is after a history of at most two words.
func (m *languageModel) probability(history, word string) float64 {
	if history == "" {
		return m.unigram(word)
	}
	if n := m.counts[order(history)][history+" "+word]; n > 0 {
		return (float64(n) - discount) / float64(m.after[history].total)
	}
	return m.backoff(history) * m.probability(shorter(history), word)
}

// unigram does not discount: no word outside the phrases takes part.
func (m *languageModel) unigram(word string) float64 {
	if word == sentenceStart {
		return 0 // never predicted, only a history
	}
	total := m.after[""].total - m.counts[0][sentenceStart]
	return float64(m.counts[0][word]) / float64(total)
}

// backoff is the weight of the shorter history for the words that never followed this one.
func (m *languageModel) backoff(history string) float64 {
	c, ok := m.after[history]
	if !ok {
		return 1
	}
	left := 1.0
	for _, word := range c.words {
		left -= m.probability(shorter(history), word)
	}
	if left < 1e-6 {
		return 1 // everything has been seen here; nothing is left to be weighed
	}
	return discount * float64(len(c.words)) / float64(c.total) / left
}

// gram is a line of a model: words, how likely the last is behind the others, and the weight of the
// shorter history where the words are one (back).
type gram struct {
	words           string
	likely, backoff float64
	back            bool
}

// grams returns the model's lines by order.
func (m *languageModel) grams() [][]gram {
	all := make([][]gram, len(m.counts))
	for n, counts := range m.counts {
		for _, words := range sortedKeys(counts) {
			history, word := splitLast(words)
			g := gram{words: words, likely: m.probability(history, word), back: n < len(m.counts)-1 && word != sentenceEnd}
			if g.back {
				g.backoff = m.backoff(words)
			}
			all[n] = append(all[n], g)
		}
	}
	return all
}

// writeARPA writes a model in the text format that speech tools share.
func writeARPA(w io.Writer, orders [][]gram) error {
	var b strings.Builder
	b.WriteString("\\data\\\n")
	for n, grams := range orders {
		fmt.Fprintf(&b, "ngram %d=%d\n", n+1, len(grams))
	}
	for n, grams := range orders {
		fmt.Fprintf(&b, "\n\\%d-grams:\n", n+1)
		for _, g := range grams {
			g.write(&b)
		}
	}
	b.WriteString("\n\\end\\\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (g gram) write(b *strings.Builder) {
	fmt.Fprintf(b, "%.4f\t%s", log10(g.likely), g.words)
	if g.back {
		fmt.Fprintf(b, "\t%.4f", log10(g.backoff))
	}
	b.WriteByte('\n')
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func log10(p float64) float64 { return math.Log10(max(p, 1e-9)) }

// order returns the number of words in history.
func order(history string) int { return strings.Count(history, " ") + 1 }

// shorter drops a history's oldest word.
func shorter(history string) string {
	_, rest, _ := strings.Cut(history, " ")
	return rest
}

// splitLast splits an n-gram into its history and its last word.
func splitLast(gram string) (history, word string) {
	i := strings.LastIndexByte(gram, ' ')
	if i < 0 {
		return "", gram
	}
	return gram[:i], gram[i+1:]
}
