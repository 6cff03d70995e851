package server

import (
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/coder/websocket"
)

// serveAgent serves one conversation.
func (s *Server) serveAgent(w http.ResponseWriter, r *http.Request) {
	log := s.cfg.Log.With("request_id", w.Header().Get(requestIDHeader))
	if f, ok := s.admit(r); !ok {
		log.Info("conversation refused", "status", f.status, "reason", f.msg)
		s.refuse(w, f)
		return
	}
	if !s.door.enter() {
		s.refuse(w, refusal{http.StatusServiceUnavailable, "SERVER_GOING_AWAY", "The server is shutting down."})
		return
	}
	defer s.door.leave()
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		// The credential travels behind one of these names and is never echoed (section 2.2).
		Subprotocols:       []string{"token", "bearer"},
		InsecureSkipVerify: true, // admit has looked at the origin
	})
	if err != nil {
		s.metrics.refused.Add(1)
		log.Info("websocket handshake failed", "err", err)
		return
	}
	newClient(s, conn, log, w.Header().Get(requestIDHeader)).serve(r.Context())
}

// admit says whether a request may become a conversation, and if not, why.
func (s *Server) admit(r *http.Request) (refusal, bool) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		return refusal{http.StatusUpgradeRequired, "Bad Request", "This path speaks websocket only."}, false
	}
	if len(s.cfg.Brains) == 0 {
		return refusal{http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "No brain is configured."}, false
	}
	if !s.allowsOrigin(r) {
		return refusal{http.StatusForbidden, "FORBIDDEN", "Pages of this origin may not connect."}, false
	}
	return refusal{}, true
}

// allowsOrigin keeps other sites' pages from using a visitor's server. Only browsers send Origin.
func (s *Server) allowsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	if isLoopback(u.Hostname()) || strings.EqualFold(u.Host, r.Host) && !isRebound(r) {
		return true
	}
	for _, pattern := range s.cfg.Origins {
		if ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(u.Host)); ok {
			return true
		}
	}
	return false
}

// isRebound reports whether a request came to this machine's own address under a foreign name: some
// site's name that was made to point here.
func isRebound(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	address, _, err := net.SplitHostPort(local.String())
	return err == nil && isLoopback(address) && !isLoopback((&url.URL{Host: r.Host}).Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
