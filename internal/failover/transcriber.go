package failover

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

const (
	// answerWait is how long an answer to SpeechEnd may take, openWait if the engine has said that
	// the user has not finished.
	answerWait = 2500 * time.Millisecond
	openWait   = 10 * time.Second
	// openMargin is how much longer that is at least than the engine itself waits.
	openMargin = 3 * time.Second
	// takeWait is how long an engine may leave audio untaken, or take to return after the last.
	takeWait = 10 * time.Second
	// replaySpeed is how much faster than real time an engine is trusted to hear what is repeated.
	replaySpeed = 4
	// lasting is how long an engine must have listened for its failure to be an accident.
	lasting = 10 * time.Second
	// minBackoff and maxBackoff are the pauses between calls when every engine has failed.
	minBackoff = 100 * time.Millisecond
	maxBackoff = 4 * time.Second
	// lookAround is how often a stand-in looks whether it is needed still.
	lookAround = 5 * time.Second
)

// errWell ends the call of a stand-in: an engine that is preferred to it is well again.
var errWell = errors.New("a preferred engine is well again")

// Transcriber returns a transcriber that listens with the engines of c. It is a visavis.Warmer.
//
// What the microphone sends is kept until it has become part of a final transcript: from half a
// second before SpeechStart on, in quiet the last half second, 65 s at most. When an engine fails,
// the same is called again at once, if the failure is temporary, then the next; each hears first
// what is kept, marks included, as fast as it takes it. So every SpeechEnd has exactly one answer,
// and no final transcript is emitted twice. Partial transcripts that fall far behind what was told
// before the fault are held back until the new engine has caught up. When all engines have failed,
// the last one is called again, with growing pauses, until in is closed; only when each of them has
// returned an UnavailableError is that the end.
//
// An engine fails also when an answer takes longer than 2.5 s, or 10 s after TurnOpen (more for one that
// has a TurnTimeout of more than 7 s), counted from its last sign of life: the SpeechEnd that it took, a transcript. An engine that had to hear kept
// audio again has a quarter of its length more. A silent engine is not called again unless it is
// the last. An empty answer after TurnOpen, when the user has gone on, does not end what is kept:
// it is one utterance with the next.
//
// While a stand-in listens in quiet, it looks every 5 s whether a preferred engine is well again,
// and if so gives it its place.
//
// Audio that an engine does not take is kept, up to 63 s of it; beyond that, in is not read until
// the engine takes some, or has not for 10 s, which is a failure. While there is no engine at all
// in is read on, and the oldest audio is lost.
func Transcriber(c Chain[visavis.Transcriber]) visavis.Transcriber { return transcriber{c} }

type transcriber struct{ chain Chain[visavis.Transcriber] }

// Warm implements visavis.Warmer.
func (t transcriber) Warm(ctx context.Context) { t.chain.warm(ctx) }

// Transcribe implements visavis.Transcriber.
func (t transcriber) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	h := hearing{
		route: newRoute(t.chain, Listen), in: in, emit: emit,
		gone: make([]bool, len(t.chain.Engines)),
	}
	for i := h.route.next(); i >= 0; {
		err := h.try(ctx, i)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			return nil
		case errors.Is(err, errWell):
			h.works()
			i = h.best()
		default:
			i = h.after(ctx, i, err)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return h.route.err()
}

// patient is an engine that judges turns and was told how long one may stay open in quiet.
type patient interface{ TurnTimeout() time.Duration }

// openWaitOf returns how long an engine's answer may take after it has said TurnOpen.
func openWaitOf(t visavis.Transcriber) time.Duration {
	if p, ok := t.(patient); ok {
		return max(openWait, p.TurnTimeout()+openMargin)
	}
	return openWait
}

// hearing is one call of Transcribe. Its fields belong to the goroutine of the call, but for those
// below mu, where the feeder of an engine and the engine's transcripts meet.
type hearing struct {
	route   route[visavis.Transcriber]
	in      <-chan visavis.Chunk
	emit    func(visavis.Transcript)
	gone    []bool // engines that only an operator can help
	retried bool   // the engine was called again since something last worked
	backoff time.Duration
	looked  time.Time  // when a stand-in last looked around; its feeder's
	bufs    [2][]int16 // for chunks: one is with the engine, the other is offered; the feeder's

	mu     sync.Mutex
	tape   tape
	closed bool   // in was closed
	told   string // the last partial transcript of the present utterance
}

// try has an engine listen. It returns nil when in was closed and all is answered.
func (h *hearing) try(ctx context.Context, i int) error {
	inner, cancel := context.WithCancelCause(ctx)
	l := h.newListening(i, cancel)
	fed := make(chan struct{})
	go func() { defer close(fed); l.feed(inner) }()
	stop := func() { l.dog.disarm(); cancel(nil); <-fed }
	defer stop() // an engine may panic

	e, began := h.route.Engines[i], time.Now()
	err := e.Engine.Transcribe(inner, l.out, l.hear)
	cause := context.Cause(inner)
	stop()
	if l.useful || time.Since(began) >= lasting {
		h.works()
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case h.isOver():
		return nil
	case errors.Is(cause, errWell):
		return errWell
	case l.dog.hasBitten():
		return silent(e.Name, Listen)
	case err == nil:
		return &visavis.VendorError{Engine: e.Name, Op: Listen, Message: "it stopped listening"}
	}
	return err
}

// works notes that something was achieved: what failed before may be tried again.
func (h *hearing) works() {
	h.route.works()
	copy(h.route.tried, h.gone)
	h.retried, h.backoff = false, 0
}

// after returns which engine listens after one has failed; -1: none.
func (h *hearing) after(ctx context.Context, i int, err error) int {
	h.gone[i] = isUnavailable(err)
	_, ok := again(err)
	if ok && !h.retried && (!errors.Is(err, ErrSilent) || h.route.left(i) == 0) {
		h.retried = true
		h.route.fail(i, err)
		h.wait(ctx, retryAfter(err))
		return i
	}
	h.retried = false
	if next := h.route.giveUp(i, err); next >= 0 {
		return next
	}
	return h.startOver(ctx)
}

// startOver lets some time pass when all engines have failed and returns which one is called then;
// -1: none, either because that is hopeless or because the microphone has gone.
func (h *hearing) startOver(ctx context.Context) int {
	if !slices.Contains(h.gone, false) || h.isClosed() {
		return -1
	}
	h.backoff = min(max(2*h.backoff, minBackoff), maxBackoff)
	h.wait(ctx, jitter(h.backoff))
	h.retried = true // that was the pause
	return h.best()
}

// best returns the first engine that is well, else the last; -1: all are gone.
func (h *hearing) best() int {
	last := -1
	for i, e := range h.route.Engines {
		if h.gone[i] {
			continue
		}
		if h.route.Health != nil && h.route.Health.claim(e.Name) {
			return i
		}
		last = i
	}
	return last
}

// isBetter reports whether an engine that is preferred to i is well.
func (h *hearing) isBetter(i int) bool {
	if h.route.Health == nil {
		return false
	}
	for j, e := range h.route.Engines[:i] {
		if !h.gone[j] && h.route.Health.allows(e.Name) {
			return true
		}
	}
	return false
}

// isClosed reports whether the microphone has gone.
func (h *hearing) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

// isOver reports whether the microphone has gone and every SpeechEnd is answered.
func (h *hearing) isOver() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed && h.tape.owed() == 0
}
