package conversation

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/turnend"
)

// hangover is the quiet that ends an utterance where nobody asks for anything else.
const hangover = turnend.Hangover

// Ending says when the user's turn is over, for ears that do not judge turns by themselves: by the
// quiet, whose confidence docs/flux.md describes, and by words that call for more. The zero value is
// 420 ms of quiet, whatever was said.
type Ending struct {
	EOT     float64       // confidence that ends a turn, 0..1; 1: no confidence is enough
	Eager   float64       // confidence at which a reply is prepared, unheard; 0: none is
	Timeout time.Duration // of quiet; then a turn is over whatever the confidence
}

// hangover returns the quiet after which the turn detector ends an utterance.
func (e Ending) hangover() time.Duration {
	if e == (Ending{}) {
		return hangover
	}
	return turnend.Rules(e).Cut()
}

// over returns how much longer than the hang-over it must be quiet after text for the turn to be over.
func (e Ending) over(text string) time.Duration {
	if e == (Ending{}) {
		return 0
	}
	return turnend.Rules(e).Over(text) - e.hangover()
}

// expected returns how much longer than the hang-over it must be quiet for a reply to be prepared;
// false: none is.
func (e Ending) expected(text string) (time.Duration, bool) {
	quiet, is := turnend.Rules(e).Expected(text)
	return quiet - e.hangover(), is
}

// pending is what the user has said of a turn that is not over: it has not been quiet for long enough.
type pending struct {
	utterance
	awaited   bool
	lastVoice time.Time
	expected  time.Time // when a reply is prepared; zero: none is, or it has been
	over      time.Time // when the turn is
}

func (p *pending) deadline() time.Time {
	if p == nil {
		return time.Time{}
	}
	return earlier(p.expected, p.over)
}

// waitForMore keeps a complete utterance until the turn is over, and reports whether it does. A sound
// during a reply is judged at once.
func (m *Machine) waitForMore(u utterance, c closing, awaited bool) bool {
	e, h := m.rules.Ending, &m.hearing
	over := c.ended.Add(e.over(u.text))
	wentOn := len(h.closing) > 0 && h.since.Before(over) // and the ears are still at it
	if c.over || h.judges || !wentOn && !m.now.Before(over) || u.text == "" && !awaited || m.isMereSound(u) {
		return false
	}
	if m.overlap.active {
		m.confirmOverlap()
	}
	if wentOn {
		h.held, h.awaited = u.text, awaited
		return true
	}
	h.pending = &pending{utterance: u, awaited: awaited, lastVoice: c.lastVoice, over: over}
	if wait, is := e.expected(u.text); is && u.text != "" {
		h.pending.expected = c.ended.Add(wait)
	}
	return true
}

// waitsForMore reports whether the user may well go on although they are quiet.
func (m *Machine) waitsForMore() bool {
	h := &m.hearing
	if len(h.closing) == 0 {
		return h.pending != nil
	}
	c := h.closing[0]
	return !c.over && !h.judges && m.rules.Ending.over(c.partial) > 0
}

// goOn: the user's turn goes on, or more of it has become known.
func (m *Machine) goOn() {
	if p := m.hearing.pending; p != nil {
		m.hearing.pending = nil
		m.hearing.held, m.hearing.awaited = p.text, p.awaited
		m.dropAhead()
	}
}

// expirePending does what the quiet has become enough for.
func (m *Machine) expirePending() {
	p := m.hearing.pending
	if p == nil {
		return
	}
	if !p.expected.IsZero() && !m.now.Before(p.expected) {
		p.expected = time.Time{}
		m.speculate(p.text)
	}
	if !m.now.Before(p.over) {
		m.concludeTurn()
	}
}

// concludeTurn ends a turn that was waited with. The wait was for the user, the final transcript
// included.
func (m *Machine) concludeTurn() {
	p := m.hearing.pending
	if p == nil {
		return
	}
	m.hearing.pending = nil
	m.marks = marks{lastVoice: p.lastVoice, ended: m.now, final: m.now}
	m.userFinished(p.utterance, p.awaited)
}

// noteJudgement notes whether the ears have an opinion of turns: if so, theirs counts, and the turn
// detector's cuts are as if nobody had asked for anything.
func (m *Machine) noteJudgement(t visavis.Transcript) {
	h := &m.hearing
	judged := t.Turn != visavis.TurnUnknown || h.sign != visavis.TurnUnknown
	if judged || t.Text != "" {
		h.judges = judged
	}
}

// tellHangover has the turn detector follow the rules.
func (m *Machine) tellHangover() {
	wanted := m.rules.Ending.hangover()
	if m.hearing.judges {
		wanted = hangover
	}
	if wanted != m.hangover {
		m.hangover = wanted
		m.do(SetHangover{wanted})
	}
}
