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
	spelling    spelling
	decent      bool // profanity_filter
	replacement []replacement

	within bool // the next word is in the middle of a sentence
}

// spelling is what English words are written as. What a recogniser writes so already stays.
type spelling struct {
	fluent     bool // without fillers
	dictation  bool // with the signs that were dictated
	numerals   bool // numbers in figures
	smart      bool // with numerals: amounts, times, long numbers
	abbreviate bool // units of measurement
}

// apply rewrites words.
func (s spelling) apply(words []wire.ListenWord) []wire.ListenWord {
	if s.fluent {
		words = withoutFillers(words)
	}
	if s.dictation {
		words = dictated(words)
	}
	if s.numerals {
		words = inFigures(words, s.smart)
	}
	if s.abbreviate {
		words = abbreviated(words)
	}
	return words
}

// write returns the words of a transcript and their text. A whole transcript is one that is complete,
// so that the next begins a sentence.
func (w *writer) write(t visavis.Transcript, whole bool) ([]wire.ListenWord, string) {
	written := make([]wire.ListenWord, 0, len(t.Words))
	for i, text := range tokens(t) {
		word := t.Words[i]
		written = append(written, wire.ListenWord{
			Word: bare(text), PunctuatedWord: text, Start: secondsOf(word.Start), End: secondsOf(word.End),
			Confidence: rounded(word.Confidence),
		})
	}
	written = w.spelling.apply(written)
	if t.Plain {
		w.punctuate(written, whole && !w.spelling.dictation) // who dictates says where a sentence ends
	}
	if t.Flushed && len(written) > 0 {
		w.within = !endsSentence(written[len(written)-1].PunctuatedWord)
	}
	written = w.edit(written)
	return written, text(written)
}

// spoken returns how many words of a transcript are written, as entries of their own or not.
func (w *writer) spoken(t visavis.Transcript) (n int) {
	for _, text := range tokens(t) {
		if !w.spelling.fluent || !isFiller(bare(text)) {
			n++
		}
	}
	return n
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
	if n := len(words); whole && n > 0 && trailing(words[n-1].PunctuatedWord) == "" {
		words[n-1].PunctuatedWord += stop(words[0].Word, n)
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

// punctuation is what stands before and behind words.
const punctuation = `.,;:!?"()[]…¿¡` + "\n"

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

// endsSentence reports whether a word is the last of a sentence, or of a line.
func endsSentence(word string) bool {
	return strings.HasSuffix(word, ".") || strings.HasSuffix(word, "?") || strings.HasSuffix(word, "!") || strings.HasSuffix(word, "\n")
}

// text joins words as they are written.
func text(words []wire.ListenWord) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.Text()
	}
	return strings.ReplaceAll(strings.Join(all, " "), "\n ", "\n")
}
