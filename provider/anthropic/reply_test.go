package anthropic_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/anthropic"
)

// replyTo returns what is made of events, each a name and its data.
func replyTo(t *testing.T, events ...string) (made string, err error) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, e := range events {
			name, data, _ := strings.Cut(e, " ")
			fmt.Fprintf(w, "event: %s\ndata: {\"type\":%q,%s}\n\n", name, name, data)
		}
	}))
	defer srv.Close()
	defer srv.Client().CloseIdleConnections()
	g := anthropic.New(anthropic.Config{BaseURL: srv.URL, APIKey: "k", Model: "claude-haiku-5-5", Client: srv.Client()})
	err = g.Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) {
		if made += d.Text; d.Thought != "" {
			made += "{" + d.Thought + "}"
		}
		if d.Call != nil {
			made += fmt.Sprintf("%s(%s)", d.Call.Name, d.Call.Arguments)
		}
	})
	return made, err
}

const (
	start = `message_start "message":{"id":"m","type":"message","role":"assistant","content":[],"model":"m","usage":{}}`
	end   = `message_delta "delta":{"stop_reason":"end_turn"}`
	stop  = `message_stop "x":1`
)

func TestReplies(t *testing.T) {
	tests := map[string]struct {
		events []string
		want   string
	}{
		"thought is not said": {[]string{
			`content_block_start "index":0,"content_block":{"type":"thinking","thinking":"","signature":""}`,
			`content_block_delta "index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}`,
			`content_block_delta "index":0,"delta":{"type":"signature_delta","signature":"x"}`, `content_block_stop "index":0`,
			`content_block_start "index":1,"content_block":{"type":"text","text":"Hi"}`,
			`content_block_delta "index":1,"delta":{"type":"text_delta","text":"!"}`, `content_block_stop "index":1`}, "{Hm.}Hi!"},
		"thought that is kept secret": {[]string{
			`content_block_start "index":0,"content_block":{"type":"thinking","thinking":"","signature":""}`,
			`content_block_delta "index":0,"delta":{"type":"signature_delta","signature":"x"}`, `content_block_stop "index":0`}, ""},
		"a call without arguments": {[]string{
			`content_block_start "index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}`, `content_block_stop "index":0`}, "f({})"},
		"a call with all at once": {[]string{
			`content_block_start "index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{"x":1}}`, `content_block_stop "index":0`}, `f({"x":1})`},
		"an event of tomorrow": {[]string{`content_block_blink "index":0`}, ""},
	}
	for name, tt := range tests {
		got, err := replyTo(t, append(append([]string{start}, tt.events...), end, stop)...)
		if err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

func TestEndsOfReplies(t *testing.T) {
	refused := `message_delta "delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","explanation":"Not with me."}}`
	for name, tt := range map[string]struct {
		events []string
		status int
		want   string
	}{
		"refused":    {[]string{start, refused, stop}, 200, "Not with me."},
		"overloaded": {[]string{start, `error "error":{"type":"overloaded_error","message":"Overloaded"}`}, 529, "Overloaded"},
		"no stop":    {[]string{start, end}, 0, "broke off"},
		"nothing":    {nil, 0, "broke off"},
	} {
		_, err := replyTo(t, tt.events...)
		e, ok := errors.AsType[*visavis.VendorError](err)
		if !ok || e.Status != tt.status || !strings.Contains(e.Message, tt.want) {
			t.Errorf("%s: %#v, want status %d and %q", name, err, tt.status, tt.want)
		}
		if tt.status == 0 && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v is not an unexpected end", name, err)
		}
	}
}
