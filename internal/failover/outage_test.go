package failover_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

func TestTranscriberWhenAllFail(t *testing.T) {
	bubble(t, "the last is called until it works", func(t *testing.T) {
		var up atomic.Bool
		fails := func(context.Context, *ear, visavis.Chunk) error {
			if !up.Load() {
				return status(503)
			}
			return nil
		}
		a, b := &recogniser{fault: fails}, &recogniser{fault: fails}
		u := newUser(t, nil, a, b)
		u.utters(2)
		u.quiet(20 * time.Second)
		if a.calls != 2 || b.calls < 6 || b.calls > 14 {
			t.Errorf("called %d and %d times: want 2, and some with growing pauses", a.calls, b.calls)
		}
		up.Store(true)
		u.utters(2)
		u.quiet(20 * time.Second)
		u.utters(2)
		u.quiet(time.Second)
		u.leaves()
		u.wants("listen a>b", "listen b>")
		if u.waited > 0 {
			t.Errorf("the microphone waited for %v", u.waited)
		}
	})
	bubble(t, "each outage is told", func(t *testing.T) {
		ends := 0
		a := &recogniser{fault: func(_ context.Context, _ *ear, c visavis.Chunk) error {
			if c.Mark != visavis.SpeechEnd {
				return nil
			}
			if ends++; ends%4 > 0 { // three failures, then it works
				return status(400)
			}
			return nil
		}}
		u := newUser(t, nil, a)
		for range 2 {
			u.utters(1)
			u.quiet(5 * time.Second)
		}
		u.leaves()
		u.wants("listen a>", "listen a>")
	})
	bubble(t, "for good", func(t *testing.T) {
		u := newUser(t, failover.NewHealth(), &recogniser{fault: always(returns(gone()))}, &recogniser{fault: always(returns(gone()))})
		u.in <- visavis.Chunk{Rate: visavis.MicRate, PCM: make([]int16, block)}
		err := <-u.done
		var ue *visavis.UnavailableError
		if !errors.As(err, &ue) {
			t.Errorf("the error is %v", err)
		}
		u.wants("listen a>b", "listen b>")
	})
	bubble(t, "one of them for good", func(t *testing.T) {
		// The other may come back, so it is that which is called.
		a, b := &recogniser{fault: atMark(visavis.SpeechEnd, 5, returns(status(503)))}, &recogniser{fault: always(returns(gone()))}
		u := newUser(t, nil, a, b)
		u.utters(1)
		u.quiet(10 * time.Second)
		u.leaves()
		if b.calls != 1 {
			t.Errorf("the one that is gone was called %d times", b.calls)
		}
	})
	bubble(t, "one that is gone is not called again when the other has worked", func(t *testing.T) {
		answers := 0
		a, b := &recogniser{fault: always(returns(gone()))}, &recogniser{fault: func(_ context.Context, e *ear, _ visavis.Chunk) error {
			if e.answers > answers {
				answers++
				return status(400)
			}
			return nil
		}}
		u := newUser(t, nil, a, b)
		for range 3 {
			u.utters(1)
			u.quiet(5 * time.Second)
		}
		u.leaves()
		if a.calls != 1 {
			t.Errorf("the one that is gone was called %d times", a.calls)
		}
	})
	bubble(t, "when the microphone has gone", func(t *testing.T) {
		u := newUser(t, nil, &recogniser{fault: atMark(visavis.SpeechEnd, 99, returns(status(503)))})
		u.utters(1)
		close(u.in)
		var v *visavis.VendorError
		if err := <-u.done; !errors.As(err, &v) {
			t.Errorf("the error is %v", err)
		}
	})
	bubble(t, "the answer comes after the microphone has gone", func(t *testing.T) {
		u := newUser(t, nil, &recogniser{fault: atMark(visavis.SpeechEnd, 1, returns(status(503)))})
		u.utters(1)
		u.leaves()
	})
}

// A stand-in gives way when the preferred engine is well again, but never in an utterance.
func TestTranscriberReturnsToThePreferred(t *testing.T) {
	bubble(t, "in quiet", func(t *testing.T) {
		a, b := &recogniser{fault: atMark(visavis.SpeechEnd, 2, returns(status(503)))}, &recogniser{}
		u := newUser(t, failover.NewHealth(), a, b)
		u.utters(1) // a fails twice and is ill for 30 s
		u.quiet(25 * time.Second)
		if a.calls != 2 || b.calls != 1 {
			t.Errorf("called %d and %d times", a.calls, b.calls)
		}
		u.speaks(60) // 14 s
		if a.calls != 2 {
			t.Error("the preferred engine was called in an utterance")
		}
		u.stops()
		u.quiet(6 * time.Second)
		if a.calls != 3 {
			t.Errorf("the preferred engine was called %d times, want a third time now", a.calls)
		}
		u.utters(2)
		u.quiet(20 * time.Second)
		u.leaves()
		u.wants("listen a>b")
		if a.calls != 3 || b.calls != 1 {
			t.Errorf("called %d and %d times", a.calls, b.calls)
		}
	})
	bubble(t, "that fails again", func(t *testing.T) {
		a, b := &recogniser{fault: always(returns(status(503)))}, &recogniser{}
		u := newUser(t, failover.NewHealth(), a, b)
		for range 10 {
			u.utters(2)
			u.quiet(10 * time.Second)
		}
		u.leaves()
		if a.calls < 4 || a.calls > 6 {
			t.Errorf("the preferred engine was called %d times in two minutes", a.calls)
		}
	})
}
