package conversation

import (
	"strings"
	"time"
	"unicode"
)

// unheardTail is how much of a word may be missing for it to count as heard: its last phone fades.
const unheardTail = 40 * time.Millisecond

// slowSpeech is a cautious guess of a voice's speed where word times are unknown, in bytes of text
// a second; voices speak 13 to 17.
const slowSpeech = 12

// heardText returns the reply's text as far as the listener has heard it, cut at a word.
func (r *reply) heardText() string {
	var b strings.Builder
	for i := range r.clauses {
		c := &r.clauses[i]
		n := len(c.Text)
		if r.readFrom < 0 || i < r.readFrom {
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

// heardOf returns how many bytes of the clause's text were heard.
func (r *reply) heardOf(c *spokenClause) int {
	if !c.begun {
		return 0
	}
	if len(c.words) == 0 {
		return r.guessOf(c)
	}
	limit := r.heard + r.rate.N(unheardTail)
	n := 0
	for _, w := range c.words {
		if w.End > limit {
			return n
		}
		n = w.To
	}
	return len(c.Text) // with its last punctuation
}

// guessOf estimates heardOf for a voice without word times.
func (r *reply) guessOf(c *spokenClause) int {
	over := r.phase == draining || r.phase == cutting || c.end < r.samples
	if over && r.heard >= c.end {
		return len(c.Text)
	}
	n := int(r.rate.D(r.heard-c.start).Seconds() * slowSpeech)
	n = max(0, min(n, len(c.Text)))
	for n > 0 && n < len(c.Text) && !unicode.IsSpace(rune(c.Text[n])) {
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
		if !c.begun || c.start > pos || c.end < pos-r.rate.N(echoSpan) {
			continue
		}
		for _, w := range lowerWords(c.Text[:c.textBefore(pos)]) {
			words[w] = true
		}
	}
	return words
}

// textBefore returns how much of the clause's text has begun to be heard at pos.
func (c *spokenClause) textBefore(pos int64) int {
	for _, w := range c.words {
		if w.Start > pos {
			return w.From
		}
	}
	return len(c.Text)
}

func lowerWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}
