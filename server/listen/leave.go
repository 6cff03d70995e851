package listen

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/visavis/visavis/internal/socket"
)

const (
	// earsPatience is how long a recogniser may do nothing about what it was given. A worker may need
	// half a minute to start, and so much longer until another stream's utterance is over.
	earsPatience = time.Minute
	// farewell is how long a stream that ends by no wish of its client may take to have what was heard
	// understood and told.
	farewell = 2 * time.Second
)

// errLeaving keeps the rest of a message from being heard when the stream has to end.
var errLeaving = errors.New("the stream has to end")

// entrance is where a stream takes what its client sends, one message after the other, until it is over.
// The server may close it, too.
type entrance struct {
	turn    *semaphore.Weighted // of who feeds the recogniser
	leaving atomic.Bool         // leave was called: whoever feeds makes way
	over    atomic.Bool         // nothing is taken any more; set by whose turn it is
	told    chan struct{}       // closed when the client has taken leave, and the stream ended by that
}

func newEntrance() *entrance {
	return &entrance{turn: semaphore.NewWeighted(1), told: make(chan struct{})}
}

// enter begins a message of the client's and reports whether it is taken; then exit is to be called.
func (e *entrance) enter(ctx context.Context) bool {
	if e.turn.Acquire(ctx, 1) != nil {
		return false
	}
	if e.over.Load() {
		e.turn.Release(1)
		return false
	}
	return true
}

func (e *entrance) exit() { e.turn.Release(1) }

// leave has a stream end although its client goes on. tell takes the end of the audio and returns when
// all that was heard is told, or its context has ended; it is not called when the client has taken leave
// itself and only waits. leave is called where socket.Config.OnIdle and OnClosing are, which return nil
// then, and does not block; only the first call counts.
func (e *entrance) leave(s *socket.Socket, tell func(context.Context), end func() *socket.Ending) {
	if e.leaving.Swap(true) {
		return
	}
	s.Go(func() { // which is over soon in any case
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		switch mine := e.enter(ctx); {
		case mine:
			e.over.Store(true)
			tell(ctx)
			e.exit()
		case ctx.Err() == nil:
			e.await(ctx)
		}
		s.End(end())
	})
}

// await waits until the stream has ended in its own way.
func (e *entrance) await(ctx context.Context) {
	select {
	case <-e.told:
	case <-ctx.Done():
	}
}
