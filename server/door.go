package server

import (
	"context"
	"sync"
)

// door counts the calls inside and can be shut: http.Server.Shutdown does not wait for websockets.
type door struct {
	closing chan struct{} // closed when the door is shut
	empty   chan struct{} // closed when it is shut and nobody is inside

	mu     sync.Mutex // guards what follows
	shut   bool
	inside int
}

func newDoor() *door {
	return &door{closing: make(chan struct{}), empty: make(chan struct{})}
}

// enter reports whether the door was open; a caller that came in must leave.
func (d *door) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut {
		return false
	}
	d.inside++
	return true
}

func (d *door) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	if d.shut && d.inside == 0 {
		close(d.empty)
	}
}

// shutAndWait keeps others out and waits for those inside, or for ctx.
func (d *door) shutAndWait(ctx context.Context) error {
	d.mu.Lock()
	if !d.shut {
		d.shut = true
		close(d.closing)
		if d.inside == 0 {
			close(d.empty)
		}
	}
	d.mu.Unlock()
	select {
	case <-d.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
