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
	quiet    quiet
	partial  string       // newest transcript of it
	sign     visavis.Turn // what the ears last said of its turn
	held     string       // an utterance that was final when the user had begun to speak on
	// awaited: an answer is due even when nothing is understood in the end, because a reply was cut
	// for it, or the user certainly spoke.
	awaited bool
	guesses int // replies prepared for it

	closing []closing // utterances that wait for their final transcript, oldest first
	pending *pending  // what the user has said of a turn that is not over; nil: nothing
	judges  bool      // the ears have an opinion of their own of when turns are over
	late    int       // finals that were given up and must be ignored when they come
	hollow  int       // empty finals still due: the ears had ended the utterance before the quiet did
}

// quiet is a pause within an utterance, if there is one.
type quiet struct {
	lastVoice time.Time // zero: the user is heard
	voiced    time.Duration
}

// closing is an utterance that ended and whose final transcript is due.
type closing struct {
	lastVoice, ended time.Time
	voiced           time.Duration
	partial          string
	deadline         time.Time
	over             bool // the turn is, whatever was said
}

func (h *hearing) deadline() time.Time {
	var d time.Time
	if h.speaking {
		d = h.since.Add(maxUtterance)
	}
	for _, c := range h.closing {
		d = earlier(d, c.deadline)
	}
	return earlier(d, h.pending.deadline())
}

// busy reports whether the user has said, or is saying, something that is not yet decided.
func (h *hearing) busy() bool { return h.hears() || h.pending != nil }

// hears reports whether the ears are at an utterance.
func (h *hearing) hears() bool { return h.speaking || len(h.closing) > 0 }

func (m *Machine) speechStarted(ev SpeechStarted) {
	h := &m.hearing
	m.goOn()
	h.speaking, h.since, h.quiet = true, m.now, quiet{}
	h.partial, h.sign = "", visavis.TurnUnknown
	if m.reply == nil || m.reply.phase == cutting {
		m.show(UserStartedSpeaking{})
		return
	}
	m.beginOverlap(ev.Voiced)
}

func (m *Machine) speechPaused(ev SpeechPaused) {
	m.hearing.quiet = quiet{ev.LastVoice, ev.Voiced}
	m.pauseOverlap(ev.Voiced)
}

func (m *Machine) speechResumed() {
	m.hearing.quiet = quiet{}
	m.resumeOverlap()
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
		partial: h.partial, deadline: m.now.Add(m.finalWait()),
	})
}

// endSpeech ends the utterance, and the turn, before the quiet has.
func (m *Machine) endSpeech() {
	h := &m.hearing
	ev := SpeechEnded{LastVoice: h.quiet.lastVoice, Voiced: h.quiet.voiced}
	if ev.LastVoice.IsZero() {
		ev = SpeechEnded{LastVoice: m.now, Voiced: m.now.Sub(h.since)}
	}
	m.speechEnded(ev)
	h.turnOver()
}

// turnOver: no quiet is waited for after what has ended.
func (h *hearing) turnOver() {
	for i := range h.closing {
		h.closing[i].over = true
	}
}

func (m *Machine) understood(ev Understood) {
	if ev.Transcript.Flushed {
		m.understoodAll(ev.Transcript, ev.At)
		return
	}
	h, text := &m.hearing, ev.Transcript.Text
	if !h.hears() {
		return
	}
	if n := len(h.closing); n > 0 && !h.speaking {
		h.closing[n-1].partial = text
	}
	if text != h.partial {
		h.partial = text
		m.show(UserHears{join(h.held, text)})
		m.judgeOverlap()
	}
	m.noteSign(ev.Transcript)
}

// understoodAll takes a final transcript, unless it is one that has come too late or was only to be
// expected.
func (m *Machine) understoodAll(t visavis.Transcript, at time.Time) {
	h := &m.hearing
	empty := strings.TrimSpace(t.Text) == ""
	switch {
	case empty && h.hollow > 0:
		h.hollow--
		return
	case h.late > 0:
		h.late--
		return
	case empty && len(h.closing) == 0:
		return
	}
	h.hollow = 0
	if h.speaking && len(h.closing) == 0 && t.Turn == visavis.TurnOver {
		h.hollow++
		m.do(EndUtterance{})
		m.endSpeech()
	}
	m.closeUtterance(t, at)
}

// closeUtterance ends the oldest open utterance with its final transcript. A final that answers
// no utterance still holds words of the user and is taken as one.
func (m *Machine) closeUtterance(t visavis.Transcript, at time.Time) {
	h := &m.hearing
	c := closing{lastVoice: m.now, ended: m.now}
	if len(h.closing) > 0 {
		c, h.closing = h.closing[0], h.closing[1:]
	}
	m.goOn()
	m.noteJudgement(t)
	text := strings.TrimSpace(t.Text)
	h.awaited = h.awaited || c.partial != "" && c.voiced >= longEnough
	if h.speaking || text == "" && len(h.closing) > 0 {
		h.held = join(h.held, text) // the user has gone on: what was said is part of what will be
		return
	}
	u := utterance{join(h.held, text), t.Confidence, c.voiced, true}
	awaited := h.awaited
	h.held, h.awaited = "", false
	m.marks = marks{lastVoice: c.lastVoice, ended: c.ended, final: at}
	if !m.waitForMore(u, c, awaited) {
		m.userFinished(u, awaited)
	}
}

// longEnough is how much speech calls for an answer even when nothing was understood in the end.
const longEnough = 600 * time.Millisecond

// userFinished decides what a complete utterance is: a mere sound, something that was missed, or
// the user's turn. awaited: the user certainly spoke, so silence would be no answer.
func (m *Machine) userFinished(u utterance, awaited bool) {
	switch {
	case m.isMereSound(u):
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

// isMereSound reports whether an utterance changes nothing for the reply that it was made during.
func (m *Machine) isMereSound(u utterance) bool {
	talking := m.overlap.active || m.reply != nil && m.reply.phase != cutting
	return talking && (!m.isMeant(lowerWords(u.text)) || u.isDoubtful(doubtDuringReply))
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
		h.turnOver()
	}
	for d := h.deadline(); len(h.closing) > 0 && !m.now.Before(d); d = h.deadline() {
		h.late++
		// Nobody said that it was a mere sound: who speaks for so long is not left without a word.
		h.awaited = h.awaited || h.closing[0].voiced >= longEnough
		m.show(Trouble{Stage: "listen", Err: errNoFinal})
		m.closeUtterance(visavis.Transcript{Text: h.closing[0].partial}, m.now)
	}
	m.expirePending()
}

func (m *Machine) earsRestarted(ev EarsRestarted) {
	h := &m.hearing
	m.show(Trouble{Stage: "listen", Err: ev.Err})
	h.late, h.hollow, h.sign = 0, 0, visavis.TurnUnknown
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
