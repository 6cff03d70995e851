package vendors

import (
	"strings"
	"unicode"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// writing is how a recogniser writes words down.
type writing struct {
	source     *ear
	punctuated bool // with punctuation and capitals, as spoken
}

// listened returns words as listen v1 writes them, and their transcript.
func (w writing) listened(words []visavis.Word) ([]wire.ListenWord, string) {
	out, text := make([]wire.ListenWord, 0, len(words)), make([]string, 0, len(words))
	for _, word := range words {
		lw := wire.ListenWord{
			Word: bare(word.Text), Confidence: word.Confidence,
			Start: w.source.seconds(word.Start), End: w.source.seconds(word.End),
		}
		if w.punctuated {
			lw.PunctuatedWord = word.Text
		}
		out, text = append(out, lw), append(text, lw.Text())
	}
	return out, strings.Join(text, " ")
}

// fluxed returns words as Flux writes them, and their transcript.
func (w writing) fluxed(words []visavis.Word) ([]wire.FluxWord, string) {
	out, text := make([]wire.FluxWord, 0, len(words)), make([]string, 0, len(words))
	for _, word := range words {
		start, end := w.source.seconds(word.Start), w.source.seconds(word.End)
		out = append(out, wire.FluxWord{Word: word.Text, Confidence: word.Confidence, Start: &start, End: &end})
		text = append(text, word.Text)
	}
	return out, strings.Join(text, " ")
}

// bare returns a word in lower case without the punctuation around it.
func bare(word string) string {
	b := strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if b == "" {
		return strings.ToLower(word) // "€" is a word too
	}
	return b
}

// complete reports whether a transcript ends like a sentence.
func complete(text string) bool {
	return strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") ||
		strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...")
}
