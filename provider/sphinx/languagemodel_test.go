package sphinx

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func testModel() *languageModel {
	return newLanguageModel([]string{"what is your name", "what is the time", "is it time", "time", "time time time"})
}

// What a model says about the words that may follow a history must add up to one, or mixing it
// with another would favour or starve the phrases.
func TestProbabilitiesSumToOne(t *testing.T) {
	m := testModel()
	for history := range m.after {
		if order(history) > 2 || history == sentenceEnd {
			continue
		}
		sum := 0.0
		for _, word := range m.after[""].words {
			sum += m.probability(history, word)
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("after %q the probabilities sum to %g", history, sum)
		}
	}
}

func TestSeenContinuationsAreLikelier(t *testing.T) {
	m := testModel()
	if seen, unseen := m.probability("what is", "your"), m.probability("what is", "what"); seen < 3*unseen {
		t.Errorf("after \"what is\", \"your\" has %.3f and \"what\" %.3f; the phrases have only the first", seen, unseen)
	}
}

func TestARPA(t *testing.T) {
	var b strings.Builder
	if err := writeARPA(&b, testModel().grams()); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for n, grams := range testModel().counts {
		if want := fmt.Sprintf("ngram %d=%d\n", n+1, len(grams)); !strings.Contains(text, want) {
			t.Errorf("the header lacks %q", want)
		}
	}
	lines := strings.Split(text, "\n")
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasSuffix(l, "\twhat is your") }) {
		t.Error("the trigram \"what is your\" is missing, or has a back-off weight, which the highest order must not")
	}
	if !strings.HasSuffix(text, "\n\\end\\\n") {
		t.Error("the end mark is missing")
	}
}
