package socket

import "sync"

// allTurns stands for every turn there may be.
const allTurns = int(^uint(0) >> 1)

// frame is one websocket message to be sent.
type frame struct {
	data []byte
	turn int // of audio; 0: this is a text message
}

// queue holds what the client is still to be sent, messages and audio in one order. Several
// goroutines push, one pops; buffers of audio go round.
type queue struct {
	ready chan struct{} // holds a token when there may be something to pop

	mu     sync.Mutex // guards what follows
	frames []frame
	head   int // frames before it were popped
	bytes  int
	over   bool // nothing is taken any more
	free   [][]byte
	relief chan struct{} // closed when there is room again; nil: nobody waits
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

// buffer returns an empty buffer for audio.
func (q *queue) buffer() []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := len(q.free)
	if n == 0 {
		return nil
	}
	b := q.free[n-1]
	q.free = q.free[:n-1]
	return b[:0]
}

// push adds a frame, which the queue then owns, or drops it and returns ErrSlow, or errEnded after
// finish.
func (q *queue) push(f frame) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.add(f)
}

// finish adds the last message, if there is one: whoever is still at work adds nothing behind it.
func (q *queue) finish(text []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if text != nil {
		q.add(frame{data: text}) // what does not fit would not be read either
	}
	q.over = true
}

func (q *queue) add(f frame) error {
	switch {
	case q.over:
		return errEnded
	case q.bytes+len(f.data) > maxQueued:
		return ErrSlow
	}
	q.compact()
	q.frames = append(q.frames, f)
	q.bytes += len(f.data)
	select {
	case q.ready <- struct{}{}:
	default:
	}
	return nil
}

// compact makes room at the end out of room at the beginning, so that the slice stops growing.
func (q *queue) compact() {
	if q.head == 0 || len(q.frames) < cap(q.frames) {
		return
	}
	n := copy(q.frames, q.frames[q.head:])
	clear(q.frames[n:])
	q.frames, q.head = q.frames[:n], 0
}

// pop returns the oldest frame. Give its buffer back with recycle.
func (q *queue) pop() (frame, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.head == len(q.frames) {
		return frame{}, false
	}
	f := q.frames[q.head]
	q.frames[q.head] = frame{}
	q.head++
	if q.head == len(q.frames) {
		q.frames, q.head = q.frames[:0], 0
	}
	q.shrink(len(f.data))
	return f, true
}

// shrink notes that bytes have left the queue.
func (q *queue) shrink(bytes int) {
	q.bytes -= bytes
	if q.relief != nil && q.bytes <= roomy {
		close(q.relief)
		q.relief = nil
	}
}

// crowded returns nil when there is room, and otherwise a channel that is closed when there is.
func (q *queue) crowded() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.bytes <= roomy {
		return nil
	}
	if q.relief == nil {
		q.relief = make(chan struct{})
	}
	return q.relief
}

// recycle takes back the buffer of an audio frame that was popped.
func (q *queue) recycle(f frame) {
	const keep = 64 // 2.5 s of audio; more is left to the garbage collector
	q.mu.Lock()
	defer q.mu.Unlock()
	if f.turn > 0 && len(q.free) < keep {
		q.free = append(q.free, f.data)
	}
}

// dropAudio removes the audio of turns up to and including turn and returns how many frames that
// was.
func (q *queue) dropAudio(turn int) int {
	return q.drop(func(f frame) bool { return f.turn > 0 && f.turn <= turn })
}

// dropAll empties the queue.
func (q *queue) dropAll() { q.drop(func(frame) bool { return true }) }

func (q *queue) drop(stale func(frame) bool) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	kept := q.frames[:q.head]
	dropped := 0
	for _, f := range q.frames[q.head:] {
		if stale(f) {
			q.shrink(len(f.data))
			dropped++
			continue
		}
		kept = append(kept, f)
	}
	clear(q.frames[len(kept):])
	q.frames = kept
	return dropped
}
