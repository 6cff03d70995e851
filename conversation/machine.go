package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
)

var (
	errNoFinal    error = tooLate("the recogniser did not finish in time; what it had understood until then counts")
	errNoText     error = tooLate("the generator was silent for too long")
	errNoSpeech   error = tooLate("the voice was silent for too long; the rest of the reply is shown as text")
	errTooLong          = errors.New("the reply was too long and has been cut")
	errTooPensive       = errors.New("the generator considered for too long and was stopped")
	errNoFunction       = errors.New("there is no function of this name")
)

// tooLate is a fault of an engine that did not answer in time.
type tooLate string

func (e tooLate) Error() string        { return string(e) }
func (e tooLate) Is(target error) bool { return target == context.DeadlineExceeded }

// Rules are what a machine must know about its client and its task.
type Rules struct {
	System       string
	History      []visavis.Message
	Greeting     string
	ReportsHeard bool // the client sends Heard
	Mute         bool // there is no voice: replies are text
	Tools        []visavis.Tool
	Sampling     visavis.Sampling
	Ending       Ending // when the user's turn is over
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
	ahead      *speculation // a reply to what the user has probably finished to say; nil: none
	calls      calls
	injections injections
	hangover   time.Duration // that the turn detector was told
}

// NewMachine returns a machine that waits for Opened.
func NewMachine(rules Rules) *Machine {
	return &Machine{rules: rules, state: Idle, history: copyOf(rules.History), hangover: rules.Ending.hangover()}
}

// Handle takes an event that happened at now and returns what to do about it, in order. The
// returned slice, and any *Audio in it, is valid until the next call.
func (m *Machine) Handle(now time.Time, ev Event) []Effect {
	m.now, m.effects = now, m.effects[:0]
	m.dispatch(ev)
	m.expireHearing()
	m.judgeOverlap()
	m.expireCalls()
	m.expireReply()
	m.expireAhead()
	m.fillWait()
	m.noteSlowVoice()
	m.sayInjected()
	m.tellHangover()
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
		m.speechPaused(ev)
	case SpeechResumed:
		m.speechResumed()
	case SpeechEnded:
		m.speechEnded(ev)
	case Understood:
		m.understood(ev)
	case EarsRestarted:
		m.earsRestarted(ev)
	case UserText:
		m.userText(ev.Text)
	case AgentText:
		m.inject(ev)
	case EndTurn:
		m.endTurn()
	case Heard:
		m.heard(ev)
	case SetSystem, SetTools, SetSampling, SetBrain, SetVoice, SetEnding:
		m.set(ev)
	default:
		m.dispatchEngine(ev)
	}
}

// set changes what replies are made of; one that was prepared is not.
func (m *Machine) set(ev Event) {
	m.dropAhead()
	switch ev := ev.(type) {
	case SetSystem:
		m.rules.System = ev.Text
	case SetTools:
		m.rules.Tools = ev.Tools
	case SetSampling:
		m.rules.Sampling = ev.Sampling
	case SetEnding:
		m.rules.Ending, m.hearing.judges = ev.Ending, false
	}
}

func (m *Machine) dispatchEngine(ev Event) {
	switch ev := ev.(type) {
	case Wrote:
		m.wrote(ev)
	case Written:
		m.written(ev)
	case *Spoke:
		m.spoke(ev)
	case Spoken:
		m.spoken(ev)
	case Called:
		m.called(ev)
	}
}

// Deadline returns when Handle wants to be called with Tick if nothing happens before; zero: never.
func (m *Machine) Deadline() time.Time {
	d := earlier(m.hearing.deadline(), m.overlap.deadline(m.now))
	if m.reply != nil && !m.Holding() {
		d = earlier(d, m.reply.due(m.rules.ReportsHeard))
	}
	if m.reply != nil {
		d = earlier(d, m.reply.atWorkFrom(m.now))
	}
	d = earlier(d, m.calls.deadline())
	return earlier(earlier(d, m.fillerDue()), m.slowVoiceDue())
}

// Holding reports whether speech of the reply must wait: the user has not finished for certain, or
// makes a sound before the first sample was played, so it may be stale.
func (m *Machine) Holding() bool {
	return m.ahead != nil || m.overlap.active && m.reply != nil && m.reply.phase == thinking
}

func (m *Machine) currentState() State {
	r := m.reply
	switch {
	case r != nil && r.atWork(m.now) && !m.hearing.speaking:
		return Thinking
	case r != nil && (r.phase == speaking || r.phase == draining):
		return Speaking
	case m.hearing.speaking, r == nil && m.waitsForMore():
		return Listening
	case len(m.hearing.closing) > 0, len(m.owed) > 0, r != nil && r.phase == thinking:
		return Thinking
	}
	return Idle
}

func (m *Machine) do(e Effect)   { m.effects = append(m.effects, e) }
func (m *Machine) show(o Output) { m.do(Show{o}) }

// earlier returns the earlier of two times of which either may be zero, for never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
