package server

import (
	"context"
	"net/http"
)

// Server is the http.Handler of a visavis process.
type Server struct {
	cfg     Config
	page    http.Handler
	door    *door
	metrics metrics
}

// New prepares a Server; nothing runs before its first request.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg.withDefaults(), door: newDoor()}
	if cfg.Page != nil {
		s.page = newPage(cfg.Page)
	}
	return s
}

// Shutdown refuses new conversations, ends those under way with SERVER_GOING_AWAY, and waits for
// them until ctx ends. Use it together with http.Server.Shutdown, which knows nothing of
// websockets.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.cfg.Endpoints.client.CloseIdleConnections()
	return s.door.shutAndWait(ctx)
}

// ServeHTTP routes by path alone: some clients send no Host.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(requestIDHeader, newRequestID())
	serve := s.route(r.URL.Path)
	switch {
	case serve == nil:
		s.refuse(w, refusal{http.StatusNotFound, "NOT_FOUND", "Nothing is served at this path."})
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		s.refuse(w, refusal{http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Use GET."})
	default:
		serve(w, r)
	}
}

func (s *Server) route(path string) http.HandlerFunc {
	switch path {
	case "/v1/agent/converse":
		return s.serveAgent
	case "/healthz":
		return s.serveHealth
	case "/metrics":
		return s.serveMetrics
	}
	if s.page != nil && hasPage(s.cfg.Page, path) {
		return s.page.ServeHTTP
	}
	return nil
}
