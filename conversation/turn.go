package conversation

import (
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/lipsync"
)

// apology is said when a generator failed before it wrote anything.
const apology = "[sad] Sorry, I lost my train of thought. Could you say that again?"

// notCaught is said when the user spoke and nothing was understood.
const notCaught = "Sorry, I did not catch that."

// takeTurn answers what the user said.
func (m *Machine) takeTurn(u utterance) {
	m.show(UserSaid{u.text, u.confidence})
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
	m.beginReply()
	m.do(Generate{m.reply.turn, visavis.Prompt{System: m.rules.System, Messages: m.History()}})
}

func (m *Machine) beginReply() {
	m.turns++
	m.reply = &reply{turn: m.turns, marks: m.marks, readFrom: -1, lastText: m.now}
	if m.rules.Mute {
		m.reply.silence()
	}
	m.show(TurnStarted{m.turns})
}

// userText is typed: it interrupts at once and needs no recognition.
func (m *Machine) userText(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	if m.reply != nil && m.reply.phase != cutting {
		m.overlap = overlap{}
		m.show(UserStartedSpeaking{})
		m.cut()
	}
	m.marks = marks{lastVoice: m.now, ended: m.now, final: m.now}
	m.takeTurn(utterance{text: text, confidence: 1})
}

func (m *Machine) injectAgentText(text string) {
	if m.reply != nil || m.hearing.busy() {
		m.show(InjectionRefused{"somebody is speaking; try again when it is quiet"})
		return
	}
	m.agentText(text)
}

// agentText has the agent say a given text.
func (m *Machine) agentText(text string) {
	if text == "" {
		return
	}
	m.marks = marks{lastVoice: m.now, ended: m.now, final: m.now}
	m.beginReply()
	m.wrote(Wrote{Turn: m.turns, Delta: text, Asked: m.now, At: m.now})
	m.written(Written{Turn: m.turns, At: m.now})
}

// stop ends the engines' work on the reply.
func (m *Machine) stop(r *reply) {
	if !r.stopped {
		r.stopped = true
		m.do(Stop{r.turn})
	}
}

// live returns the reply if turn is its number and it is still wanted: the one place where late
// results are dropped.
func (m *Machine) live(turn int) *reply {
	if r := m.reply; r != nil && r.turn == turn && r.phase != cutting {
		return r
	}
	return nil
}

func (m *Machine) wrote(ev Wrote) {
	r := m.live(ev.Turn)
	if r == nil || r.allWritten {
		return
	}
	r.lastText = m.now
	r.textLen += len(ev.Delta)
	for _, c := range r.splitter.Add(ev.Delta) {
		m.say(r, c, ev.Asked, ev.At)
	}
	if r.textLen > maxReply {
		m.written(Written{Turn: ev.Turn, Err: errTooLong, At: ev.At})
	}
}

func (m *Machine) written(ev Written) {
	r := m.live(ev.Turn)
	if r == nil || r.allWritten {
		return
	}
	rest := r.splitter.Close()
	if ev.Err != nil {
		m.show(Trouble{Stage: "think", Err: ev.Err})
		if len(r.clauses)+len(rest) == 0 {
			var s clause.Splitter
			rest = append(s.Add(apology), s.Close()...)
		}
	}
	for _, c := range rest {
		m.say(r, c, m.now, ev.At)
	}
	r.allWritten = true
	if r.silent {
		m.finishSpeech(r)
		return
	}
	m.do(SaidAll{r.turn})
}

// say hands a clause to the voice, or to the reader where there is none.
func (m *Machine) say(r *reply, c clause.Clause, asked, at time.Time) {
	if len(r.clauses) == 0 {
		r.marks.asked, r.marks.written = asked, at
	}
	if r.awaitsText() {
		r.lastSpeech = m.now // the voice was idle until now
	}
	r.clauses = append(r.clauses, spokenClause{Clause: c})
	if r.silent {
		m.showClauses(r, len(r.clauses))
		return
	}
	m.do(Say{r.turn, c.Text})
}

// showClauses shows the text of all clauses before the nth that were not shown yet.
func (m *Machine) showClauses(r *reply, n int) {
	for ; r.shown < min(n, len(r.clauses)); r.shown++ {
		m.show(AgentSays{r.turn, r.shown, r.clauses[r.shown].Text})
	}
}

func (m *Machine) spoke(ev *Spoke) {
	r := m.live(ev.Turn)
	if r == nil || r.silent || ev.Speech.Clause >= len(r.clauses) {
		return
	}
	sp := &ev.Speech
	if r.phase == thinking {
		r.phase, r.rate, r.playFrom = speaking, sp.Rate, m.now
		m.show(Latency{r.turn, r.marks.stages(ev, m.now)})
	}
	m.showClauses(r, sp.Clause+1)
	m.showTimes(r, sp)
	r.audio = Audio{Turn: r.turn, Start: r.samples, Rate: sp.Rate, PCM: sp.PCM}
	r.place(sp)
	m.show(&r.audio)
	r.lastSpeech = m.now
}

// showTimes shows what belongs to a piece of speech besides its audio.
func (m *Machine) showTimes(r *reply, sp *visavis.Speech) {
	c := &r.clauses[sp.Clause]
	if len(sp.Phones) > 0 {
		m.show(Lips{r.turn, sp.Rate, lipsync.Shapes(sp.Phones)})
	}
	if len(sp.Words) > 0 {
		m.show(Words{r.turn, sp.Clause, sp.Rate, sp.Words})
		c.words = append(c.words, sp.Words...)
	}
	for ; c.cued < len(c.Cues); c.cued++ {
		cue := c.Cues[c.cued]
		at, known := c.sampleOf(cue.At, r.samples)
		if !known {
			return
		}
		m.show(Cue{r.turn, sp.Rate, at, cue.Name})
	}
}

// spoken: the voice has returned. If it failed, the rest of the reply is shown as text, now or as it
// is written.
func (m *Machine) spoken(ev Spoken) {
	r := m.live(ev.Turn)
	if r == nil || r.silent {
		return
	}
	if ev.Err != nil {
		m.show(Trouble{Stage: "speak", Err: ev.Err})
		r.silence()
		m.showClauses(r, len(r.clauses))
	}
	if r.allWritten {
		m.finishSpeech(r)
	}
}

// finishSpeech: nothing more will be spoken; what was may still have to be heard.
func (m *Machine) finishSpeech(r *reply) {
	m.show(AudioDone{r.turn, r.rate, r.samples})
	if r.phase == thinking {
		m.settle(false)
		return
	}
	r.phase, r.heardAt = draining, m.now
	if r.heardOut() {
		m.settle(false)
	}
}

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
	if r == nil || m.Holding() || m.now.Before(r.due(m.rules.ReportsHeard)) {
		return
	}
	switch {
	case r.phase == draining && !m.rules.ReportsHeard:
		r.heard = r.samples
		m.settle(false)
	case r.phase == cutting, r.phase == draining:
		m.settle(true)
	case r.awaitsText():
		m.written(Written{Turn: r.turn, Err: errNoText, At: m.now})
	default:
		m.spoken(Spoken{Turn: r.turn, Err: errNoSpeech})
	}
}
