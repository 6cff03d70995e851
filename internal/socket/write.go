package socket

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// write sends what is queued until the socket ends.
func (s *Socket) write(ctx context.Context) {
	guard := s.newWriteGuard()
	defer guard.Stop()
	closing := s.cfg.Closing
	for {
		select {
		case <-s.queue.ready:
			s.flush(ctx, guard)
		case <-closing:
			closing = nil
			if e := s.cfg.OnClosing(); e != nil {
				s.End(e)
			}
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// newWriteGuard returns a stopped timer that breaks the connection when it fires. A context with a
// deadline would do the same and allocate for every message.
func (s *Socket) newWriteGuard() *time.Timer {
	guard := time.AfterFunc(time.Hour, func() {
		slow := tooSlow()
		slow.gone = true
		s.End(slow)
		s.conn.CloseNow()
	})
	guard.Stop()
	return guard
}

// flush sends messages until there are none or ctx ends.
func (s *Socket) flush(ctx context.Context, guard *time.Timer) {
	for ctx.Err() == nil {
		f, ok := s.queue.pop()
		if !ok {
			return
		}
		if err := s.writeFrame(f, guard); err != nil {
			s.End(lost(err))
			s.queue.dropAll()
			return
		}
		s.queue.recycle(f)
	}
}

func (s *Socket) writeFrame(f frame, guard *time.Timer) error {
	kind := websocket.MessageText
	if f.turn > 0 {
		kind = websocket.MessageBinary
	}
	guard.Reset(writeTimeout)
	defer guard.Stop()
	return s.conn.Write(context.Background(), kind, f.data)
}

// close carries out the ending.
func (s *Socket) close(e *Ending) {
	if e.gone {
		s.conn.CloseNow()
		return
	}
	if e.slow {
		s.queue.dropAll()
	}
	if !e.Tail {
		s.queue.dropAudio(allTurns)
	}
	s.queue.finish(e.Last)
	ctx, cancel := context.WithTimeout(context.Background(), tailTimeout)
	defer cancel()
	guard := s.newWriteGuard()
	defer guard.Stop()
	s.flush(ctx, guard)
	s.conn.Close(e.Code, closeReason(e.Reason))
}
