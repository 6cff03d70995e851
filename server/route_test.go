package server

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

const elsewhere = "https://app.example.org"

func TestPreflight(t *testing.T) {
	s := New(Config{Origins: []string{"app.example.org"}})
	for path, methods := range map[string]string{
		"/v1/listen": "GET, HEAD, POST", "/v1/speak": "GET, HEAD, POST", "/v1/auth/grant": "POST", "/v1/models": "GET, HEAD",
	} {
		rec := ask(s, "OPTIONS", path, "", "Origin", elsewhere, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,x-fern-sdk-name")
		h := rec.Header()
		if rec.Code != 204 || h.Get("Access-Control-Allow-Origin") != elsewhere || h.Get("Access-Control-Allow-Methods") != methods ||
			h.Get("Access-Control-Allow-Headers") != "authorization,x-fern-sdk-name" || h.Get("dg-request-id") == "" {
			t.Errorf("%s: %d %v", path, rec.Code, h)
		}
	}
	checkRefused(t, "a strange page", ask(s, "OPTIONS", "/v1/listen", "", "Origin", "https://evil.example"), 403, "FORBIDDEN")
	checkRefused(t, "a strange page's request", ask(s, "GET", "/v1/models", "", "Origin", "https://evil.example"), 403, "FORBIDDEN")
	checkRefused(t, "no path of the protocol", ask(s, "OPTIONS", "/healthz", "", "Origin", elsewhere), 405, "METHOD_NOT_ALLOWED")
}

func TestPagesReadTheAnswer(t *testing.T) {
	s := New(Config{Origins: []string{"app.example.org"}})
	h := ask(s, "GET", "/v1/models", "", "Origin", elsewhere).Header()
	if h.Get("Access-Control-Allow-Origin") != elsewhere || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "dg-request-id") || h.Get("Vary") != "Origin" {
		t.Errorf("headers are %v", h)
	}
	if h := ask(s, "GET", "/v1/models", "").Header(); h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("without an origin headers are %v", h)
	}
}

// TestSocketsNeedAnUpgrade: whatever the path, before anything else is looked at.
func TestSocketsNeedAnUpgrade(t *testing.T) {
	for _, path := range []string{"/v1/agent/converse", "/v1/listen", "/v2/listen", "/v1/speak"} {
		checkRefused(t, path, ask(New(Config{}), "GET", path, ""), http.StatusUpgradeRequired, "Bad Request")
	}
}

// TestBadHandshakes: what cannot be upgraded is told as everything else is, and counted.
func TestBadHandshakes(t *testing.T) {
	good := map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
	}
	for name, tt := range map[string]struct {
		method, header, value string
		status                int
	}{
		"no upgrade":        {"GET", "Upgrade", "", 426},
		"another protocol":  {"GET", "Upgrade", "h2c", 426},
		"no connection":     {"GET", "Connection", "keep-alive", 426},
		"an old version":    {"GET", "Sec-WebSocket-Version", "8", 400},
		"no key":            {"GET", "Sec-WebSocket-Key", "", 400},
		"a short key":       {"GET", "Sec-WebSocket-Key", "AAAA", 400},
		"a key of no bytes": {"GET", "Sec-WebSocket-Key", "five", 400},
		"HEAD":              {"HEAD", "Upgrade", "websocket", 405},
	} {
		s := New(Config{Brains: []Brain{{ID: "script"}}})
		for i, path := range []string{"/v1/agent/converse", "/v1/listen", "/v2/listen", "/v1/speak"} {
			var header []string
			for k, v := range good {
				if k == tt.header {
					v = tt.value
				}
				header = append(header, k, v)
			}
			rec := ask(s, tt.method, path, "", header...)
			checkRefused(t, name+" at "+path, rec, tt.status, "Bad Request")
			if got := s.metrics.refused.Load(); got != int64(i+1) {
				t.Errorf("%s at %s: %d refusals are counted", name, path, got)
			}
		}
	}
}

// TestRefusalsAreCounted: whoever refused, once each.
func TestRefusalsAreCounted(t *testing.T) {
	cfg := modelsConfig()
	cfg.Log = slog.New(slog.DiscardHandler)
	s := New(cfg)
	for i, tt := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/nowhere", 404}, {"PUT", "/v1/listen", 405}, {"GET", "/v1/listen", 426}, {"POST", "/v1/listen?encoding=x", 400},
		{"POST", "/v1/speak?encoding=x", 400}, {"POST", "/v1/speak?model=aura-2-thalia-en", 415}, {"GET", "/v1/models/none", 404}, {"POST", "/v1/auth/grant", 500},
	} {
		if rec := ask(s, tt.method, tt.path, ""); rec.Code != tt.status {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, rec.Code, rec.Body)
		}
		if got := s.metrics.refused.Load(); got != int64(i+1) {
			t.Errorf("after %s %s %d refusals are counted, want %d", tt.method, tt.path, got, i+1)
		}
	}
	ask(s, "GET", "/healthz", "")
	if got := s.metrics.refused.Load(); got != 8 {
		t.Errorf("what was served is counted as refused: %d", got)
	}
}

