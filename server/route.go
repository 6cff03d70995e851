package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// route is what is served at a path.
type route struct {
	get, post http.HandlerFunc // nil: the method is not allowed
	// protocol: browsers of allowed origins may ask across sites, others may not at all; Shutdown
	// waits; requests are counted.
	protocol bool
	guarded  bool // a credential is looked at first
	socket   bool // get is a websocket
	brief    bool // what is posted is short: it must be here within bodyTimeout
	traffic  *traffic
}

const (
	bodyTimeout   = 10 * time.Second // for a short body to come
	answerTimeout = time.Minute      // for an answer to be read, but those of streams and files
)

// table returns the routes by path; others are found by route.
func (s *Server) table() map[string]*route {
	listens, speaks := s.cfg.listening(s.door.closing), s.cfg.speaking(s.door.closing)
	t := map[string]*route{
		"/v1/agent/converse": {get: s.serveAgent, socket: true},
		"/v1/listen":         {get: listens.ServeStream, post: listens.ServeFile, socket: true},
		"/v2/listen":         {get: listens.ServeTurns, socket: true},
		"/v1/speak":          {get: speaks.ServeStream, post: speaks.ServeText, socket: true},
		"/v2/speak":          {get: speaks.ServeTurns, post: speaks.ServeTurnText, socket: true},
		"/v1/auth/grant":     {post: s.serveGrant, brief: true},
		"/v1/auth/token":     {get: s.serveKey},
		modelsPath:           {get: s.serveModels},
		modelsPath + "/":     {get: s.serveModel},
		thinkModelsPath:      {get: s.serveThinkModels},
	}
	for path, rt := range t {
		rt.protocol, rt.guarded = true, !strings.HasPrefix(path, "/v1/auth/") // which ask for the credential themselves
		rt.traffic = s.metrics.trafficOf(path)
	}
	t["/healthz"] = &route{get: s.serveHealth}
	t["/metrics"] = &route{get: s.serveMetrics, guarded: true}
	if s.page != nil {
		t[signInPath] = &route{get: s.serveSignIn, post: s.serveSignIn, brief: true}
	}
	return t
}

// route returns what is served at a path; nil: nothing.
func (s *Server) route(path string) *route {
	if rt := s.routes[path]; rt != nil {
		return rt
	}
	if strings.HasPrefix(path, modelsPath+"/") {
		return s.routes[modelsPath+"/"]
	}
	if s.page != nil && hasPage(s.cfg.Page, path) {
		return &route{get: s.servePage}
	}
	return nil
}

// handler returns what serves a method; nil: it is not allowed.
func (rt *route) handler(method string) http.HandlerFunc {
	switch method {
	case http.MethodGet, http.MethodHead:
		return rt.get
	case http.MethodPost:
		return rt.post
	}
	return nil
}

// methods are those that are allowed.
func (rt *route) methods() string {
	switch {
	case rt.post == nil:
		return "GET, HEAD"
	case rt.get == nil:
		return "POST"
	}
	return "GET, HEAD, POST"
}

func (rt *route) refuseMethod(w http.ResponseWriter) {
	w.Header().Set("Allow", rt.methods())
	(&refusal.Error{Status: http.StatusMethodNotAllowed, Code: "METHOD_NOT_ALLOWED", Message: "Use one of " + rt.methods() + "."}).Write(w)
}
