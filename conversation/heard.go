package conversation

import (
	"strings"
	"time"
	"unicode"

	"github.com/visavis/visavis/internal/heard"
)

// heardText returns the reply's text as far as the listener has heard it, cut at a word.
func (r *reply) heardText() string {
	var b strings.Builder
	played := heard.Point{Rate: r.rate, Heard: r.heard, Samples: r.samples, All: r.allSpoken}
	surely := r.surelyHeard(played)
	for i := range r.clauses {
		c := &r.clauses[i]
		n := len(c.Text)
		if i >= surely && (r.readFrom < 0 || i < r.readFrom) {
			n = c.takes.Bytes(c.Text, played)
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

// surelyHeard returns the last clause of which it is certain that a word was heard, or -1.
func (r *reply) surelyHeard(played heard.Point) int {
	for i := len(r.clauses) - 1; i >= 0; i-- {
		if r.clauses[i].takes.Surely(played) {
			return i
		}
	}
	return -1
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
		if !c.takes.Begun() || c.takes[0].Start > pos || c.takes.Last().End < pos-r.rate.N(echoSpan) {
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
		for _, w := range c.takes[0].Words {
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
