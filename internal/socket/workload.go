package socket

import (
	"sync"
	"time"
)

// workload is how long the handler has been at work: time in which nothing is read, so that a pong
// cannot arrive.
type workload struct {
	mu    sync.Mutex // guards what follows
	since time.Time  // when the present message came; zero: none is being handled
	done  time.Duration
}

func (w *workload) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since = time.Now()
}

func (w *workload) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done += time.Since(w.since)
	w.since = time.Time{}
}

// total may be called while a message is handled.
func (w *workload) total() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.since.IsZero() {
		return w.done
	}
	return w.done + time.Since(w.since)
}
