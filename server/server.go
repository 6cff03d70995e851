package server

import (
	"context"
	"net/http"
	"strings"
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
	s := &Server{cfg: cfg.withDefaults(), door: newDoor()}
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

// ServeHTTP routes by path alone: some clients send no Host.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(refusal.RequestIDHeader, refusal.NewRequestID())
	rt := s.route(r.URL.Path)
	if rt == nil {
		s.refuse(w, &refusal.Error{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: "Nothing is served at this path."})
		return
	}
	if rt.protocol {
		if !s.allowsOrigin(r) {
			s.refuse(w, &refusal.Error{Status: http.StatusForbidden, Code: "FORBIDDEN", Message: "Pages of this origin may not connect."})
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
		s.metrics.refused.Add(1)
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
		// It fails only where there is no connection that could be slow.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	}
	if !rt.protocol {
		serve(w, r)
		return
	}
	if rt.socket && r.Method != http.MethodPost && !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		s.refuse(w, &refusal.Error{Status: http.StatusUpgradeRequired, Code: "Bad Request", Message: "This path speaks websocket only."})
		return
	}
	if !s.door.enter() {
		s.refuse(w, &refusal.Error{Status: http.StatusServiceUnavailable, Code: "SERVER_GOING_AWAY", Message: "The server is shutting down."})
		return
	}
	defer s.door.leave()
	rt.traffic.begin()
	defer rt.traffic.end()
	serve(w, r)
}

func (s *Server) refuse(w http.ResponseWriter, e *refusal.Error) {
	s.metrics.refused.Add(1)
	e.Write(w)
}
