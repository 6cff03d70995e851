package server

import (
	"errors"
	"net/http"

	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
)

// serveAgent serves one conversation.
func (s *Server) serveAgent(w http.ResponseWriter, r *http.Request) {
	id := w.Header().Get(refusal.RequestIDHeader)
	log := s.cfg.Log.With("request_id", id)
	if len(s.cfg.Brains) == 0 {
		(&refusal.Error{Status: http.StatusServiceUnavailable, Code: "SERVICE_UNAVAILABLE", Message: "No brain is configured."}).Write(w)
		return
	}
	c := newClient(s, log, id)
	var err error
	c.socket, err = socket.Open(w, r, socket.Config{
		Log: log, MaxMessage: maxMessage, MaxAudio: maxMessage, Idle: idleTimeout, OnIdle: c.fallSilent,
		Closing: s.door.closing, OnClosing: goingAway, Failed: s.conversationFailed,
	})
	if err != nil {
		log.Info("websocket handshake failed", "err", err)
		return
	}
	c.serve(r.Context())
}

// conversationFailed is the ending after a fault of ours.
func (s *Server) conversationFailed(err error) *socket.Ending {
	if _, ok := errors.AsType[*socket.PanicError](err); ok {
		s.metrics.panics.Add(1)
	}
	return broken(err)
}
