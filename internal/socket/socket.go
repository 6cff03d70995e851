package socket

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/coder/websocket"
)

// Socket is one connection.
type Socket struct {
	cfg   Config
	conn  *websocket.Conn
	queue *queue
	idle  *silence
	work  workload
	group sync.WaitGroup // all goroutines but the one that serves

	mu     sync.Mutex // guards what follows
	ending *Ending
	cancel context.CancelCauseFunc // set while it serves
}

// Open upgrades a request whose credential and origin the caller has checked. When that fails, the
// request has been answered. The socket must then be served.
func Open(w http.ResponseWriter, r *http.Request, cfg Config) (*Socket, error) {
	s := &Socket{cfg: cfg.withDefaults(), queue: newQueue()}
	s.idle = newSilence(s.cfg.Idle, s.fallSilent)
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		// The credential travels behind one of these names and is never echoed.
		Subprotocols:       []string{"token", "bearer"},
		InsecureSkipVerify: true, // the caller has looked at the origin
		OnPingReceived: func(context.Context, []byte) bool {
			if s.cfg.PingsCount {
				s.idle.renewed()
			}
			return true
		},
	})
	if err != nil {
		return nil, err
	}
	s.conn = conn
	return s, nil
}

// Serve reads for h and sends what is queued until the socket has ended, and says why it did. It
// returns when every goroutine of the socket has.
func (s *Socket) Serve(ctx context.Context, h Handler) *Ending {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.begin(cancel)
	s.Go(func() { s.read(ctx, h) })
	s.Go(func() { s.ping(ctx) })
	s.write(ctx)
	e := endingOf(ctx)
	s.close(e)
	s.group.Wait()
	return e
}

// begin lets End cancel the handler's context.
func (s *Socket) begin(cancel context.CancelCauseFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel = cancel
	if s.ending != nil {
		cancel(s.ending)
	}
}

// End ends the socket. It may be called from anywhere and more than once: the first ending counts.
func (s *Socket) End(e *Ending) {
	if e == nil {
		e = s.cfg.Failed(errNoEnding)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending != nil {
		return
	}
	s.ending = e
	if s.cancel != nil {
		s.cancel(e)
	}
}

// ended reports whether there is an ending.
func (s *Socket) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending != nil
}

// fallSilent ends a socket whose client sends nothing, if that is to be.
func (s *Socket) fallSilent() (done bool) {
	defer s.survive()
	if s.ended() {
		return true
	}
	e := s.cfg.OnIdle()
	if e != nil {
		s.End(e)
	}
	return e != nil
}

// Go runs f in a goroutine that Serve waits for: f must return soon after the handler's context has
// ended, so call Go where that context is known, in a Handler's method. A panic in f ends this socket
// only.
func (s *Socket) Go(f func()) {
	s.group.Go(func() {
		defer s.survive()
		f()
	})
}

func (s *Socket) survive() {
	if p := recover(); p != nil {
		s.cfg.Log.Error("panic on a websocket", "panic", p, "stack", string(debug.Stack()))
		s.End(s.cfg.Failed(&PanicError{p}))
	}
}

// Send queues a text message, which the socket then owns. A client that lets the queue fill up has
// its socket ended, and the caller gets ErrSlow. Nothing is sent behind an Ending's last message.
func (s *Socket) Send(text []byte) error { return s.push(frame{data: text}) }

// Buffer returns an empty buffer for SendAudio.
func (s *Socket) Buffer() []byte { return s.queue.buffer() }

// SendAudio queues a binary message of a turn (1 or more), in one order with the text messages. The
// socket then owns b. Errors are those of Send.
func (s *Socket) SendAudio(b []byte, turn int) error { return s.push(frame{data: b, turn: turn}) }

func (s *Socket) push(f frame) error {
	err := s.queue.push(f)
	if err != nil {
		s.End(tooSlow())
	}
	return err
}

// DropAudio takes the audio of turns up to and including upTo back out of the queue and returns how
// many messages that was.
func (s *Socket) DropAudio(upTo int) int { return s.queue.dropAudio(upTo) }

// Room waits while more than 1 MiB is queued, so that a producer faster than the client does not fill
// the queue. ctx is the handler's or made of it; when it ends, Room returns its error.
func (s *Socket) Room(ctx context.Context) error {
	for ctx.Err() == nil {
		relief := s.queue.crowded()
		if relief == nil {
			return nil
		}
		select {
		case <-relief:
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}
