package conversation

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// Calls of functions. A generator that returns after it has asked for calls is asked again, in the
// same turn, once all of them are done: a round. The round stands in the history from when its calls
// begin, before the text of its turn, which enters when it was heard; a call that is not done has a
// result that says so. So every call has exactly one result in every prompt, whatever is cut and
// whatever comes late, as vendors demand.

// What a model reads in place of a result.
const (
	stillRunning = "This call is still running. Its result will be here later."
	timedOut     = "timed out"
	nothing      = "done" // the function returned nothing, which some models take for no result
)

var (
	errTooManyRounds = errors.New("the generator asked for calls again and again; it was stopped")
	errCallPanicked  = errors.New("the function failed")
)

// calls are the calls that are under way.
type calls struct {
	last int        // number of the newest
	open []openCall // oldest first
}

type openCall struct {
	number int
	round  *round
	result *visavis.CallResult // one of the round's
	begun  time.Time
}

// round is what a generator asked for at once.
type round struct {
	turn    int
	results []visavis.CallResult // also those of the history's message
	undone  int
	said    int // clauses of the reply that the generator knows of when it is asked again
}

// deadline is when the oldest call has taken too long.
func (c *calls) deadline() time.Time {
	if len(c.open) == 0 {
		return time.Time{}
	}
	return c.open[0].begun.Add(callWait)
}

// calling reports whether the reply waits for calls.
func (r *reply) calling() bool {
	n := len(r.rounds)
	return n > 0 && r.rounds[n-1].undone > 0
}

// atWork reports whether the reply is silent because it waits for calls.
func (r *reply) atWork(now time.Time) bool {
	return r.phase == speaking && r.calling() && r.awaitsText() && !now.Before(r.playedOut())
}

// atWorkFrom is when it will be; zero: not, as things are.
func (r *reply) atWorkFrom(now time.Time) time.Time {
	if r.phase == speaking && r.calling() && now.Before(r.playedOut()) {
		return r.playedOut()
	}
	return time.Time{}
}

// beginRound has the calls carried out that the reply's generator has asked for.
func (m *Machine) beginRound(r *reply) {
	rd := &round{turn: r.turn, undone: len(r.wanted)}
	for _, c := range r.wanted {
		if c.Arguments == "" {
			c.Arguments = "{}"
		}
		rd.results = append(rd.results, visavis.CallResult{Call: c, Response: stillRunning})
	}
	m.show(Calling{r.turn, r.wanted})
	r.rounds, r.wanted = append(r.rounds, rd), nil
	r.filler.await(m.now)
	r.noteCalls(m.now)
	m.enter(visavis.Message{Role: visavis.Assistant, Calls: rd.results})
	for i := range rd.results {
		r.calls++
		m.beginCall(r, rd, &rd.results[i])
	}
}

// beginCall has one call carried out, or refuses it where that is hopeless.
func (m *Machine) beginCall(r *reply, rd *round, result *visavis.CallResult) {
	caller := m.callerOf(result.Name)
	switch {
	case r.calls > maxCalls || len(m.calls.open) >= maxCalls:
		m.finishCall(rd, result, "", errors.New("too many calls; it was not made"), 0)
	case caller == nil:
		m.finishCall(rd, result, "", errNoFunction, 0)
	case !isObject(result.Arguments):
		m.finishCall(rd, result, "", errors.New("the arguments are not a JSON object"), 0)
	default:
		m.calls.last++
		m.calls.open = append(m.calls.open, openCall{m.calls.last, rd, result, m.now})
		m.do(CallTool{m.calls.last, result.Call, caller})
	}
}

func (m *Machine) callerOf(name string) visavis.Caller {
	for _, t := range m.rules.Tools {
		if t.Name == name {
			return t.Caller
		}
	}
	return nil
}

func isObject(arguments string) bool {
	var o map[string]json.RawMessage
	return json.Unmarshal([]byte(arguments), &o) == nil && o != nil
}

// called takes the outcome of a call, unless it was given up.
func (m *Machine) called(ev Called) {
	for i, c := range m.calls.open {
		if c.number == ev.Number {
			m.calls.open = slices.Delete(m.calls.open, i, i+1)
			m.finishCall(c.round, c.result, ev.Response, ev.Err, ev.Took)
			return
		}
	}
}

// expireCalls gives up calls that take too long.
func (m *Machine) expireCalls() {
	for len(m.calls.open) > 0 && !m.now.Before(m.calls.deadline()) {
		c := m.calls.open[0]
		m.called(Called{Number: c.number, Err: context.DeadlineExceeded, Took: m.now.Sub(c.begun)})
	}
}

// finishCall notes the outcome of a call, in the history too. The last of a round has the generator
// go on, if its reply is still wanted.
func (m *Machine) finishCall(rd *round, result *visavis.CallResult, response string, err error, took time.Duration) {
	result.Response, result.Failed = outcome(response, err)
	m.dropAhead() // it does not know of this
	m.show(CallDone{rd.turn, *result, took, err == errNoFunction})
	if rd.undone--; rd.undone > 0 {
		return
	}
	m.forget()
	m.show(Remembered{rd.turn, visavis.Message{Role: visavis.Assistant, Calls: rd.results}})
	if r := m.live(rd.turn); r != nil {
		r.noteTools(m.now)
		m.askAgain(r)
	}
}

// askAgain has the generator go on with what came of its calls.
func (m *Machine) askAgain(r *reply) {
	r.rounds[len(r.rounds)-1].said = len(r.clauses)
	r.returned, r.lastText = false, m.now
	m.ask(r, m.history)
}

// outcome is what the model reads of a call's end.
func outcome(response string, err error) (text string, failed bool) {
	var p *panics.Error
	switch {
	case err == nil && response == "":
		return nothing, false
	case err == nil:
		return shorten(response, maxResponse), false
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut, true
	case errors.As(err, &p): // its text is for us alone
		err = errCallPanicked
	}
	return shorten(err.Error(), maxResponse), true
}
