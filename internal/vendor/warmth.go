package vendor

import (
	"context"
	"sync"
	"time"
)

// warmFor is how long a connection is trusted to be open after its last use: well below the minute
// or more after which servers and net/http close idle ones.
const warmFor = 45 * time.Second

// Warmth remembers when a connection was last used, so that it is opened again before it is needed
// and not more often than that. The zero value is cold.
type Warmth struct {
	mu      sync.Mutex
	used    time.Time     // guarded by mu
	opening chan struct{} // guarded by mu; not nil while somebody opens; closed when done
}

// Used says that a connection was used just now.
func (w *Warmth) Used() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used = time.Now()
}

// Warm calls open unless a connection was used lately, and returns when that is done or ctx ends. Of
// several calls at once, one opens and the others wait for it.
func (w *Warmth) Warm(ctx context.Context, open func(context.Context) error) {
	w.mu.Lock()
	if !w.used.IsZero() && time.Since(w.used) < warmFor {
		w.mu.Unlock()
		return
	}
	if others := w.opening; others != nil {
		w.mu.Unlock()
		select {
		case <-others:
		case <-ctx.Done():
		}
		return
	}
	done := make(chan struct{})
	w.opening = done
	w.mu.Unlock()

	err := open(ctx)

	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.used = time.Now()
	}
	w.opening = nil
	close(done)
}
