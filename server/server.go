package server

import (
	"context"
	"net/http"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// Server is the http.Handler of a visavis process.
type Server struct {
	cfg     Config
	page    http.Handler
	door    *door
	routes  map[string]*route
	metrics metrics
}

// New prepares a Server; nothing runs before its first request.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg.withDefaults(), door: newDoor(cfg.Capacity)}
	if cfg.Page != nil {
		s.page = newPage(cfg.Page)
	}
	s.routes = s.table()
	return s
}

// Shutdown refuses new requests of the protocol, ends conversations and streams under way, and waits
// for them until ctx ends. Use it together with http.Server.Shutdown, which knows nothing of
// websockets.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.cfg.Endpoints.client.CloseIdleConnections()
	return s.door.shutAndWait(ctx)
}

// ServeHTTP answers a request and counts it if it was refused, whoever refused it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(refusal.RequestIDHeader, refusal.NewRequestID())
	// Who does not read keeps no connection. Deadlines fail only where there is none that could be slow.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTimeout))
	a := &answer{ResponseWriter: w}
	s.serve(a, r)
	if a.status >= http.StatusBadRequest {
		s.metrics.refused.Add(1)
	}
}

// serve routes by path alone: some clients send no Host.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	rt := s.route(r.URL.Path)
	if rt == nil {
		(&refusal.Error{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: "Nothing is served at this path."}).Write(w)
		return
	}
	if rt.protocol {
		if !s.allowsOrigin(r) {
			(&refusal.Error{Status: http.StatusForbidden, Code: "FORBIDDEN", Message: "Pages of this origin may not connect."}).Write(w)
			return
		}
		allowBrowser(w, r)
		if r.Method == http.MethodOptions {
			rt.answerPreflight(w, r)
			return
		}
	}
	serve := rt.handler(r.Method)
	if serve == nil {
		rt.refuseMethod(w)
		return
	}
	s.admit(w, r, rt, serve)
}

// admit serves a request of somebody who may make it.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, rt *route, serve http.HandlerFunc) {
	if rt.guarded {
		who, err := s.cfg.Access.Check(r)
		if err != nil {
			s.refuseFor(w, err)
			return
		}
		s.cfg.Log.Debug("let in", "request_id", w.Header().Get(refusal.RequestIDHeader), "path", r.URL.Path, "key", who.Key, "token", who.Token)
	}
	if rt.brief {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	}
	if !rt.protocol {
		serve(w, r)
		return
	}
	if rt.socket && r.Method != http.MethodPost {
		if no := badHandshake(w, r); no != nil {
			no.Write(w)
			return
		}
	}
	s.serveInside(w, r, rt, serve)
}

// serveInside serves a request of the protocol, if there is room for it, and counts it.
func (s *Server) serveInside(w http.ResponseWriter, r *http.Request, rt *route, serve http.HandlerFunc) {
	if no := s.door.enter(); no != nil {
		no.Write(w)
		return
	}
	defer s.door.leave()
	if rt.socket {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // what it answers has its own time
	}
	rt.traffic.begin()
	defer rt.traffic.end()
	serve(w, r)
}

// answer is a response whose status is known afterwards. What else a connection can do is found by
// Unwrap.
type answer struct {
	http.ResponseWriter
	status int // 0: nothing was written
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}
