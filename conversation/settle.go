package conversation

import "github.com/visavis/visavis"

// How a reply ends: heard to its end, cut, or given up; and what of it is remembered.

// cut ends the live reply because the user has the floor.
func (m *Machine) cut() {
	r := m.reply
	m.stop(r)
	if r.phase == thinking {
		m.settle(true)
		return
	}
	m.show(Cut{r.turn})
	r.phase, r.cutAt = cutting, m.now
	if !m.rules.ReportsHeard {
		r.heard = r.estimate(m.now)
		m.settle(true)
	}
}

// heard takes the client's word for what came out of its loudspeaker.
func (m *Machine) heard(ev Heard) {
	r := m.reply
	if r == nil || r.turn != ev.Turn || r.phase == thinking {
		return
	}
	r.heard, r.heardAt = max(r.heard, min(ev.Sample, r.samples)), m.now
	switch {
	case r.phase == cutting && ev.Final:
		m.settle(true)
	case r.phase == draining && (ev.Final || r.heardOut()):
		m.settle(!r.heardOut())
	case r.phase == speaking && ev.Final: // the listener silenced it
		m.settle(true)
	}
}

// settle ends the reply: what was heard of it becomes history, and a turn that waited for that is
// answered.
func (m *Machine) settle(interrupted bool) {
	r := m.reply
	m.stop(r)
	m.reply = nil
	if m.overlap.active { // the user's sound has outlasted the reply: it is an ordinary utterance
		m.overlap = overlap{}
		m.show(UserStartedSpeaking{})
	}
	if text := r.heardText(); text != "" {
		m.remember(r.turn, visavis.Message{Role: visavis.Assistant, Text: text, Interrupted: interrupted})
	} else if r.shown > 0 { // the client has its text and must know that nobody heard it
		m.show(Remembered{r.turn, visavis.Message{Role: visavis.Assistant, Interrupted: true}})
	}
	if said := m.owed; len(said) > 0 {
		m.owed = nil
		m.marks.held += m.now.Sub(m.owedAt) // the client took this long to say what was heard
		m.answer(said...)
	}
}

// expireReply gives up what took too long.
func (m *Machine) expireReply() {
	r := m.reply
	if r == nil || m.Holding() {
		return
	}
	if due := r.due(m.rules.ReportsHeard); due.IsZero() || m.now.Before(due) {
		return
	}
	switch {
	case r.phase == draining && !m.rules.ReportsHeard:
		r.heard = r.samples
		m.settle(false)
	case r.phase == cutting, r.phase == draining:
		m.settle(true)
	case r.awaitsText():
		m.written(Written{Turn: r.turn, Err: errNoText, Asked: r.lastText, At: m.now})
	default:
		m.spoken(Spoken{Turn: r.turn, Err: errNoSpeech})
	}
}
