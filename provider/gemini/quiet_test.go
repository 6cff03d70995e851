package gemini_test

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/gemini"
)

// The SDK would write to the standard logger each time that somebody interrupts a reply.
func TestInterruptionIsNotLogged(t *testing.T) {
	var logged bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(&logged)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Once\"}]}}]}\r\n\r\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer srv.Close()
	defer srv.Client().CloseIdleConnections()
	ctx, cancel := context.WithCancel(t.Context())
	g := gemini.New(gemini.Config{BaseURL: srv.URL, APIKey: "k", Model: "gemini-2.5-flash", Client: srv.Client()})
	if err := g.Generate(ctx, visavis.Prompt{}, func(visavis.Delta) { cancel() }); err != context.Canceled {
		t.Errorf("Generate: %v", err)
	}
	if logged.Len() > 0 {
		t.Errorf("the standard logger got %q", logged.String())
	}
}

func TestBlocked(t *testing.T) {
	for body, want := range map[string]string{
		`{"promptFeedback":{"blockReason":"SAFETY"}}`:                            "the prompt was blocked: SAFETY",
		`{"candidates":[{"finishReason":"RECITATION"}]}`:                         "the reply was stopped: RECITATION",
		`{"candidates":[{"finishReason":"SPII"}]}`:                               "the reply was stopped: SPII",
		`{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}`:            "broke off: MALFORMED_FUNCTION_CALL",
		`{"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}]}}]}`: "broke off",
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "data: "+body+"\r\n\r\n")
		}))
		g := gemini.New(gemini.Config{BaseURL: srv.URL, APIKey: "k", Model: "gemini-2.5-flash", Client: srv.Client()})
		err := g.Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) {
			if d.Text != "" {
				t.Errorf("%s: said %q", body, d.Text)
			}
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
		srv.Client().CloseIdleConnections()
		srv.Close()
	}
}
