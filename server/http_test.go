package server

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/coder/websocket"
)

var page = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>visavis</title>")},
	"assets/app-1a2b3c.js": {Data: []byte("export {}")},
}

// get asks a server that has a page and a brain.
func get(method, path string, header ...string) *http.Response {
	s := New(Config{Page: page, Brains: []Brain{{ID: "script"}}})
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	return rec.Result()
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestErrorsHaveDeepgramsShape(t *testing.T) {
	for _, tt := range []struct {
		method, path string
		header       []string
		status       int
	}{
		{"GET", "/v3/speak", nil, 404},
		{"GET", "/../etc/passwd", nil, 404},
		{"GET", "/assets/", nil, 404},
		{"POST", "/v1/agent/converse", nil, 405},
		{"DELETE", "/", nil, 405},
		{"GET", "/v1/agent/converse", nil, 426},
		{"GET", "/v1/agent/converse", []string{"Upgrade", "websocket", "Origin", "https://elsewhere.example"}, 403},
	} {
		resp := get(tt.method, tt.path, tt.header...)
		var body struct {
			Code string `json:"err_code"`
			Msg  string `json:"err_msg"`
			ID   string `json:"request_id"`
		}
		if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
			t.Errorf("%s %s: %v", tt.method, tt.path, err)
		}
		id := resp.Header.Get("dg-request-id")
		if resp.StatusCode != tt.status || body.Code == "" || body.Msg == "" || resp.Header.Get("dg-error") != body.Msg {
			t.Errorf("%s %s: %d %+v, dg-error %q; want %d", tt.method, tt.path, resp.StatusCode, body, resp.Header.Get("dg-error"), tt.status)
		}
		if !uuid.MatchString(id) || id != body.ID {
			t.Errorf("%s %s: request id is %q in the header and %q in the body", tt.method, tt.path, id, body.ID)
		}
	}
}

func TestNoBrainNoConversation(t *testing.T) {
	rec := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/v1/agent/converse", nil)
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
	} {
		r.Header.Set(name, value)
	}
	New(Config{}).ServeHTTP(rec, r)
	if rec.Code != http.StatusServiceUnavailable {
		t.Errorf("status is %d", rec.Code)
	}
}

func TestPage(t *testing.T) {
	index := get("GET", "/")
	body, _ := io.ReadAll(index.Body)
	if index.StatusCode != 200 || !strings.Contains(string(body), "visavis") {
		t.Fatalf("the page is %d %q", index.StatusCode, body)
	}
	if csp := index.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") {
		t.Errorf("the page's policy is %q", csp)
	}
	tag := index.Header.Get("ETag")
	if again := get("GET", "/", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
		t.Errorf("the same page again is %d, want 304", again.StatusCode)
	}
	asset := get("GET", "/assets/app-1a2b3c.js")
	if c := asset.Header.Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("an asset with a hash in its name has Cache-Control %q", c)
	}
	if typ := asset.Header.Get("Content-Type"); !strings.Contains(typ, "javascript") {
		t.Errorf("a script has Content-Type %q: no browser would run it", typ)
	}
}

func TestHealth(t *testing.T) {
	resp := get("GET", "/healthz")
	var body struct {
		Status  string
		Engines map[string]Engine
	}
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	if body.Status != "degraded" || !body.Engines["think"].OK || body.Engines["listen"].OK {
		t.Errorf("health of a server with a brain and no ears is %+v", body)
	}
}

func TestMetrics(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		_, s := w.begin(settings)
		s.put(reply(1, make([]int16, 100))...)
		resp, err := w.network.Client().Get("http://test/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		for _, line := range []string{"visavis_sessions_open 1\n", "visavis_sessions_total 1\n", "visavis_turns_total 1\n", "# TYPE visavis_sessions_open gauge\n"} {
			if !strings.Contains(string(body), line) {
				t.Errorf("metrics lack %q:\n%s", line, body)
			}
		}
	})
}

func TestOrigins(t *testing.T) {
	s := New(Config{Origins: []string{"*.example.org"}})
	for origin, want := range map[string]bool{
		"":                          true, // no browser
		"http://host:8080":          true, // the page itself
		"http://localhost:5173":     true,
		"http://127.0.0.1":          true,
		"http://[::1]:3000":         true,
		"https://app.example.org":   true,
		"https://example.com":       false,
		"https://localhost.evil.io": false,
		"null":                      false,
		"file://":                   false,
	} {
		r := httptest.NewRequest("GET", "http://host:8080/v1/agent/converse", nil)
		r.Header.Set("Origin", origin)
		if got := s.allowsOrigin(r); got != want {
			t.Errorf("origin %q may connect: %v, want %v", origin, got, want)
		}
	}
}

func TestReboundNameIsNoOriginOfOurs(t *testing.T) {
	s := New(Config{Origins: []string{"proxied.example"}})
	for host, want := range map[string]bool{
		"evil.example:8080": false, // made to point to this machine
		"proxied.example":   true,  // named by the operator
		"localhost:8080":    true,
	} {
		r := httptest.NewRequest("GET", "http://"+host+"/v1/agent/converse", nil)
		r.Header.Set("Origin", "http://"+host)
		local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, local))
		if got := s.allowsOrigin(r); got != want {
			t.Errorf("a page of http://%s may connect to loopback: %v, want %v", host, got, want)
		}
	}
}

func TestRequestIDIsTheSameEverywhere(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		ws, resp, err := websocket.Dial(w.t.Context(), "ws://test/v1/agent/converse", &websocket.DialOptions{HTTPClient: w.network.Client()})
		if err != nil {
			t.Fatal(err)
		}
		defer ws.CloseNow()
		_, welcome, err := ws.Read(w.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		id := resp.Header.Get("dg-request-id")
		if want := `{"type":"Welcome","request_id":"` + id + `"}`; string(welcome) != want {
			t.Errorf("Welcome is %s, and the header says %s", welcome, id)
		}
	})
}
