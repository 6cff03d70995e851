package listen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// writer writes down what was understood as a client wants it.
type writer struct {
	formatted   bool // with punctuation and capitals
	decent      bool // profanity_filter
	replacement []replacement

	within bool // the next word is in the middle of a sentence
}

// write returns the words of a transcript and their text. A whole transcript is one that is complete,
// so that the next begins a sentence.
func (w *writer) write(t visavis.Transcript, whole bool) ([]wire.ListenWord, string) {
	written := make([]wire.ListenWord, 0, len(t.Words))
	for i, text := range tokens(t) {
		word := t.Words[i]
		written = append(written, wire.ListenWord{
			Word: bare(text), PunctuatedWord: text, Start: seconds(word.Start), End: seconds(word.End),
			Confidence: rounded(word.Confidence),
		})
	}
	if !writes(t.Text) {
		w.punctuate(written, whole)
	}
	if t.Flushed && len(written) > 0 {
		w.within = !endsSentence(written[len(written)-1].PunctuatedWord)
	}
	written = w.edit(written)
	return written, text(written)
}

// edit changes words as the client wishes.
func (w *writer) edit(words []wire.ListenWord) []wire.ListenWord {
	for _, r := range w.replacement {
		words = r.apply(words)
	}
	for i := range words {
		if w.decent && profane(words[i].Word) {
			words[i].PunctuatedWord = masked(words[i].PunctuatedWord)
			words[i].Word = masked(words[i].Word)
		}
		if !w.formatted {
			words[i].PunctuatedWord = ""
		}
	}
	return words
}

// punctuate gives words of an engine that writes neither capitals nor stops what can be said about
// them: where a sentence begins and ends, and which are questions by their first word.
func (w *writer) punctuate(words []wire.ListenWord, whole bool) {
	for i := range words {
		if i == 0 && !w.within || words[i].Word == "i" || strings.HasPrefix(words[i].Word, "i'") {
			words[i].PunctuatedWord = capital(words[i].PunctuatedWord)
		}
	}
	if whole && len(words) > 0 {
		words[len(words)-1].PunctuatedWord += stop(words[0].Word, len(words))
	}
}

// longestQuestion is how many words a question has at most; more are several sentences, as a rule.
const longestQuestion = 9

// stop returns what ends a sentence that begins with a word and has so many.
func stop(first string, words int) string {
	if words > longestQuestion {
		return "."
	}
	switch first {
	case "what", "what's", "who", "who's", "whose", "where", "where's", "when", "why", "how", "how's", "which",
		"is", "are", "am", "was", "were", "do", "does", "did", "can", "could", "will", "would", "shall", "should", "have", "has":
		return "?"
	}
	return "."
}

// tokens returns the words as the engine writes them in its text, where it does so word by word.
func tokens(t visavis.Transcript) []string {
	if all := strings.Fields(t.Text); len(all) == len(t.Words) {
		return all
	}
	all := make([]string, len(t.Words))
	for i, w := range t.Words {
		all[i] = w.Text
	}
	return all
}

// writes reports whether an engine writes sentences rather than words.
func writes(text string) bool {
	return strings.ContainsAny(text, ".,;:!?") || strings.ContainsFunc(text, unicode.IsUpper)
}

// punctuation is what stands before and behind words.
const punctuation = `.,;:!?"()[]…¿¡`

// bare returns a word without punctuation, in lower case.
func bare(word string) string {
	if s := strings.Trim(word, punctuation); s != "" {
		return strings.ToLower(s)
	}
	return word
}

func capital(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

func endsSentence(word string) bool {
	return strings.HasSuffix(word, ".") || strings.HasSuffix(word, "?") || strings.HasSuffix(word, "!")
}

// text joins words as they are written.
func text(words []wire.ListenWord) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.Text()
	}
	return strings.Join(all, " ")
}
