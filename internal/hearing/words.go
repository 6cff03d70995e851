package hearing

import (
	"strings"

	"github.com/visavis/visavis"
)

// placed returns a transcript all of whose words have places and confidences. Where the recogniser
// told none, the words are spread over from..to by their lengths, which is a guess, and are as sure as
// the whole.
func placed(t visavis.Transcript, from, to int64) (_ visavis.Transcript, guessed bool) {
	if guessed = len(t.Words) == 0 && t.Text != ""; guessed {
		t.Words = spread(t.Text, from, max(from, to))
	}
	for i := range t.Words {
		if t.Words[i].Confidence == 0 {
			t.Words[i].Confidence = t.Confidence
		}
	}
	return t, guessed
}

func spread(text string, from, to int64) []visavis.Word {
	texts := strings.Fields(text)
	total := int64(0)
	for _, w := range texts {
		total += int64(len(w)) + 1
	}
	words := make([]visavis.Word, len(texts))
	done := int64(0)
	for i, w := range texts {
		start := from + (to-from)*done/total
		done += int64(len(w)) + 1
		words[i] = visavis.Word{Text: w, Start: start, End: from + (to-from)*done/total}
	}
	return words
}
