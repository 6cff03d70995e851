package deepgram

import (
	"sync"

	"github.com/visavis/visavis/wire"
)

const (
	// inboxBytes bounds the audio that waits because it is heard more slowly than it comes: three
	// minutes at 24 kHz. Beyond it the server has to wait.
	inboxBytes = 8 << 20
	// inboxSpare bounds the buffers that wait to be used again.
	inboxSpare = 32
)

// parcel is a message of the server, or what ended the socket.
type parcel struct {
	audio bool
	data  []byte
	err   error
}

// message decodes a text message; nil if it is not known.
func (p parcel) message() wire.Message {
	m, err := wire.DecodeSpeak(p.data)
	if err != nil {
		return nil
	}
	return m
}

// inbox is a queue between a socket's reader and whoever speaks over it. A voice is faster than
// its listener, and a server that is kept waiting may give up (6.4).
type inbox struct {
	wake chan struct{} // gets a value when something was put into an empty inbox

	mu    sync.Mutex
	room  sync.Cond // there is room again
	queue []parcel
	head  int // of queue: what is before was taken
	bytes int
	spare [][]byte
	last  error // what ended the socket; take returns it when the queue is empty
}

func newInbox() *inbox {
	b := &inbox{wake: make(chan struct{}, 1)}
	b.room.L = &b.mu
	return b
}

// buffer returns memory for the next message.
func (b *inbox) buffer() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.spare); n > 0 {
		buf := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return buf
	}
	return nil
}

// reuse gives the memory of a parcel back.
func (b *inbox) reuse(p parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.spare) < inboxSpare {
		b.spare = append(b.spare, p.data)
	}
}

func (b *inbox) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes >= inboxBytes
}

// put waits for room.
func (b *inbox) put(p parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.bytes >= inboxBytes && b.last == nil {
		b.room.Wait()
	}
	b.queue = append(b.queue, p)
	b.bytes += len(p.data)
	b.signal()
}

// end tells what ended the socket; the first to tell is right.
func (b *inbox) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last == nil {
		b.last = err
	}
	b.room.Signal()
	b.signal()
}

func (b *inbox) signal() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// take returns the next parcel, or false when there is none yet.
func (b *inbox) take() (parcel, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.head == len(b.queue) {
		return parcel{err: b.last}, b.last != nil
	}
	p := b.queue[b.head]
	b.queue[b.head] = parcel{}
	b.head++
	if b.head == len(b.queue) {
		b.queue, b.head = b.queue[:0], 0
	}
	b.bytes -= len(p.data)
	b.room.Signal()
	return p, true
}
