package socket

import (
	"context"
	"io"
	"slices"

	"github.com/coder/websocket"
)

// read takes in what the client sends until the connection is closed; what comes after the end is
// thrown away, so that a client that is still sending gets to read how it ended. It passes no
// context to the connection, which would cost an allocation for every message: the writing goroutine
// closes the connection, and that ends a read.
func (s *Socket) read(ctx context.Context, h Handler) {
	s.conn.SetReadLimit(-1) // receive has its own, with words that help
	s.idle.begin()
	defer s.idle.end()
	var buf []byte
	for {
		kind, msg, err := s.receive(buf)
		if err != nil {
			s.End(lost(err))
			return
		}
		s.handle(ctx, h, kind, msg)
		buf = msg
	}
}

// handle gives a message to the handler, unless the socket has ended.
func (s *Socket) handle(ctx context.Context, h Handler, kind websocket.MessageType, msg []byte) {
	s.idle.pause()
	defer s.idle.resume()
	s.work.begin()
	defer s.work.end()
	switch {
	case ctx.Err() != nil:
	case kind == websocket.MessageBinary:
		h.Audio(ctx, msg)
	default:
		h.Text(ctx, msg)
	}
}

// receive reads one message into buf, which grows as needed. One that is too long ends the socket and
// is read to its end, as what follows it could not be read otherwise.
func (s *Socket) receive(buf []byte) (websocket.MessageType, []byte, error) {
	kind, r, err := s.conn.Reader(context.Background())
	if err != nil {
		return 0, nil, err
	}
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, 4096)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF:
			return kind, buf, nil
		case err != nil:
			return 0, nil, err
		case len(buf) > s.cfg.MaxMessage:
			s.End(s.cfg.TooBig())
			buf = buf[:0]
		}
	}
}