// TestNoRoomIsTold: before the upgrade, until somebody leaves.
func TestNoRoomIsTold(t *testing.T) {
	inWorld(t, Config{Capacity: 1}, func(w *world) {
		first := w.dial()
		rec := ask(w.srv, "GET", "/v1/models", "")
		checkRefused(t, "the second", rec, 429, "TOO_MANY_REQUESTS")
		if h := rec.Header(); h.Get("Retry-After") == "" || h.Get("Connection") != "close" {
			t.Errorf("its headers are %v", h)
		}
		if rec := ask(w.srv, "GET", "/healthz", ""); rec.Code != 200 {
			t.Errorf("who watches over the server is refused: %d", rec.Code)
		}
		first.CloseNow()
		synctest.Wait()
		if rec := ask(w.srv, "GET", "/v1/models", ""); rec.Code != 200 {
			t.Errorf("the place stays taken: %d %s", rec.Code, rec.Body)
		}
	})
}

// TestIdleSocketsDisturbNobody: who opens hundreds of streams and sends nothing keeps no request out.
func TestIdleSocketsDisturbNobody(t *testing.T) {
	inWorld(t, Config{Capacity: 501}, func(w *world) {
		for range 500 {
			conn, _, err := websocket.Dial(w.t.Context(), "ws://test/v1/speak?model=slt", &websocket.DialOptions{HTTPClient: w.network.Client()})
			if err != nil {
				w.t.Fatal(err)
			}
			defer conn.CloseNow()
			conn.CloseRead(context.Background())
		}
		rec := ask(w.srv, "POST", "/v1/speak?model=slt&container=wav", "Good morning.", "Content-Type", "text/plain")
		if rec.Code != 200 || rec.Body.Len() <= 44 {
			t.Errorf("beside them a text is answered with %d and %d bytes", rec.Code, rec.Body.Len())
		}
	})
}

// TestWhoDoesNotReadIsCutOff: a request whose answer nobody takes ends, and leaves nothing behind.
func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	inWorld(t, Config{}, func(w *world) {
		for _, path := range []string{"/v1/models", "/metrics", "/nowhere"} {
			conn, err := w.network.Dial(w.t.Context())
			if err != nil {
				w.t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: test\r\n\r\n"); err != nil {
				w.t.Fatal(err)
			}
			time.Sleep(answerTimeout + time.Second)
			if n, err := conn.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("%s: after a minute there are still %d bytes to read: %v", path, n, err)
			}
		}
	})
}

func TestNoEnginesNoStreams(t *testing.T) {
	inWorld(t, Config{Voices: []Voice{}}, func(w *world) {
		for path, status := range map[string]int{"/v1/listen?model=nova-3&encoding=linear16&sample_rate=16000": 0, "/v1/speak?model=aura-asteria-en": 503} {
			_, resp, err := websocket.Dial(w.t.Context(), "ws://test"+path, &websocket.DialOptions{HTTPClient: w.network.Client()})
			if err == nil || resp == nil || resp.StatusCode < 400 || status != 0 && resp.StatusCode != status {
				t.Errorf("%s: %v %v", path, resp, err)
			}
		}
	})
}

func TestTrafficIsCounted(t *testing.T) {
	s := New(Config{})
	ask(s, "GET", "/v1/models", "")
	ask(s, "GET", "/v1/models/x", "")
	body, _ := io.ReadAll(ask(s, "GET", "/metrics", "").Body)
	for _, line := range []string{`visavis_requests_total{path="/v1/models"} 1`, `visavis_requests_total{path="/v1/models/"} 1`, `visavis_requests_open{path="/v1/listen"} 0`} {
		if !strings.Contains(string(body), line+"\n") {
			t.Errorf("metrics lack %s:\n%s", line, body)
		}
	}
}

func TestThinkModels(t *testing.T) {
	s := New(Config{Brains: []Brain{{ID: "script", Label: "Vis"}, {ID: "openai/gpt-4o-mini"}, {ID: "gemini/gemini-2.5-flash", Label: "Flash"}}})
	var got wire.ThinkModels
	if err := json.Unmarshal(ask(s, "GET", "/v1/agent/settings/think/models", "").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	expect(t, "models", got, wire.ThinkModels{Models: []wire.ThinkModel{
		{ID: "script", Name: "Vis", Provider: "open_ai"}, {ID: "gpt-4o-mini", Name: "gpt-4o-mini", Provider: "open_ai"},
		{ID: "gemini-2.5-flash", Name: "Flash", Provider: "google"},
	}})
	for i, m := range got.Models {
		if b, ok := pick(s.cfg.Brains, m.Provider, m.ID); !ok || b.ID != s.cfg.Brains[i].ID {
			t.Errorf("%+v leads to %q", m, b.ID)
		}
	}
}
