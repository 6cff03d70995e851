package worker

import "time"

const (
	// lasting is how long a worker must live for its death to be an accident.
	lasting = time.Second
	// freeRestarts is how many workers in a row may die young and be replaced without a pause: a
	// conversation waits for the replacement.
	freeRestarts = 3
	minPause     = 100 * time.Millisecond
	maxPause     = time.Second
	// maxFailedStarts is how often the very first start may fail before the engine is given up.
	maxFailedStarts = 5
)

// restarts decides how long to wait before a worker is replaced, so that one which keeps dying
// does not take the machine with it.
type restarts struct {
	young  int  // workers in a row that died young
	opened bool // whether any worker got as far as ready
}

// pause returns the wait after a worker that lived for a time.
func (r *restarts) pause(lived time.Duration) time.Duration {
	if lived >= lasting {
		r.young = 0
		return 0
	}
	r.young++
	if r.young <= freeRestarts {
		return 0
	}
	return min(minPause<<min(r.young-freeRestarts-1, 10), maxPause)
}

// hopeless reports that no worker ever opened, in enough tries.
func (r *restarts) hopeless() bool { return !r.opened && r.young >= maxFailedStarts }
