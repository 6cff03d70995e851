package socket

import (
	"context"
	"io"
	"slices"

	"github.com/coder/websocket"
)

// piece is how much of a binary message is handed over at once, in bytes: audio is a stream, and a
// client that sends it whole need not have it kept whole.
const piece = 64 << 10

// read takes in what the client sends until the connection is closed; what comes after the end is
// thrown away, so that a client that is still sending gets to read how it ended. It passes no
// context to the connection, which would cost an allocation for every message: the writing goroutine
// closes the connection, and that ends a read.
func (s *Socket) read(ctx context.Context, h Handler) {
	s.conn.SetReadLimit(-1) // the buffers are ours, and so are the words that help
	s.idle.begin()
	defer s.idle.end()
	var buf []byte
	for {
		kind, r, err := s.conn.Reader(context.Background())
		switch {
		case err != nil:
		case kind == websocket.MessageBinary:
			buf, err = s.readAudio(ctx, h, r, buf[:0])
		default:
			buf, err = s.readText(ctx, h, r, buf[:0])
		}
		if err != nil {
			s.End(lost(err))
			return
		}
	}
}

// readAudio hands a binary message over, in pieces if it is long. Every byte is a sign of life.
func (s *Socket) readAudio(ctx context.Context, h Handler, r io.Reader, buf []byte) ([]byte, error) {
	handed, total := false, 0
	for {
		n, err := readInto(&buf, r, piece)
		if total += n; s.cfg.MaxAudio > 0 && total > s.cfg.MaxAudio {
			s.End(s.cfg.TooBig()) // what follows is thrown away
		}
		if full := len(buf) == piece; full || err == io.EOF && (len(buf) > 0 || !handed) {
			s.handle(ctx, func() { h.Audio(ctx, buf) })
			buf, handed = buf[:0], true
		}
		switch {
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		case n > 0:
			s.idle.renewed()
		}
	}
}

// readText hands a text message over. One that is too long ends the socket and is read to its end, as
// what follows it could not be read otherwise.
func (s *Socket) readText(ctx context.Context, h Handler, r io.Reader, buf []byte) ([]byte, error) {
	for {
		_, err := readInto(&buf, r, s.cfg.MaxMessage+1)
		switch {
		case err == io.EOF:
			s.handle(ctx, func() { h.Text(ctx, buf) })
			return buf, nil
		case err != nil:
			return buf, err
		case len(buf) > s.cfg.MaxMessage:
			s.End(s.cfg.TooBig())
			buf = buf[:0]
		}
	}
}

// readInto reads once, behind what buf holds; buf grows as needed, up to most bytes.
func readInto(buf *[]byte, r io.Reader, most int) (int, error) {
	b := *buf
	if len(b) == cap(b) {
		b = slices.Grow(b, 4096)
	}
	n, err := r.Read(b[len(b):min(cap(b), most)])
	*buf = b[:len(b)+n]
	return n, err
}

// handle has the handler handle a message, unless the socket has ended.
func (s *Socket) handle(ctx context.Context, message func()) {
	s.idle.pause()
	defer s.idle.resume()
	s.work.begin()
	defer s.work.end()
	if ctx.Err() == nil {
		message()
	}
}
