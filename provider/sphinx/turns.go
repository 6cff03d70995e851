package sphinx

import (
	"context"
	"math"
	"slices"
	"sync"
)

// everyNth turn goes to whoever has waited longest, so that files progress however many speak live.
const everyNth = 4

// turns hands out the right to be heard, to so many utterances at a time. Speech that comes live goes
// before speech that came at once, a file's: somebody waits for the words of the first while they
// speak. Of files the shortest goes first. Any goroutine may use it.
type turns struct {
	mu      sync.Mutex
	free    int
	granted int       // turns that were waited for
	waiting []*waiter // in the order in which they came
}

// waiter is somebody who waits for a turn.
type waiter struct {
	bulk func() int    // see utterance.bulk; may change while they wait
	came chan struct{} // closed when it is their turn
}

// turn is the right to be heard. One goroutine at a time may use it.
type turn struct {
	of   *turns
	over bool
}

func newTurns(n int) *turns { return &turns{free: n} }

// take waits for a turn, which the caller ends.
func (t *turns) take(ctx context.Context, bulk func() int) (*turn, error) {
	w := t.queue(bulk)
	select {
	case <-w.came:
		return &turn{of: t}, nil
	case <-ctx.Done():
		t.leave(w)
		return nil, ctx.Err()
	}
}

func (t *turns) queue(bulk func() int) *waiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := &waiter{bulk: bulk, came: make(chan struct{})}
	if t.free > 0 {
		t.free--
		close(w.came)
		return w
	}
	t.waiting = append(t.waiting, w)
	return w
}

// leave gives up waiting, or the turn that came meanwhile.
func (t *turns) leave(w *waiter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.waiting, w); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
		return
	}
	t.pass()
}

// pass gives a turn that is over to who is next.
func (t *turns) pass() {
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	next := 0
	if t.granted++; t.granted%everyNth != 0 {
		next, _ = t.least()
	}
	t.grant(next)
}

func (t *turns) grant(i int) {
	close(t.waiting[i].came)
	t.waiting = slices.Delete(t.waiting, i, i+1)
}

// least returns who has the least bulk, of several the one who has waited longest.
func (t *turns) least() (i, bulk int) {
	i, bulk = -1, math.MaxInt
	for j, w := range t.waiting {
		if b := w.bulk(); b < bulk {
			i, bulk = j, b
		}
	}
	return i, bulk
}

// end ends the turn; another time does nothing.
func (t *turn) end() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	if !t.over {
		t.over = true
		t.of.pass()
	}
}

// yield ends the turn in favour of somebody who speaks live. It returns false if none of them waits.
func (t *turn) yield() bool {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	i, bulk := t.of.least()
	if t.over || bulk > 0 {
		return false
	}
	t.over = true
	t.of.grant(i)
	return true
}
