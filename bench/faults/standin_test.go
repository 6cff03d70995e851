package faults

import (
	"context"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/utterance"
)

// Embedded engines stand at the end of each chain. As the simulated vendors do, these hear and speak
// the code of vendors.Utterance, and they never fail.

// standInEars understand an utterance when it is over.
type standInEars struct{}

// Transcribe implements visavis.Transcriber.
func (standInEars) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return utterance.Transcribe(ctx, in, emit, func(_ context.Context, pcm []int16) (visavis.Transcript, error) {
		t := visavis.Transcript{Words: vendors.Timed(pcm, visavis.MicRate), Confidence: 1}
		t.Text = vendors.Text(pcm, visavis.MicRate)
		return t, nil
	})
}

// standInVoice knows when each word is heard, as the embedded voices do.
type standInVoice struct{}

const standInRate = visavis.MicRate

// Speak implements visavis.Speaker.
func (standInVoice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	clock := int64(0)
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, more := <-clauses:
			if !more {
				return nil
			}
			s := visavis.Speech{Clause: n, Rate: standInRate, PCM: vendors.Utterance(text + " ")}
			s.PCM = append(s.PCM, make([]int16, standInRate/15)...) // a space, so that words do not touch
			s.Words = spokenWords(text, clock)
			clock += int64(len(s.PCM))
			emit(s)
		}
	}
}

// spokenWords returns when the words of a text are heard that begins at a sample: 15 letters a second.
func spokenWords(text string, start int64) (words []visavis.SpokenWord) {
	at := func(letter int) int64 { return start + int64(letter)*int64(standInRate)/15 }
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && text[to] != ' ' {
			to++
		}
		if last := lastLetter(text[from:to]); last > 0 {
			words = append(words, visavis.SpokenWord{From: from, To: from + last, Start: at(from), End: at(to)})
		}
		from = to + 1
	}
	return words
}

// lastLetter returns where a word ends without the punctuation behind it.
func lastLetter(word string) int {
	for len(word) > 0 && !isLetter(rune(word[len(word)-1])) {
		word = word[:len(word)-1]
	}
	return len(word)
}
