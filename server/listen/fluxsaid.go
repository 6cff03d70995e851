package listen

import (
	"slices"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// longestTurn bounds the text of one turn, in bytes: several minutes of speech.
const longestTurn = 16 << 10

// nowhere is the place of a word whose engine does not tell it, in samples and in seconds.
const nowhere = -1

// said is the text of a turn, over all the utterances that the recogniser made of it, as the
// recogniser writes it.
type said struct {
	text string
	done visavis.Transcript // of the utterances that are final
	now  visavis.Transcript // of the one that is not

	plain bool // the recogniser that was heard last writes words alone
}

// hear takes a transcript of the present utterance.
func (s *said) hear(t visavis.Transcript) {
	s.now = visavis.Transcript{Text: strings.TrimSpace(t.Text), Words: wordsOf(t)}
	s.plain = t.Plain
	s.text = joined(s.done.Text, s.now.Text)
}

// settle makes what was last heard final.
func (s *said) settle() {
	s.done.Text = s.text
	s.done.Words = append(s.done.Words, s.now.Words...)
	s.now = visavis.Transcript{}
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func (s *said) tooLong() bool { return len(s.text) > longestTurn }

// written returns the text and its words as w writes them.
// complete: as far as is known the speaker has finished.
func (s *said) written(complete bool, w writer) (string, []wire.FluxWord) {
	all := visavis.Transcript{Text: s.text, Words: slices.Concat(s.done.Words, s.now.Words), Plain: s.plain}
	words, text := w.write(all, complete)
	out := make([]wire.FluxWord, len(words))
	for i, word := range words {
		out[i] = wire.FluxWord{Word: word.PunctuatedWord, Confidence: word.Confidence}
		if word.Start != nowhere {
			out[i].Start, out[i].End = &words[i].Start, &words[i].End
		}
	}
	return text, out
}

// wordsOf returns the words of a transcript. Where an engine tells none they have no places, and where
// it does not say how sure it is of one, what it says of the whole stands for that.
func wordsOf(t visavis.Transcript) []visavis.Word {
	if len(t.Words) == 0 {
		var words []visavis.Word
		for _, w := range strings.Fields(t.Text) {
			words = append(words, visavis.Word{Text: w, Start: nowhere, End: nowhere, Confidence: t.Confidence})
		}
		return words
	}
	words := slices.Clone(t.Words)
	for i := range words {
		if words[i].Confidence == 0 {
			words[i].Confidence = t.Confidence
		}
	}
	return words
}
