package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// whenFull is how long a client should wait for a place. Streams last longer, but there are many.
const whenFull = 10 * time.Second

// door counts the calls inside, lets in no more than there is room for, and can be shut:
// http.Server.Shutdown does not wait for websockets.
type door struct {
	room    int           // for so many calls; 0: any number
	closing chan struct{} // closed when the door is shut
	empty   chan struct{} // closed when it is shut and nobody is inside

	mu     sync.Mutex // guards what follows
	shut   bool
	inside int
}

func newDoor(room int) *door {
	return &door{room: room, closing: make(chan struct{}), empty: make(chan struct{})}
}

// enter lets a caller in, who must leave, or says why not.
func (d *door) enter() *refusal.Error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.shut:
		return &refusal.Error{Status: http.StatusServiceUnavailable, Code: "SERVER_GOING_AWAY", Message: "The server is shutting down."}
	case d.room > 0 && d.inside >= d.room:
		return &refusal.Error{
			Status: http.StatusTooManyRequests, Code: "TOO_MANY_REQUESTS", RetryAfter: whenFull,
			Message: "This server has as many streams and requests under way as it can serve: try again later.",
		}
	}
	d.inside++
	return nil
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
