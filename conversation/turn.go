package conversation

import (
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
)

// Whose turn it is: from what the user said to the beginning of a reply.

// notCaught is said when the user spoke and nothing was understood.
const notCaught = "Sorry, I did not catch that."

// takeTurn answers what the user said.
func (m *Machine) takeTurn(u utterance) {
	m.show(UserSaid{u.text, u.confidence, !u.spoken})
	if m.reply == nil {
		m.answer(u)
		return
	}
	// The reply is being cut: what was heard of it comes before this in the history.
	if len(m.owed) == 0 {
		m.owedAt = m.now
	}
	m.owed = append(m.owed, u)
}

func (m *Machine) answer(said ...utterance) {
	for _, u := range said {
		m.rememberUser(u)
	}
	if len(said) == 1 && m.release(said[0]) {
		return
	}
	m.beginReply()
	m.ask(m.reply, m.history)
}

// ask has the reply's generator write.
func (m *Machine) ask(r *reply, history []visavis.Message) {
	r.splitter = clause.Splitter{}
	m.do(Generate{r.turn, m.prompt(r, history)})
}

func (m *Machine) beginReply() {
	m.dropAhead()
	m.reply = m.newReply()
	m.show(TurnStarted{m.reply.turn})
}

func (m *Machine) newReply() *reply {
	m.turns++
	r := &reply{turn: m.turns, marks: m.marks, readFrom: -1, lastText: m.now}
	if m.rules.Mute {
		r.silence()
	}
	return r
}

// userText is typed: it interrupts at once and needs no recognition.
func (m *Machine) userText(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	m.concludeTurn()
	if r := m.reply; r != nil && r.given && r.phase == thinking {
		m.readInstead(r)
	}
	if m.reply != nil && m.reply.phase != cutting {
		m.overlap = overlap{}
		m.show(UserStartedSpeaking{})
		m.cut()
	}
	m.marks = marks{lastVoice: m.now, ended: m.now, final: m.now}
	m.takeTurn(utterance{text: text, confidence: 1})
}

// agentText has the agent say a given text.
func (m *Machine) agentText(text string) {
	if text == "" {
		return
	}
	m.marks = marks{lastVoice: m.now, ended: m.now, final: m.now}
	m.beginReply()
	m.reply.given = true
	m.wrote(Wrote{Turn: m.turns, Delta: visavis.Delta{Text: text}, Asked: m.now, At: m.now})
	m.written(Written{Turn: m.turns, Asked: m.now, At: m.now})
}

// readInstead has a given text be read that was not begun to be spoken when the user typed: a client
// that greets may ask in the same breath.
func (m *Machine) readInstead(r *reply) {
	m.stop(r)
	r.silence()
	m.showClauses(r, len(r.clauses))
	m.settle(false)
}

// live returns the reply if turn is its number and it is still wanted: the one place where late
// results are dropped.
func (m *Machine) live(turn int) *reply {
	if r := m.reply; r != nil && r.turn == turn && r.phase != cutting {
		return r
	}
	if a := m.ahead; a != nil && a.reply.turn == turn {
		return a.reply
	}
	return nil
}

// stop ends the engines' work on the reply.
func (m *Machine) stop(r *reply) {
	if !r.stopped {
		r.stopped = true
		m.do(Stop{r.turn})
	}
}
