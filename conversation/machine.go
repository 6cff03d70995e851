package conversation

import (
	"errors"
	"slices"
	"time"

	"github.com/visavis/visavis"
)

var (
	errNoFinal  = errors.New("the recogniser did not finish in time; what it had understood until then counts")
	errNoText   = errors.New("the generator was silent for too long")
	errNoSpeech = errors.New("the voice was silent for too long; the rest of the reply is shown as text")
	errTooLong  = errors.New("the reply was too long and has been cut")
)

// Rules are what a machine must know about its client and its task.
type Rules struct {
	System       string
	History      []visavis.Message
	Greeting     string
	ReportsHeard bool // the client sends Heard
	Mute         bool // there is no voice: replies are text
}

// Machine is the pure state of one conversation. Its zero value is not usable: see NewMachine.
type Machine struct {
	rules   Rules
	now     time.Time
	effects []Effect

	state   State
	history []visavis.Message
	turns   int // replies begun

	hearing    hearing
	overlap    overlap
	reply      *reply      // the reply being made, spoken or cut; nil between replies
	marks      marks       // when the user's last utterance passed which stage
	owed       []utterance // what the user said over a reply that is not yet settled
	lastSpoken bool        // the history's last message was spoken by the user
	owedAt     time.Time
}

// NewMachine returns a machine that waits for Opened.
func NewMachine(rules Rules) *Machine {
	return &Machine{rules: rules, state: Idle, history: slices.Clone(rules.History)}
}

// Handle takes an event that happened at now and returns what to do about it, in order. The
// returned slice, and any *Audio in it, is valid until the next call.
func (m *Machine) Handle(now time.Time, ev Event) []Effect {
	m.now, m.effects = now, m.effects[:0]
	m.dispatch(ev)
	m.expireHearing()
	m.judgeOverlap()
	m.expireReply()
	if s := m.currentState(); s != m.state {
		m.state = s
		m.show(StateChanged{s})
	}
	return m.effects
}

func (m *Machine) dispatch(ev Event) {
	switch ev := ev.(type) {
	case Opened:
		m.agentText(m.rules.Greeting)
	case SpeechStarted:
		m.speechStarted(ev)
	case SpeechPaused:
		m.pauseOverlap(ev.Voiced)
	case SpeechResumed:
		m.resumeOverlap()
	case SpeechEnded:
		m.speechEnded(ev)
	case Understood:
		m.understood(ev)
	case EarsRestarted:
		m.earsRestarted(ev)
	case UserText:
		m.userText(ev.Text)
	case AgentText:
		m.injectAgentText(ev.Text)
	case Heard:
		m.heard(ev)
	case SetSystem:
		m.rules.System = ev.Text
	case Wrote:
		m.wrote(ev)
	case Written:
		m.written(ev)
	case *Spoke:
		m.spoke(ev)
	case Spoken:
		m.spoken(ev)
	case Tick:
	}
}

// Deadline returns when Handle wants to be called with Tick if nothing happens before; zero: never.
func (m *Machine) Deadline() time.Time {
	d := earlier(m.hearing.deadline(), m.overlap.deadline(m.now))
	if m.reply != nil && !m.Holding() {
		d = earlier(d, m.reply.due(m.rules.ReportsHeard))
	}
	return d
}

// Holding reports whether speech of the reply must wait: the user makes a sound before its first
// sample was played, so it may be stale.
func (m *Machine) Holding() bool {
	return m.overlap.active && m.reply != nil && m.reply.phase == thinking
}

// History returns what the generator will be told was said.
func (m *Machine) History() []visavis.Message { return slices.Clone(m.history) }

func (m *Machine) currentState() State {
	r := m.reply
	switch {
	case r != nil && (r.phase == speaking || r.phase == draining):
		return Speaking
	case m.hearing.speaking:
		return Listening
	case len(m.hearing.closing) > 0, len(m.owed) > 0, r != nil && r.phase == thinking:
		return Thinking
	}
	return Idle
}

func (m *Machine) do(e Effect)   { m.effects = append(m.effects, e) }
func (m *Machine) show(o Output) { m.do(Show{o}) }

// remember adds a message to the history.
func (m *Machine) remember(turn int, msg visavis.Message) {
	m.history = append(m.history, msg)
	m.lastSpoken = false
	m.forget()
	m.show(Remembered{turn, msg})
}

// rememberUser adds what the user said. Two spoken utterances in a row become one message: the reply
// between them was never heard, so the user was not finished. It is bounded by what a person says.
func (m *Machine) rememberUser(u utterance) {
	last := len(m.history) - 1
	if !m.lastSpoken || !u.spoken || len(m.history[last].Text)+len(u.text) >= maxMessage {
		m.remember(0, visavis.Message{Role: visavis.User, Text: u.text})
		m.lastSpoken = u.spoken
		return
	}
	m.history[last].Text = join(m.history[last].Text, u.text)
	m.show(Remembered{0, visavis.Message{Role: visavis.User, Text: u.text}})
}

// forget drops the oldest messages of a history that has become too long, but never the newest.
func (m *Machine) forget() {
	total := 0
	for i := len(m.history) - 1; i >= 0; i-- {
		if total += len(m.history[i].Text); total > maxHistory && i < len(m.history)-1 {
			m.history = slices.Delete(m.history, 0, i+1)
			return
		}
	}
}

// earlier returns the earlier of two times of which either may be zero, for never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
