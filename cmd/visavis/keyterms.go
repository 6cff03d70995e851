package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/sphinx"
	"github.com/visavis/visavis/wire"
)

// sphinxEars expects the key terms of the configuration.
func sphinxEars(w *workshop, _ pick) visavis.Transcriber {
	if len(w.config.Keyterms) == 0 {
		return w.local.sphinx
	}
	return w.local.sphinx.Expecting(sphinxTerms(w.config.Keyterms, nil), w.pronounce)
}

// sphinxEarsFor expects a client's key terms instead. It returns nil if there are none: nothing else that
// a client may wish for is heeded.
func sphinxEarsFor(w *workshop, _ pick, wish wire.ListenProvider) visavis.Transcriber {
	if len(wish.Keyterms) == 0 {
		return nil
	}
	return w.local.sphinx.Expecting(sphinxTerms(wish.Keyterms, wish.Keywords), w.pronounce)
}

// sphinxTerms returns key terms with the boosts of keywords, "word:boost", whose words are among them.
func sphinxTerms(texts, keywords []string) []sphinx.Term {
	boosts := make(map[string]float64)
	for _, k := range keywords {
		word, boost, _ := strings.Cut(k, ":")
		if n, err := strconv.ParseFloat(boost, 64); err == nil {
			boosts[word] = cmp.Or(n, -1) // a boost of none expects nothing
		}
	}
	var all []sphinx.Term
	for _, text := range texts {
		all = append(all, sphinx.Term{Text: text, Boost: boosts[text]})
	}
	return all
}

const (
	// readingWait is how long a conversation's recogniser waits to know how its key terms are spoken.
	readingWait = 2 * time.Second
	// readAtOnce is how many words are read, and remembered, at a time: what a long list leaves out, the
	// next conversation with it goes on with.
	readAtOnce = 10
)

// pronounce implements sphinx.Pronouncer: by the user's lexicon, by flite where it speaks here, which
// knows names and spells what nobody can say, and by the rules of letters.
func (w *workshop) pronounce(ctx context.Context, words []string) [][]string {
	if w.local.runs(flite.Name) {
		ctx, stop := context.WithTimeout(ctx, readingWait)
		defer stop()
		for some := range slices.Chunk(words, readAtOnce) {
			w.spoken.Read(ctx, strings.Join(some, ", "))
		}
	}
	read := w.spoken.Lexicon().Words(strings.Join(words, ", "))
	all := make([][]string, len(words))
	end := 0
	for i, word := range words {
		end += len(word)
		n := 0
		for n < len(read) && read[n].From < end {
			n++
		}
		all[i], read = sphinxWays(read[:n]), read[n:]
		end += len(", ")
	}
	return all
}

// sphinxWays returns the ways to speak words in a row: all in their likeliest, or all in their next.
func sphinxWays(words []pronounce.Word) (ways []string) {
	for nth := range mostWays {
		if slices.ContainsFunc(words, func(w pronounce.Word) bool { return nth < len(w.Ways) }) {
			ways = append(ways, sphinxWay(words, nth))
		}
	}
	return ways
}

// sphinxWay returns words in their nth way, or their last, in the recogniser's phones.
func sphinxWay(words []pronounce.Word, nth int) string {
	var phones []string
	for _, w := range words {
		for _, sound := range w.Ways[min(nth, len(w.Ways)-1)] {
			phones = append(phones, sphinxPhone(sound.Phone))
		}
	}
	return strings.Join(phones, " ")
}

// mostWays is how many pronunciations of a word are told.
const mostWays = 2

// sphinxPhone returns a phone as the recogniser calls it, which has no schwa of its own.
func sphinxPhone(phone string) string {
	if phone == "AX" {
		return "AH"
	}
	return phone
}

// newSpoken tells how words are spoken; flite reads them, once it runs.
func (c config) newSpoken(l *local) (*pronounce.Reader, error) {
	own, err := pronounce.NewLexicon(c.Lips.Lexicon)
	if err != nil {
		return nil, err
	}
	voice, err := l.flite.Voice(readingVoice)
	if err != nil {
		return nil, err
	}
	return pronounce.NewReader(own, voice), nil
}
