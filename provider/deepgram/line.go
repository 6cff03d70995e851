package deepgram

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

const (
	// aheadOfServer bounds the messages that wait for the socket: 15 s of microphone, more than a
	// handshake may take.
	aheadOfServer = 750
	// spareRoom is kept in the queue for what cannot wait: marks and their messages.
	spareRoom = 16
	// spareBuffers bounds the buffers that wait to be used again.
	spareBuffers = 64
)

// line is a socket with a queue in front: what is said before it is open waits. Its methods belong
// to one goroutine; run has others write and read.
type line struct {
	op       string
	dial     func(context.Context) (*socket, error)
	queue    chan outgoing
	spare    chan []byte
	received chan incoming // an error is the last
	room     chan struct{} // a message has left the queue
}

// outgoing is a message to the server.
type outgoing struct {
	text bool
	data []byte
}

// incoming is what happened to a line: it was opened, brought a message, or ended.
type incoming struct {
	opened bool
	text   []byte
	err    error
}

func newLine(op string, dial func(context.Context) (*socket, error)) *line {
	return &line{
		op: op, dial: dial,
		queue:    make(chan outgoing, aheadOfServer),
		spare:    make(chan []byte, spareBuffers),
		received: make(chan incoming, 16),
		room:     make(chan struct{}, 1),
	}
}

// full reports whether more audio has to wait until there is room: somebody may have a lot of it ready,
// to be heard again.
func (l *line) full() bool { return len(l.queue) >= aheadOfServer-spareRoom }

// buffer returns an empty buffer, a used one if there is one.
func (l *line) buffer() []byte {
	select {
	case b := <-l.spare:
		return b[:0]
	default:
		return nil
	}
}

// put queues a message. It does not block; when the server takes nothing for so long that the queue
// is full, the line is of no use any more.
func (l *line) put(m outgoing) error {
	select {
	case l.queue <- m:
		return nil
	default:
		return &visavis.VendorError{Engine: engine, Op: l.op, Message: "the server takes no audio: the queue is full"}
	}
}

func (l *line) putText(m wire.Message) error {
	return l.put(outgoing{text: true, data: wire.Encode(m)})
}

// putAudio queues samples; they are copied.
func (l *line) putAudio(samples []int16) error {
	return l.put(outgoing{data: pcm.Linear16.Append(l.buffer(), samples)})
}

// run opens the socket, writes what is queued and delivers what is received until the server closes,
// something breaks or ctx ends. It returns when all it started has stopped.
func (l *line) run(ctx context.Context) {
	s, err := l.dial(ctx)
	if err != nil {
		l.deliver(ctx, incoming{err: err})
		return
	}
	l.deliver(ctx, incoming{opened: true})
	ctx, end := context.WithCancel(ctx)
	var others sync.WaitGroup
	others.Go(func() { s.watch(ctx.Done(), nil) })
	others.Go(func() { l.write(ctx, s) })
	others.Go(func() {
		<-ctx.Done()
		s.cut(nil)
	})
	l.read(ctx, s)
	end()
	others.Wait()
}

// read delivers what the server says, at last what ended it.
func (l *line) read(ctx context.Context, s *socket) {
	for {
		audio, msg, err := s.read(nil)
		switch {
		case err != nil:
			l.deliver(ctx, incoming{err: s.closed(err)})
			return
		case audio:
			continue // not in these protocols
		case !l.deliver(ctx, incoming{text: []byte(s.pass.hide(string(msg)))}): // errors quote it
			return
		}
	}
}

func (l *line) deliver(ctx context.Context, in incoming) bool {
	select {
	case l.received <- in:
		return true
	case <-ctx.Done():
		return false
	}
}

// write sends what is queued. A failure is left to read, which knows the server's reason if there
// is one.
func (l *line) write(ctx context.Context, s *socket) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-l.queue:
			select {
			case l.room <- struct{}{}:
			default:
			}
			if err := l.writeOne(s, m); err != nil {
				l.giveUp(ctx, s, err)
				return
			}
		}
	}
}

func (l *line) writeOne(s *socket, m outgoing) error {
	if m.text {
		return s.sendText(context.Background(), m.data)
	}
	err := s.sendAudio(m.data)
	select {
	case l.spare <- m.data:
	default:
	}
	return err
}

// giveUp cuts a socket that cannot be written to, once it had the time to say why.
func (l *line) giveUp(ctx context.Context, s *socket, err error) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
		s.cut(errors.New("writing failed: " + s.pass.hide(err.Error())))
	}
}
