package sphinx

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// Term is a key term: a word, or a few in a row, that a conversation is likely to have and that others
// are not, such as a name or a product. Where it is heard it is written as it stands here.
type Term struct {
	Text string
	// Boost is how strongly it is expected, relative to others: each step above 1 makes it ten times
	// as likely, each below ten times less. 0 counts as 1; with less than 0 it is not expected at all.
	Boost float64
}

// Limits of Deepgram's own, and what keeps a hostile term away from the C library.
const (
	maxTerms     = 100
	maxTermWords = 500 // of all terms
	maxWordBytes = 60
	maxWays      = 4
	maxPhones    = 60 // of a word
)

// term is a Term as a worker is told of it.
type term struct {
	Words []termWord
	Boost float64 `json:",omitempty"`
}

// termWord is a word of a term. Most are in the dictionary by their only piece; the others need a way.
type termWord struct {
	Written string   // as the client wrote it
	Pieces  []string // as it is spoken: "gpt", "four"
	Ways    []string `json:",omitempty"` // pronunciations, in phones of the dictionary; may be empty
}

// Pronouncer returns how written words may be spoken: of each its ways, the likeliest first, in the
// phones of the CMU dictionary ("V IY Z AH V IY"); none where it knows no better. It may take a moment,
// and gives up when ctx ends.
type Pronouncer func(ctx context.Context, words []string) [][]string

// readTerms cleans terms and tells how their words are spoken, for workers; nil: there are none.
func readTerms(ctx context.Context, terms []Term, pronounce Pronouncer) json.RawMessage {
	clean := cleanTerms(terms)
	if len(clean) == 0 {
		return nil
	}
	if pronounce != nil {
		addWays(clean, pronounce(ctx, writtenWords(clean)))
	}
	b, err := json.Marshal(clean)
	if err != nil {
		return nil // a boost that is no number: cleanTerms lets none pass
	}
	return b
}

func writtenWords(terms []term) []string {
	var words []string
	for _, t := range terms {
		for _, w := range t.Words {
			words = append(words, w.Written)
		}
	}
	return words
}

// addWays gives each word its ways.
func addWays(terms []term, ways [][]string) {
	for _, t := range terms {
		for i := range t.Words {
			if len(ways) == 0 {
				return
			}
			t.Words[i].Ways = ways[0][:min(len(ways[0]), maxWays)]
			ways = ways[1:]
		}
	}
}

// cleanTerms drops what cannot be said, repetitions, and what is too much.
func cleanTerms(terms []Term) []term {
	var out []term
	seen := make(map[string]bool)
	left := maxTermWords
	for _, t := range terms {
		words := termWords(t.Text)
		key := strings.ToLower(strings.Join(strings.Fields(t.Text), " "))
		if len(words) == 0 || len(words) > left || seen[key] || t.Boost < 0 || t.Boost != t.Boost || len(out) == maxTerms {
			continue
		}
		seen[key] = true
		left -= len(words)
		out = append(out, term{Words: words, Boost: min(t.Boost, maxBoost)})
	}
	return out
}

// termWords splits a term into its words; nil if one of them cannot be spoken.
func termWords(text string) []termWord {
	var words []termWord
	for _, token := range strings.FieldsFunc(strings.ToValidUTF8(text, " "), isBlank) {
		written := strings.Trim(token, ".,;:!?\"()[]…¿¡")
		pieces := spokenWords(written)
		if len(written) > maxWordBytes || len(pieces) > maxPhraseWords || slices.ContainsFunc(pieces, isTooLong) {
			return nil
		}
		if len(pieces) > 0 { // "&" alone is "and"; "-" is nothing
			words = append(words, termWord{Written: written, Pieces: pieces})
		}
	}
	if len(words) > maxPhraseWords {
		return nil
	}
	return words
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

func isTooLong(piece string) bool { return len(piece) > maxWordLetters }
