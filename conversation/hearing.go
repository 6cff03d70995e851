package conversation

import (
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// hearing follows the user's utterances from the first sound to the final transcript.
type hearing struct {
	speaking bool
	since    time.Time // when the current utterance began
	partial  string    // newest transcript of it
	held     string    // an utterance that was final when the user had begun to speak on

	closing []closing // utterances that wait for their final transcript, oldest first
	late    int       // finals that were given up and must be ignored when they come
}

// closing is an utterance that ended and whose final transcript is due.
type closing struct {
	lastVoice, ended time.Time
	voiced           time.Duration
	partial          string
	deadline         time.Time
}

func (h *hearing) deadline() time.Time {
	var d time.Time
	if h.speaking {
		d = h.since.Add(maxUtterance)
	}
	if len(h.closing) > 0 {
		d = earlier(d, h.closing[0].deadline)
	}
	return d
}

// busy reports whether the user has said, or is saying, something that is not yet decided.
func (h *hearing) busy() bool { return h.speaking || len(h.closing) > 0 }

func (m *Machine) speechStarted(ev SpeechStarted) {
	h := &m.hearing
	h.speaking, h.since, h.partial = true, m.now, ""
	if m.reply == nil || m.reply.phase == cutting {
		m.show(UserStartedSpeaking{})
		return
	}
	m.beginOverlap(ev.Voiced)
}

func (m *Machine) speechEnded(ev SpeechEnded) {
	h := &m.hearing
	if !h.speaking {
		return
	}
	h.speaking = false
	m.overlap.pause(ev.Voiced)
	h.closing = append(h.closing, closing{
		lastVoice: ev.LastVoice, ended: m.now, voiced: ev.Voiced,
		partial: h.partial, deadline: m.now.Add(finalWait),
	})
}

func (m *Machine) understood(ev Understood) {
	h, t := &m.hearing, ev.Transcript
	if t.Flushed {
		if h.late > 0 {
			h.late--
			return
		}
		m.closeUtterance(t, ev.At)
		return
	}
	if len(h.closing) > 0 && !h.speaking {
		h.closing[0].partial = t.Text
	}
	if !h.speaking || t.Text == h.partial {
		return
	}
	h.partial = t.Text
	m.show(UserHears{join(h.held, t.Text)})
	m.judgeOverlap()
}

// closeUtterance ends the oldest open utterance with its final transcript. A final that answers
// no utterance still holds words of the user and is taken as one.
func (m *Machine) closeUtterance(t visavis.Transcript, at time.Time) {
	h := &m.hearing
	c := closing{lastVoice: m.now, ended: m.now}
	if len(h.closing) > 0 {
		c, h.closing = h.closing[0], h.closing[1:]
	}
	text := join(h.held, strings.TrimSpace(t.Text))
	if h.speaking {
		h.held = text // the user has gone on: what was said is part of what will be
		return
	}
	h.held = ""
	m.marks = marks{lastVoice: c.lastVoice, ended: c.ended, final: at}
	if text == "" && c.partial != "" && c.voiced >= longEnough {
		m.missed()
		return
	}
	m.userFinished(text, t.Confidence, c.voiced)
}

// longEnough is how much speech calls for an answer even when nothing was understood in the end.
const longEnough = 600 * time.Millisecond

// missed: somebody spoke, and the recogniser took back what it had understood. Nobody is left
// waiting, but nobody is told twice in a row either.
func (m *Machine) missed() {
	m.rejectOverlap()
	last := len(m.history) - 1
	if m.reply == nil && (last < 0 || m.history[last].Text != notCaught) {
		m.agentText(notCaught)
	}
}

// expireHearing gives up what took too long.
func (m *Machine) expireHearing() {
	h := &m.hearing
	if h.speaking && !m.now.Before(h.since.Add(maxUtterance)) {
		m.do(EndUtterance{})
		m.speechEnded(SpeechEnded{LastVoice: m.now, Voiced: maxUtterance})
	}
	for len(h.closing) > 0 && !m.now.Before(h.closing[0].deadline) {
		h.late++
		m.show(Trouble{Stage: "listen", Err: errNoFinal})
		m.closeUtterance(visavis.Transcript{Text: h.closing[0].partial}, m.now)
	}
}

func (m *Machine) earsRestarted(ev EarsRestarted) {
	h := &m.hearing
	m.show(Trouble{Stage: "listen", Err: ev.Err})
	h.late = 0
	for len(h.closing) > 0 {
		m.closeUtterance(visavis.Transcript{Text: h.closing[0].partial}, m.now)
	}
	if ev.Gone {
		h.speaking = false
		m.rejectOverlap()
	}
}

// userFinished decides what a complete utterance is: nothing, a mere sound during a reply, or the
// user's turn.
func (m *Machine) userFinished(text string, confidence float64, voiced time.Duration) {
	if m.overlap.active {
		if m.judge(text, confidence, voiced, true) != interruption {
			m.rejectOverlap()
			return
		}
		m.confirmOverlap()
	}
	if text == "" || confidence > 0 && isDoubtful(lowerWords(text), confidence, voiced) {
		return // 0: the engine does not say how sure it is
	}
	m.takeTurn(text, confidence)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
