package vendors

import (
	"context"
	"net/http"
)

// stream is an answer's body that is sent in pieces: server-sent events, or audio. It waits for the
// call's latencies and does its fault. It belongs to the handler's goroutine.
type stream struct {
	call    *call
	ctx     context.Context
	flusher *http.ResponseController
	done    Progress
	dribble *Dribble // nil: pieces are sent whole
}

// stream sends the header and returns the body.
func (c *call) stream(contentType string) *stream {
	c.w.Header().Set("Content-Type", contentType)
	c.answered(http.StatusOK)
	s := &stream{call: c, ctx: c.r.Context(), flusher: http.NewResponseController(c.w)}
	c.w.WriteHeader(http.StatusOK)
	s.flusher.Flush()
	return s
}

// send sends the next piece, in which that many words end, after its latency. Its error means that
// the client has left, and then there is nobody to tell. A dropped call does not return from it.
func (s *stream) send(piece []byte, words int) error {
	wait := s.call.next
	if s.done.Chunks == 0 {
		wait = s.call.first
	}
	if err := s.trouble(); err != nil {
		return err
	}
	if err := wait(s.ctx); err != nil {
		return err
	}
	piece = s.whole(piece)
	err := s.write(piece)
	s.done.Chunks++
	s.done.Bytes += len(piece)
	s.done.Words += words
	return err
}

// whole cuts a piece where a fault after so many bytes strikes; the rest is lost with it.
func (s *stream) whole(piece []byte) []byte {
	f := s.call.fault
	if f == nil || f.After.Bytes <= s.done.Bytes || f.After.Bytes >= s.done.Bytes+len(piece) {
		return piece
	}
	switch f.Do.(type) {
	case Drop, Refuse, CloseFrame:
		s.write(piece[:f.After.Bytes-s.done.Bytes])
		s.call.abort()
	}
	return piece
}

// end ends the body; a fault that is due after the last piece strikes here.
func (s *stream) end() error { return s.trouble() }

// trouble does what is due.
func (s *stream) trouble() error {
	switch t := s.call.due(s.done).(type) {
	case Stall:
		return s.call.stall(s.ctx, t)
	case Garbage:
		return s.write(t.data())
	case Dribble:
		s.dribble = &t
	case Drop, Refuse, CloseFrame:
		s.call.abort()
	}
	return nil
}

// write sends a piece at once, or in dribbles.
func (s *stream) write(piece []byte) error {
	if s.dribble == nil {
		return s.flush(piece)
	}
	for len(piece) > 0 {
		n := min(max(1, s.dribble.Size), len(piece))
		if err := s.flush(piece[:n]); err != nil {
			return err
		}
		if err := sleep(s.ctx, s.dribble.Every); err != nil {
			return err
		}
		piece = piece[n:]
	}
	return nil
}

func (s *stream) flush(piece []byte) error {
	if _, err := s.call.w.Write(piece); err != nil {
		return err
	}
	return s.flusher.Flush()
}

// sendAll sends the whole body at once.
func (s *stream) sendAll(b []byte) error {
	if err := s.send(b, 0); err != nil {
		return err
	}
	return s.end()
}
