package conversation

import (
	"time"

	"github.com/visavis/visavis"
)

// What ears say that listen for the end of a turn, and clients that know it.

// finalWait is how long the final transcript of the current utterance may take: longer when the ears
// do not go by the quiet.
func (m *Machine) finalWait() time.Duration {
	if m.hearing.sign == visavis.TurnUnknown {
		return finalWait
	}
	return m.openWait()
}

// openWait is longer for a client that gives the user more time.
func (m *Machine) openWait() time.Duration { return max(openWait, m.rules.Ending.Timeout+openMargin) }

// noteSign follows what the ears think of the current utterance's turn, which may be in quiet
// already.
func (m *Machine) noteSign(t visavis.Transcript) {
	h := &m.hearing
	switch t.Turn {
	case visavis.TurnUnknown:
		return
	case visavis.TurnOpen:
		m.dropAhead()
	case visavis.TurnEnding:
		m.speculate(join(h.held, t.Text))
	}
	h.sign = t.Turn
	if n := len(h.closing); n > 0 && !h.speaking {
		c := &h.closing[n-1]
		c.deadline = c.ended.Add(m.openWait())
	}
}

// endTurn: the client knows that the user has finished. Ears that judge turns are told; others know
// when the utterance ends.
func (m *Machine) endTurn() {
	h := &m.hearing
	if !h.busy() {
		return
	}
	m.do(EndUtterance{Turn: true})
	if h.speaking {
		m.endSpeech()
	}
	h.turnOver()
	for i := range h.closing {
		h.closing[i].deadline = earlier(h.closing[i].deadline, m.now.Add(endWait))
	}
	m.concludeTurn()
}
