package vendors

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/visavis/visavis/wire"
)

// Deepgram simulates Deepgram: listen v1, listen v2 (Flux), speak v1 (websockets), transcription and
// synthesis by REST, models, temporary tokens. Its ears understand the code of [Utterance] and its
// voices speak it.
//
// What it does not simulate is refused and recorded as a violation of the rule "simulator", so that
// no test passes by accident: several channels, compressed audio, callbacks.
type Deepgram struct {
	Vendor

	Keys   []string // API keys that are accepted; none: any
	Guests []string // API keys that are accepted, but grant no tokens

	ListenPace Pace // listen v1 and v2; First is from a sound to the message about it
	SpeakPace  Pace // speak v1; Chunk is the delay of a frame of audio beyond its due time
	RESTPace   Pace

	// Factor is how many times faster than real time audio is sent; 0: 10.
	Factor float64
	// Frame is the size of an audio frame in bytes; 0: 40 ms of audio. 1 is allowed.
	Frame int

	// Script is what the ears understand instead of the code, for audio that has none: the n-th
	// stretch of speech is the n-th sentence.
	Script []string
	// ScriptAnew begins the script again on every connection.
	ScriptAnew bool

	// Files are what can be transcribed by URL.
	Files map[string][]byte

	// Streams is how many sockets may be open at once; 0: any number. One more is refused with 429.
	Streams int
	// CharactersPerMinute is how much may be spoken on a socket; 0: any amount.
	CharactersPerMinute int

	state deepgramState
}

// deepgramState is what calls share.
type deepgramState struct {
	mu       sync.Mutex
	tokens   map[string]time.Time // granted, until when
	sentence int                  // of Script, to come next
	streams  int                  // open
}

// version is what models say they are.
const version = "2026-01-01.0"

// ServeHTTP answers a request.
func (d *Deepgram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ok := d.open(w, r, d.pace(r))
	defer c.leave()
	if !ok {
		return
	}
	dc := &deepgramCall{call: c, dg: d, requestID: c.id()}
	w.Header().Set(wire.HeaderRequestID, dc.requestID)
	w.Header().Set("Access-Control-Expose-Headers", "dg-model-name,dg-model-uuid,dg-char-count,dg-request-id,dg-project-id,dg-error")
	dc.route(r.Method + " " + r.URL.Path)
}

func (d *Deepgram) pace(r *http.Request) Pace {
	switch {
	case r.Method != http.MethodGet:
		return d.RESTPace
	case strings.HasSuffix(r.URL.Path, "/listen"):
		return d.ListenPace
	case strings.HasSuffix(r.URL.Path, "/speak"):
		return d.SpeakPace
	}
	return d.RESTPace
}

// deepgramCall is a call of Deepgram.
type deepgramCall struct {
	*call
	dg        *Deepgram
	requestID string
	access    access
}

func (c *deepgramCall) route(what string) {
	handle, known := map[string]func(){
		"GET /v1/listen":      c.listenV1,
		"GET /v2/listen":      c.listenV2,
		"GET /v1/speak":       c.speakV1,
		"POST /v1/listen":     c.prerecorded,
		"POST /v1/speak":      c.synthesis,
		"GET /v1/models":      c.models,
		"POST /v1/auth/grant": c.grant,
		"GET /v1/auth/token":  c.self,
		"GET /v1/projects":    c.projects,
	}[what]
	if id, ok := strings.CutPrefix(what, "GET /v1/models/"); ok {
		handle, known = func() { c.model(id) }, true
	}
	if !known {
		c.violate("path", "there is no %s", what)
		c.fail(http.StatusNotFound, "NOT_FOUND", "Not found.")
		return
	}
	if c.admit() {
		handle()
	}
}

// fail answers with an error as section 3 of the protocol has it.
func (c *deepgramCall) fail(status int, code, message string) {
	c.w.Header().Set(wire.HeaderError, message)
	c.w.Header().Set("Content-Type", "application/json")
	b, _ := json.Marshal(wire.HTTPError{Code: code, Message: message, RequestID: c.requestID})
	c.refuse(status, string(b))
}

// failCategory is fail in the other shape.
func (c *deepgramCall) failCategory(status int, category, message, details string) {
	c.w.Header().Set(wire.HeaderError, message)
	c.w.Header().Set("Content-Type", "application/json")
	b, _ := json.Marshal(wire.CategoryError{Category: category, Message: message, Details: details, RequestID: c.requestID})
	c.refuse(status, string(b))
}

// reply answers with JSON.
func (c *deepgramCall) reply(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		c.violate("simulator", "encode answer: %v", err)
	}
	if c.stream("application/json").sendAll(b) != nil {
		return // the client has left
	}
}

// socket opens a websocket if there may be one more.
func (c *deepgramCall) socket() *socket {
	if !c.dg.seat(1) {
		c.fail(http.StatusTooManyRequests, "TOO_MANY_REQUESTS", "Too many requests. Please try again later.")
		return nil
	}
	s := c.upgrade()
	if s == nil {
		c.dg.seat(-1)
	}
	return s
}

// run serves a socket and gives its place back.
func (c *deepgramCall) run(s *socket, p protocol) {
	defer c.dg.seat(-1)
	s.serve(p)
}

// seat counts open sockets and reports whether there is room for the change.
func (d *Deepgram) seat(change int) bool {
	d.state.mu.Lock()
	defer d.state.mu.Unlock()
	if change > 0 && d.Streams > 0 && d.state.streams+change > d.Streams {
		return false
	}
	d.state.streams += change
	return true
}

// script returns the script of a new connection; nil: the code is understood.
func (d *Deepgram) script() *script {
	if len(d.Script) == 0 {
		return nil
	}
	if d.ScriptAnew {
		at := 0
		return &script{next: func() string { return d.sentence(&at) }}
	}
	return &script{next: func() string {
		d.state.mu.Lock()
		defer d.state.mu.Unlock()
		return d.sentence(&d.state.sentence)
	}}
}

// sentence returns the next sentence and counts.
func (d *Deepgram) sentence(at *int) string {
	if *at >= len(d.Script) {
		return ""
	}
	*at++
	return d.Script[*at-1]
}
