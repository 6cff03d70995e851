package heard

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// Unheard is how much of a word may be missing for it to count as heard: its last phone fades.
const Unheard = 40 * time.Millisecond

// slowSpeech is a cautious guess of a voice's speed where word times are unknown, in bytes of text
// a second. Voices speak 13 to 16, but not evenly; at 10, two or three cuts in a thousand claim a
// word that was not heard yet (go test -run GuessAgainstVoices -v ./conversation).
const slowSpeech = 10

// Point is how far a reply was played, and how far it is made.
type Point struct {
	Rate    visavis.SampleRate
	Heard   int64 // samples that were played
	Samples int64 // that were made
	All     bool  // nothing more will be made
}

// limit returns the sample up to which words that end were heard.
func (p Point) limit() int64 { return p.Heard + p.Rate.N(Unheard) }

// Surely reports whether it is certain that a word of the clause was heard: then all clauses before it
// were, wherever a voice believes that they end.
func (t Takes) Surely(p Point) bool {
	for _, take := range t {
		if len(take.Ended) > 0 && take.Ended[0].End <= p.limit() {
			return true
		}
	}
	return false
}

// Bytes returns how many bytes of the clause's text were heard, in whichever take.
func (t Takes) Bytes(text string, p Point) int {
	n := 0
	for i := range t {
		broken := i < len(t)-1
		n = max(n, t[i].bytes(text, p, broken))
	}
	return n
}

// bytes returns how many bytes of a clause's text were heard in one take of it. Of a broken take
// nothing is heard after its end, whatever was told before.
func (t *Take) bytes(text string, p Point, broken bool) int {
	limit := p.limit()
	if broken {
		limit = min(limit, t.End)
	}
	whole := !broken && (p.All || t.End < p.Samples)
	switch {
	case t.Guessed && !(p.All && limit >= p.Samples):
		return t.guessed(text, limit, p.Rate)
	case whole && limit >= t.End:
		return len(text) // whatever times were told
	case len(t.Words) == 0:
		return t.guess(text, p, whole)
	}
	n, _ := endedBy(t.Words, limit)
	if n < t.Words[len(t.Words)-1].To || strings.ContainsFunc(text[n:], InWord) {
		return n // a voice that tells word by word has more to tell
	}
	return len(text) // with its last punctuation
}

// endedBy returns up to where in the text words have ended by a sample, and the last of them.
func endedBy(words []visavis.SpokenWord, limit int64) (n int, last visavis.SpokenWord) {
	for _, w := range words {
		if w.End > limit {
			break
		}
		n, last = w.To, w
	}
	return n, last
}

// guessed is bytes for a voice whose times are guesses: it believes the words that have surely ended,
// and what a slow speaker says after them, but for the word of which it is certain that it had not
// ended. Where the clause ends is a guess as well.
func (t *Take) guessed(text string, limit int64, rate visavis.SampleRate) int {
	n, last := endedBy(t.Ended, limit)
	from := max(last.End, t.Start)
	most := len(text)
	for _, w := range t.Ended {
		if w.End > limit {
			most = w.From
			break
		}
	}
	heard := rate.D(max(0, limit-from)).Seconds()
	return max(n, wordsIn(text, min(n+int(heard*slowSpeech), most)))
}

// guess estimates bytes for a voice without word times: by its own speed where a whole take tells that,
// but by no faster one than a slow speaker's.
func (t *Take) guess(text string, p Point, whole bool) int {
	heard := max(0, min(p.Heard, t.End)-t.Start)
	n := int(p.Rate.D(heard).Seconds() * slowSpeech)
	if whole && t.End > t.Start {
		n = min(n, int(heard*int64(len(text))/(t.End-t.Start)))
	}
	return wordsIn(text, min(n, len(text)))
}

// wordsIn cuts the first n bytes of a text at the end of a word.
func wordsIn(text string, n int) int {
	for n > 0 && n < len(text) {
		if r, _ := utf8.DecodeRuneInString(text[n:]); unicode.IsSpace(r) {
			break
		}
		n--
	}
	return n
}

// InWord reports whether r is spoken, rather than between words.
func InWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
