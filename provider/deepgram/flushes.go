package deepgram

import "time"

const (
	// maxFlushes is how many Flush messages a socket takes in flushWindow (6.4).
	maxFlushes  = 20
	flushWindow = time.Minute
	// flushReserve are kept for the ends of replies.
	flushReserve = 4
	// flushSlack is what the server's window may lag behind ours.
	flushSlack = 2 * time.Second
)

// flushes counts the Flush messages of a socket.
type flushes struct {
	at      [maxFlushes]time.Time // the last ones, a ring
	next    int
	refused time.Time // when the server last said that there were too many
}

// left returns how many the server takes now.
func (f *flushes) left(now time.Time) int {
	if !f.refused.IsZero() && now.Sub(f.refused) < flushWindow+flushSlack {
		return 0
	}
	n := 0
	for _, at := range f.at {
		if at.IsZero() || now.Sub(at) >= flushWindow+flushSlack {
			n++
		}
	}
	return n
}

// sent counts one.
func (f *flushes) sent(now time.Time) {
	f.at[f.next] = now
	f.next = (f.next + 1) % maxFlushes
}
