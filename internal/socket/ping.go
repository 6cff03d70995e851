package socket

import (
	"context"
	"time"
)

// ping finds out about connections that are dead without saying so.
func (s *Socket) ping(ctx context.Context) {
	every := time.NewTicker(pingEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
		busy := s.work.total()
		err := s.pingOnce(ctx)
		// A pong that came while nobody read is behind what the client sent before: that is not a
		// client who does not answer.
		read := pongTimeout - (s.work.total() - busy)
		if err != nil && ctx.Err() == nil && read >= pongTimeout/2 {
			s.End(unresponsive(err))
		}
	}
}

// pingOnce asks the client for a sign of life. That the socket ends meanwhile does not cancel it: a write
// that is cancelled takes the connection down, and with it the close that was to be sent.
func (s *Socket) pingOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pongTimeout)
	defer cancel()
	return s.conn.Ping(ctx)
}
