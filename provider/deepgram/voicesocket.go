package deepgram

import (
	"context"
	"time"

	"github.com/visavis/visavis/wire"
)

// voiceSocket is a socket of /v1/speak. Between take and give it belongs to one goroutine, receive
// and watched aside.
type voiceSocket struct {
	*socket
	speed   float64 // that it was opened for; 0: the voice's own
	born    time.Time
	inbox   *inbox
	gone    chan struct{} // closed when the server can no longer be heard
	flushes flushes
	// stale is set when a Clear cut a Flush short: its Flushed may still come, or never (6.3).
	stale bool
}

func newVoiceSocket(s *socket, speed float64) *voiceSocket {
	return &voiceSocket{socket: s, speed: speed, born: time.Now(), inbox: newInbox(), gone: make(chan struct{})}
}

// cut ends the socket at once, and a reader that waits for room in the inbox with it.
func (s *voiceSocket) cut(cause error) {
	s.inbox.end(s.vendorError(0, "the connection was given up"))
	s.socket.cut(cause)
}

// usable reports whether a socket is good for another reply.
func (s *voiceSocket) usable() bool {
	select {
	case <-s.gone:
		return false
	default:
		now := time.Now()
		return now.Sub(s.born) < maxAge && s.flushes.left(now) > flushReserve
	}
}

// watched reports whether a ping makes sense: its answer is not read while the inbox is full.
func (s *voiceSocket) watched() bool { return !s.inbox.full() }

// receive reads until the socket ends.
func (s *voiceSocket) receive() {
	defer close(s.gone)
	for {
		audio, b, err := s.read(s.inbox.buffer())
		if err != nil {
			s.inbox.end(s.closed(err))
			s.cut(nil)
			return
		}
		s.inbox.put(parcel{audio: audio, data: b})
	}
}

// await handles what comes until done says so, the socket ends or ctx does.
func (s *voiceSocket) await(ctx context.Context, done func(wire.Message) bool) error {
	for {
		p, ok := s.inbox.take()
		switch {
		case !ok:
			select {
			case <-s.inbox.wake:
			case <-ctx.Done():
				return ctx.Err()
			}
		case p.err != nil:
			return p.err
		case !p.audio && done(p.message()):
			return nil
		}
	}
}

// greeted waits for the server's first message.
func (s *voiceSocket) greeted(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	return s.await(limited, func(wire.Message) bool { return true })
}

// clear drops what is left of a reply and reports whether the socket can be used again.
func (s *voiceSocket) clear(flushing bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), clearWait)
	defer cancel()
	s.stale = flushing
	if s.send(ctx, wire.Clear{}) != nil {
		return false
	}
	return nil == s.await(ctx, func(m wire.Message) bool {
		switch m.(type) {
		case wire.Flushed:
			s.stale = false
		case wire.Cleared:
			return true
		}
		return false
	})
}
