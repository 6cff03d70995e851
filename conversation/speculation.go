package conversation

import (
	"strings"
	"unicode"
)

// speculation is a reply to what the user has probably finished to say. Generator and voice work on
// it, but the client knows nothing of it and no calls are made, until the ears confirm that this was
// it. Its speech is held back: see Machine.Holding.
type speculation struct {
	text  string // what it answers
	reply *reply
}

// speculate begins a reply to text, unless one is being prepared or spoken.
func (m *Machine) speculate(text string) {
	if m.reply != nil || text == "" || m.ahead != nil && sameWords(m.ahead.text, text) {
		return
	}
	m.dropAhead()
	if m.hearing.guesses >= maxGuesses {
		return
	}
	m.hearing.guesses++
	m.ahead = &speculation{text, m.newReply()}
	m.ask(m.ahead.reply, m.withUser(utterance{text: text, spoken: true}))
}

// release makes the prepared reply the answer to u, if it is one.
func (m *Machine) release(u utterance) bool {
	a := m.ahead
	if a == nil || !sameWords(a.text, u.text) {
		return false
	}
	m.ahead = nil
	r := a.reply
	m.reply = r
	r.marks = m.marks
	r.marks.prepared = true
	r.lastText, r.lastSpeech = m.now, m.now // what was held back has lost no time of its own
	m.show(TurnStarted{r.turn})
	m.endThoughts(r)
	if r.silent {
		m.showClauses(r, len(r.clauses))
	}
	if r.returned {
		m.roundWritten(r)
	}
	return true
}

// dropAhead forgets the prepared reply without a trace.
func (m *Machine) dropAhead() {
	if a := m.ahead; a != nil {
		m.ahead = nil
		m.stop(a.reply)
	}
}

// expireAhead drops a prepared reply whose utterance came to nothing. Until then it is bounded by
// the deadlines of the utterance.
func (m *Machine) expireAhead() {
	if !m.hearing.busy() {
		m.dropAhead()
		m.hearing.guesses = 0
	}
}

// isAhead reports whether the client does not know of the reply yet.
func (m *Machine) isAhead(r *reply) bool { return m.ahead != nil && m.ahead.reply == r }

// sameWords compares texts but for case, punctuation and white space.
func sameWords(a, b string) bool { return wordsOnly(a) == wordsOnly(b) }

func wordsOnly(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\''
	})
	return strings.Join(words, " ")
}
