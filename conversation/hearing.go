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
	// tookFloor: a reply was cut for the current utterance.
	tookFloor bool

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
	m.pauseOverlap(ev.Voiced)
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
	took := h.tookFloor
	h.tookFloor = false
	m.userFinished(utterance{text, t.Confidence, c.voiced, true}, took || c.partial != "" && c.voiced >= longEnough)
}

// longEnough is how much speech calls for an answer even when nothing was understood in the end.
const longEnough = 600 * time.Millisecond

// userFinished decides what a complete utterance is: a mere sound, something that was missed, or
// the user's turn. awaited: the user certainly spoke, so silence would be no answer.
func (m *Machine) userFinished(u utterance, awaited bool) {
	switch {
	case m.overlap.active && (!m.isMeant(lowerWords(u.text)) || u.isDoubtful(doubtDuringReply)):
		m.rejectOverlap()
	case u.text == "" && awaited:
		m.missed()
	case u.text == "", !awaited && u.confidence > 0 && u.isDoubtful(doubtInQuiet):
	default:
		if m.overlap.active {
			m.confirmOverlap()
		}
		m.takeTurn(u)
	}
}

// missed: somebody spoke, and the recogniser understood nothing in the end. Nobody is left waiting,
// but nobody is told twice in a row either.
func (m *Machine) missed() {
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

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
