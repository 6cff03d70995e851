package server

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

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
