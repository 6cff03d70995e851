package codec

import (
	"sync/atomic"
	"time"

	"github.com/visavis/visavis/internal/worker"
)

const (
	// answerLimit is how long a worker may take to answer, hundreds of times what it needs.
	answerLimit = time.Second
	// freeLimit is how long a stream that ends waits for its turn to say so.
	freeLimit = 5 * time.Second
)

// guard kills a worker that does not answer in time. A stream keeps one, so that a request allocates
// nothing.
type guard struct {
	limit time.Duration
	proc  atomic.Pointer[worker.Process]
	timer *time.Timer
}

func newGuard(limit time.Duration) *guard {
	g := &guard{limit: limit}
	g.timer = time.AfterFunc(limit, g.expire)
	g.timer.Stop()
	return g
}

func (g *guard) watch(proc *worker.Process) {
	g.proc.Store(proc)
	g.timer.Reset(g.limit)
}

// rest lets the worker be.
func (g *guard) rest() {
	g.timer.Stop()
	g.proc.Store(nil)
}

func (g *guard) expire() {
	if proc := g.proc.Swap(nil); proc != nil {
		proc.Kill()
	}
}
