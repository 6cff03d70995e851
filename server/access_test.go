package server

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/wire"
)

// guarded is a server with a page that lets in one key, which is returned.
func guarded(t *testing.T, cfg Config) (*Server, string) {
	t.Helper()
	text, key := access.NewKey("alice")
	guard, err := access.New(access.Config{Keys: []access.Key{key}, Required: true, Query: true})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Access, cfg.Page = guard, page
	cfg.Brains = []Brain{{ID: "script"}}
	return New(cfg), text
}

// ask has a server answer a request.
func ask(s *Server, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	return rec
}

// checkRefused looks whether an answer is an error in Deepgram's shape.
func checkRefused(t *testing.T, name string, rec *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var e wire.HTTPError
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil || rec.Code != status || e.Code != code {
		t.Errorf("%s: %d %s %v, want %d %s", name, rec.Code, rec.Body, err, status, code)
	}
	if h := rec.Header(); e.Message == "" || h.Get("dg-error") != e.Message || h.Get("dg-request-id") != e.RequestID || e.RequestID == "" {
		t.Errorf("%s: the headers %v do not say what the body does: %s", name, h, rec.Body)
	}
}

// TestEverythingIsGuarded: without a credential nothing works but health and the page's files.
func TestEverythingIsGuarded(t *testing.T) {
	for _, tt := range []struct{ method, path string }{
		{"GET", "/v1/agent/converse"}, {"GET", "/v1/listen"}, {"POST", "/v1/listen"}, {"GET", "/v2/listen"}, {"GET", "/v1/speak"},
		{"POST", "/v1/speak"}, {"POST", "/v1/auth/grant"}, {"GET", "/v1/auth/token"}, {"GET", "/v1/models"}, {"GET", "/v1/models/sphinx"}, {"GET", "/metrics"},
	} {
		name := tt.method + " " + tt.path
		s, key := guarded(t, modelsConfig()) // a new one, as it counts what is wrong
		for _, header := range [][]string{nil, {"Authorization", "Token vv_no"}, {"Authorization", "Bearer " + key}, {"Sec-WebSocket-Protocol", "token, vv_no"}} {
			checkRefused(t, name, ask(s, tt.method, tt.path, "", append(header, "Upgrade", "websocket")...), 401, "INVALID_AUTH")
		}
	}
	s, _ := guarded(t, Config{})
	if rec := ask(s, "GET", "/healthz", ""); rec.Code != 200 {
		t.Errorf("whoever watches over the server needs a key: %d", rec.Code)
	}
}

// TestGuessersAreToldToWait: in the documented shape, by every path and by the form, and who is right is let in.
func TestGuessersAreToldToWait(t *testing.T) {
	s, key := guarded(t, modelsConfig())
	for range 10 {
		checkRefused(t, "a guess", ask(s, "GET", "/v1/models", "", "Authorization", "Token vv_no"), 401, "INVALID_AUTH")
	}
	for _, path := range []string{"/v1/models", "/v1/listen", "/metrics"} {
		rec := ask(s, "GET", path, "", "Sec-WebSocket-Protocol", "token, vv_no")
		checkRefused(t, path, rec, 429, "TOO_MANY_REQUESTS")
		if h := rec.Header(); h.Get("Retry-After") != "60" || h.Get("Connection") != "close" {
			t.Errorf("%s: the headers are %v", path, h)
		}
	}
	form := ask(s, "POST", "/signin", "key=vv_no", "Content-Type", "application/x-www-form-urlencoded")
	if form.Code != 429 || !strings.Contains(form.Body.String(), "wait a minute") {
		t.Errorf("the form answers %d %s", form.Code, form.Body)
	}
	if rec := ask(s, "GET", "/v1/models", "", "Authorization", "Token "+key); rec.Code != 200 {
		t.Errorf("a right key is answered with %d", rec.Code)
	}
}

// TestNoCredentialIsLogged: wherever it was shown, and whether or not it was good.
func TestNoCredentialIsLogged(t *testing.T) {
	var log logBuffer
	cfg := modelsConfig()
	cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, key := guarded(t, cfg)
	rec := ask(s, "POST", "/v1/auth/grant", "", "Authorization", "Token "+key)
	var g wire.Grant
	if err := json.Unmarshal(rec.Body.Bytes(), &g); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/v1/models", "/v1/listen", "/v1/speak", "/v2/listen", "/v1/agent/converse", "/nowhere", "/"} {
		for _, secret := range []string{key, g.AccessToken, "vv_5ec2e7"} {
			for _, header := range [][2]string{
				{"Authorization", "Token " + secret}, {"Authorization", "Bearer " + secret}, {"Authorization", secret},
				{"Sec-WebSocket-Protocol", "token, " + secret}, {"Cookie", "visavis=" + secret},
			} {
				rec := ask(s, "GET", path+"?model=5&token="+secret, "", header[0], header[1], "Upgrade", "websocket")
				if strings.Contains(rec.Body.String()+rec.Header().Get("dg-error"), secret) {
					t.Errorf("%s %s: the answer tells it again: %s", path, header[0], rec.Body)
				}
			}
		}
	}
	text := log.String()
	if !strings.Contains(text, "key=alice") {
		t.Errorf("the log does not say whose key it was:\n%s", text)
	}
	for _, secret := range []string{key, g.AccessToken, "5ec2e7"} {
		if strings.Contains(text, secret) {
			t.Errorf("a secret is in the log:\n%s", text)
		}
	}
}
