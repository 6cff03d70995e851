package server

import (
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// exposed are the headers that pages may read of an answer: those of section 2.3, and when to ask again.
const exposed = "dg-model-name,dg-model-uuid,dg-char-count,dg-request-id,dg-project-id,dg-error,retry-after"

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

// allowBrowser lets a page of an allowed origin read the answer. Cookies are not asked for: pages of
// other origins show a key or a token.
func allowBrowser(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Expose-Headers", exposed)
	h.Add("Vary", "Origin")
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
	}
}

// answerPreflight tells a browser that a page may send what it wants to send: a key's header, a body
// of any type, and what SDKs say about themselves.
func (rt *route) answerPreflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", rt.methods())
	if wanted := r.Header.Get("Access-Control-Request-Headers"); wanted != "" {
		h.Set("Access-Control-Allow-Headers", wanted)
		h.Add("Vary", "Access-Control-Request-Headers")
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
