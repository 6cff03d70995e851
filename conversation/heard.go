package conversation

import (
	"strings"
	"time"
	"unicode"
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
	whole := !broken && (r.allSpoken || t.end < r.samples)
	switch {
	case whole && r.heard+r.rate.N(unheardTail) >= t.end:
		return len(text) // whatever times were told
	case len(t.words) == 0:
		return r.guessIn(text, t, whole)
	}
	limit := r.heard + r.rate.N(unheardTail)
	if broken {
		limit = min(limit, t.end)
	}
	n := 0
	for _, w := range t.words {
		if w.End > limit {
			return n
		}
		n = w.To
	}
	if strings.ContainsFunc(text[n:], inWord) {
		return n // a voice that tells word by word has more to tell
	}
	return len(text) // with its last punctuation
}

// guessIn estimates heardIn for a voice without word times: by its own speed where a whole take
// tells that, but by no faster one than a slow speaker's.
func (r *reply) guessIn(text string, t *take, whole bool) int {
	heard := max(0, min(r.heard, t.end)-t.start)
	n := int(r.rate.D(heard).Seconds() * slowSpeech)
	if whole && t.end > t.start {
		n = min(n, int(heard*int64(len(text))/(t.end-t.start)))
	}
	n = min(n, len(text))
	for n > 0 && n < len(text) && !unicode.IsSpace(rune(text[n])) {
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
