package pronounce

import (
	"context"

	"github.com/visavis/visavis"
)

// Voice reads text as a voice does that knows its phones; what it says is thrown away.
type Voice struct{ Speaker visavis.Speaker }

// Words returns the words of a text.
func (v Voice) Words(ctx context.Context, text string) ([]Word, error) {
	clauses := make(chan string, 1)
	clauses <- text
	close(clauses)
	var phones []visavis.Phone
	var words []visavis.SpokenWord
	err := v.Speaker.Speak(ctx, clauses, func(s visavis.Speech) {
		phones, words = append(phones, s.Phones...), append(words, s.Words...)
	})
	if err != nil {
		return nil, err
	}
	return read(phones, words), nil
}

// read gives phones to the words that they belong to, by their times.
func read(phones []visavis.Phone, spoken []visavis.SpokenWord) []Word {
	var words []Word
	for _, w := range spoken {
		var way []Sound
		for len(phones) > 0 && phones[0].Start < w.End {
			if p := phones[0]; p.Name != "SIL" {
				way = append(way, Sound{Phone: p.Name, Stressed: p.Stressed})
			}
			phones = phones[1:]
		}
		if len(way) > 0 {
			words = append(words, Word{From: w.From, To: w.To, Ways: [][]Sound{way}})
		}
	}
	return words
}
