package failover_test

import (
	"context"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// listener is an engine that judges turns, as it is told to by the number of the last word: after an
// even one the user has finished; after an odd one not, so that the answer waits for what follows.
type listener struct {
	recogniser
	eager bool // it says that the turn is over at an even word, and does not wait for SpeechEnd
}

func (l *listener) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	l.calls++
	e := &ear{emit: emit}
	waits := false // for the user to go on
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if l.fault != nil {
				if err := l.fault(ctx, e, c); err != nil {
					return err
				}
			}
			waits = l.hear(e, c, waits)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// patientListener was told to wait for 30 s.
type patientListener struct{ *listener }

func (patientListener) TurnTimeout() time.Duration { return 30 * time.Second }

func (l *listener) hear(e *ear, c visavis.Chunk, waits bool) bool {
	before := e.heard
	e.add(c.PCM)
	switch c.Mark {
	case visavis.SpeechStart:
		if waits {
			e.emit(visavis.Transcript{Flushed: true})
			return false
		}
		e.in, e.told, e.from = true, 0, max(before-8000, e.done, 0)
	case visavis.SpeechEnd:
		t := visavis.Transcript{}
		if e.in {
			t = e.transcript()
		}
		if n := len(t.Words); n > 0 && e.word%2 == 1 {
			t.Turn = visavis.TurnOpen
			e.emit(t)
			return true
		}
		l.over(e, t)
	case visavis.NoMark:
		l.partial(e)
	}
	return waits
}

func (l *listener) partial(e *ear) {
	t := e.transcript()
	n := len(t.Words)
	if !e.in || n == 0 {
		return
	}
	if l.eager && e.word%2 == 0 && e.last == 0 {
		l.over(e, t)
		return
	}
	if n == e.told {
		return
	}
	e.told = n
	e.emit(t)
}

func (l *listener) over(e *ear, t visavis.Transcript) {
	t.Flushed, t.Turn = true, visavis.TurnOver
	e.in, e.done = false, e.heard
	e.answers++
	e.emit(t)
}

// whenStarted fails the first n times that so many utterances have begun in a call.
func whenStarted(utterances, times int, fails func(context.Context) error) fault {
	started, failed := 0, 0
	return func(ctx context.Context, e *ear, c visavis.Chunk) error {
		if e.heard == 0 {
			started = 0
		}
		if c.Mark == visavis.SpeechStart {
			started++
		}
		if started == utterances && c.Mark == visavis.NoMark && len(c.PCM) > 0 && c.PCM[0] != 0 && failed < times {
			failed++
			return fails(ctx)
		}
		return nil
	}
}

func TestTranscriberWithAnEngineThatJudgesTurns(t *testing.T) {
	// The user says w1, pauses, and goes on: one turn of two utterances.
	pausing := func(u *user) {
		u.utters(1)
		u.quiet(2 * time.Second)
		u.utters(3)
		u.quiet(5 * time.Second)
		u.said = []string{"", "w1 w2 w3 w4"}
	}
	bubble(t, "all is well", func(t *testing.T) {
		u := newUser(t, nil, &listener{}, &recogniser{})
		pausing(u)
		u.leaves()
		u.wants()
	})
	bubble(t, "it dies when the user has gone on, and is called again", func(t *testing.T) {
		l := &listener{recogniser: recogniser{fault: whenStarted(2, 1, returns(status(503)))}}
		u := newUser(t, nil, l)
		pausing(u)
		u.leaves()
		if l.calls != 2 {
			t.Errorf("%d calls", l.calls)
		}
	})
	bubble(t, "it dies when the user has gone on, and another hears one utterance", func(t *testing.T) {
		u := newUser(t, nil, &listener{recogniser: recogniser{fault: whenStarted(2, 1, returns(errBroken))}}, &recogniser{})
		pausing(u)
		u.leaves()
		u.wants("listen a>b")
	})
	bubble(t, "it dies while it waits for the user to go on", func(t *testing.T) {
		dead := false
		l := &listener{recogniser: recogniser{fault: func(_ context.Context, e *ear, c visavis.Chunk) error {
			if e.in && e.heard > 16000 && !dead {
				dead = true
				return errBroken
			}
			return nil
		}}}
		u := newUser(t, nil, l, &recogniser{})
		pausing(u)
		u.said = []string{"w1", "w2 w3 w4"} // the other takes the quiet for the end
		u.leaves()
	})
	bubble(t, "an open turn may be quiet for 10 s", func(t *testing.T) {
		l := &listener{}
		u := newUser(t, nil, l, &recogniser{})
		u.utters(1)
		u.quiet(9 * time.Second)
		u.utters(1)
		u.quiet(time.Second)
		u.said = []string{"", "w1 w2"}
		u.leaves()
		u.wants()
	})
	bubble(t, "and longer if it was told so", func(t *testing.T) {
		u := newUser(t, nil, patientListener{new(listener)}, &recogniser{})
		u.utters(1)
		u.quiet(29 * time.Second)
		u.utters(1)
		u.quiet(time.Second)
		u.said = []string{"", "w1 w2"}
		u.leaves()
		u.wants()
	})
	bubble(t, "but not longer", func(t *testing.T) {
		l := &listener{}
		u := newUser(t, nil, l, &recogniser{})
		u.utters(1)
		asked := time.Now()
		u.quiet(12 * time.Second)
		if len(u.finals) != 1 {
			t.Fatalf("%d answers", len(u.finals))
		}
		within(t, "the answer", u.finalAt[0].Sub(asked), 9900*time.Millisecond, 10*time.Second)
		u.leaves()
		u.wants("listen a>b")
	})
	bubble(t, "over before the quiet", func(t *testing.T) {
		u := newUser(t, nil, &listener{eager: true})
		u.utters(2)
		u.quiet(2 * time.Second)
		u.utters(2)
		u.quiet(2 * time.Second)
		u.said = []string{"w1 w2", "", "w3 w4", ""}
		u.leaves()
	})
	bubble(t, "over before the quiet, and then it dies", func(t *testing.T) {
		dead := false
		l := &listener{eager: true}
		l.fault = func(_ context.Context, e *ear, c visavis.Chunk) error {
			if e.answers == 1 && !dead {
				dead = true
				return status(503)
			}
			return nil
		}
		u := newUser(t, nil, l)
		u.utters(2)
		u.quiet(2 * time.Second)
		u.utters(2)
		u.quiet(2 * time.Second)
		u.said = []string{"w1 w2", "", "w3 w4", ""}
		u.leaves()
		if !dead || l.calls != 2 {
			t.Errorf("%d calls, dead %v", l.calls, dead)
		}
	})
	bubble(t, "over, but the user goes on without a pause, and then it dies", func(t *testing.T) {
		l := &listener{eager: true}
		l.fault = func(_ context.Context, e *ear, c visavis.Chunk) error {
			if e.answers == 1 && c.Mark == visavis.SpeechEnd {
				return errBroken
			}
			return nil
		}
		u := newUser(t, nil, l, &recogniser{})
		u.utters(5)
		u.quiet(2 * time.Second)
		u.said = []string{"w1 w2", "w3 w4 w5"}
		u.leaves()
	})
}
