package conversation

import (
	"unicode"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
)

// spokenClause is a clause and where it is in the reply's audio: in one take, or in several when
// voices failed in the middle of it and another began it anew.
type spokenClause struct {
	clause.Clause
	takes []take
	cued  int // cues shown
}

// take is one attempt to speak a clause.
type take struct {
	start, end int64                // samples
	words      []visavis.SpokenWord // nil: unknown
	untimed    bool                 // they will remain so
	guessed    bool                 // words may be guesses: what counts is ended
	ended      []visavis.SpokenWord
}

func (c *spokenClause) begun() bool { return len(c.takes) > 0 }

// take returns the present one.
func (c *spokenClause) take() *take { return &c.takes[len(c.takes)-1] }

// begin accounts for the beginning of a piece of speech, and reports whether it begins the clause
// anew.
func (r *reply) begin(sp *visavis.Speech) (again bool) {
	c := &r.clauses[sp.Clause]
	again = c.begun() && sp.Again
	if again || !c.begun() {
		untimed := sp.Words == nil
		c.takes = append(c.takes, take{start: r.samples, end: r.samples, untimed: untimed})
	}
	t := c.take()
	t.words, t.ended = append(t.words, sp.Words...), append(t.ended, sp.Ended...)
	t.guessed = t.guessed || sp.Ended != nil
	return again
}

// extend accounts for its audio.
func (r *reply) extend(sp *visavis.Speech) {
	r.samples += int64(len(sp.PCM))
	r.clauses[sp.Clause].take().end = r.samples
}

// sampleOf returns where the byte at of the clause's text is heard, in its present take: a guess
// where the voice has not told it yet.
func (c *spokenClause) sampleOf(at int, rate visavis.SampleRate) int64 {
	t := c.take()
	for _, w := range t.words {
		if w.To > at {
			return w.Start
		}
	}
	if n := len(t.words); n > 0 {
		last := t.words[n-1]
		return last.End + spoken(at-last.To, rate)
	}
	return t.start + spoken(at, rate)
}

// usualSpeech is how fast voices get from word to word within a clause, in bytes of text a second:
// at this rate guessed words are nearest to the told ones of three voices, 0.16 to 0.34 s off on
// average, 1.2 s at worst (go test -run GuessAgainstVoices -v ./conversation).
const usualSpeech = 17

// spoken estimates how many samples a voice takes for so much text.
func spoken(bytes int, rate visavis.SampleRate) int64 {
	return int64(bytes) * int64(rate) / usualSpeech
}

// guessWords estimates when the words of a clause are heard that begins at sample start.
func guessWords(text string, start int64, rate visavis.SampleRate) []visavis.SpokenWord {
	var words []visavis.SpokenWord
	from := -1
	note := func(to int) {
		if from >= 0 {
			words = append(words, visavis.SpokenWord{
				From: from, To: to, Start: start + spoken(from, rate), End: start + spoken(to, rate),
			})
		}
		from = -1
	}
	last := 0 // end of the last letter
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			note(last)
		case inWord(r):
			if from < 0 {
				from = i
			}
			last = i + len(string(r))
		}
	}
	note(last)
	return words
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
