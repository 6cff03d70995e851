package conversation

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// unheardTail is how much of a word may be missing for it to count as heard: its last phone fades.
const unheardTail = 40 * time.Millisecond

// slowSpeech is a cautious guess of a voice's speed where word times are unknown, in bytes of text
// a second. Voices speak 13 to 16, but not evenly; at 10, two or three cuts in a thousand claim a
// word that was not heard yet (go test -run GuessAgainstVoices -v ./conversation).
const slowSpeech = 10

// heardText returns the reply's text as far as the listener has heard it, cut at a word.
func (r *reply) heardText() string {
	var b strings.Builder
	surely := r.surelyHeard()
	for i := range r.clauses {
		c := &r.clauses[i]
		n := len(c.Text)
		if i >= surely && (r.readFrom < 0 || i < r.readFrom) {
			n = r.heardOf(c)
		}
		if n > 0 && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(c.Text[:n])
		if n < len(c.Text) {
			break
		}
	}
	return strings.TrimSpace(b.String())
}

// surelyHeard returns the last clause of which it is certain that a word was heard, or -1: then those
// before it were heard as well, wherever a voice believes that they end.
func (r *reply) surelyHeard() int {
	for i := len(r.clauses) - 1; i >= 0; i-- {
		for _, t := range r.clauses[i].takes {
			if len(t.ended) > 0 && t.ended[0].End <= r.heardTo() {
				return i
			}
		}
	}
	return -1
}

// heardTo returns the sample up to which words that end were heard.
func (r *reply) heardTo() int64 { return r.heard + r.rate.N(unheardTail) }

// heardOf returns how many bytes of the clause's text were heard, in whichever take.
func (r *reply) heardOf(c *spokenClause) int {
	n := 0
	for i := range c.takes {
		broken := i < len(c.takes)-1
		n = max(n, r.heardIn(c.Text, &c.takes[i], broken))
	}
	return n
}

// heardIn returns how many bytes of a clause's text were heard in one take of it. Of a broken take
// nothing is heard after its end, whatever was told before.
func (r *reply) heardIn(text string, t *take, broken bool) int {
	limit := r.heardTo()
	if broken {
		limit = min(limit, t.end)
	}
	whole := !broken && (r.allSpoken || t.end < r.samples)
	switch {
	case t.guessed && !(r.allSpoken && limit >= r.samples):
		return heardGuessed(text, t, limit, r.rate)
	case whole && limit >= t.end:
		return len(text) // whatever times were told
	case len(t.words) == 0:
		return r.guessIn(text, t, whole)
	}
	n, _ := endedBy(t.words, limit)
	if n < t.words[len(t.words)-1].To || strings.ContainsFunc(text[n:], inWord) {
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

// heardGuessed is heardIn for a voice whose times are guesses: it believes the words that have surely
// ended, and what a slow speaker says after them, but for the word of which it is certain that it
// had not ended. Where the clause ends is a guess as well.
func heardGuessed(text string, t *take, limit int64, rate visavis.SampleRate) int {
	n, last := endedBy(t.ended, limit)
	from := max(last.End, t.start)
	most := len(text)
	for _, w := range t.ended {
		if w.End > limit {
			most = w.From
			break
		}
	}
	heard := rate.D(max(0, limit-from)).Seconds()
	return max(n, wordsIn(text, min(n+int(heard*slowSpeech), most)))
}

// guessIn estimates heardIn for a voice without word times: by its own speed where a whole take
// tells that, but by no faster one than a slow speaker's.
func (r *reply) guessIn(text string, t *take, whole bool) int {
	heard := max(0, min(r.heard, t.end)-t.start)
	n := int(r.rate.D(heard).Seconds() * slowSpeech)
	if whole && t.end > t.start {
		n = min(n, int(heard*int64(len(text))/(t.end-t.start)))
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

// estimate returns how much a client that does not report has played by now.
func (r *reply) estimate(now time.Time) int64 {
	return max(0, min(r.rate.N(now.Sub(r.playFrom)-assumedDelay), r.samples))
}

// echoSpan is how long after a word its echo may come back through the microphone.
const echoSpan = 4 * time.Second

// recentWords returns the words that our voice has said lately, in lower case.
func (r *reply) recentWords(now time.Time) map[string]bool {
	words := map[string]bool{}
	if r.rate == 0 {
		return words
	}
	pos := min(r.rate.N(now.Sub(r.playFrom)), r.samples)
	for i := range r.clauses {
		c := &r.clauses[i]
		if !c.begun() || c.takes[0].start > pos || c.take().end < pos-r.rate.N(echoSpan) {
			continue
		}
		for _, w := range lowerWords(c.Text[:c.textBefore(pos)]) {
			words[w] = true
		}
	}
	return words
}

// textBefore returns how much of the clause's text has begun to be heard at pos, at most.
func (c *spokenClause) textBefore(pos int64) int {
	if len(c.takes) == 1 {
		for _, w := range c.takes[0].words {
			if w.Start > pos {
				return w.From
			}
		}
	}
	return len(c.Text)
}

func lowerWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}
