package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/provider/openai"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "sk-very-secret"

// serve starts a server and returns a generator that asks it.
func serve(t *testing.T, handler http.HandlerFunc) *openai.Generator {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	t.Cleanup(srv.Client().CloseIdleConnections)
	return openai.New(openai.Config{BaseURL: srv.URL + "/v1", APIKey: key, Model: "tiny", Client: srv.Client()})
}

// send writes events of a stream, each an object without its braces.
func send(w http.ResponseWriter, events ...string) {
	w.Header().Set("Content-Type", "text/event-stream")
	for _, e := range events {
		fmt.Fprintf(w, "data: %s\n\n", e)
	}
	w.(http.Flusher).Flush()
}

func delta(text string) string {
	return fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q}}]}`, text)
}

const stop = `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`

// ask returns the deltas of a reply to a question.
func ask(ctx context.Context, g *openai.Generator) (deltas []string, err error) {
	p := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Who are you?"}}}
	err = g.Generate(ctx, p, func(d visavis.Delta) { deltas = append(deltas, d.Text) })
	return deltas, err
}

func TestStream(t *testing.T) {
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer "+key {
			t.Errorf("request to %s with authorization %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		send(w, `{"choices":[{"index":0,"delta":{"role":"assistant"}}]}`, delta("I am "), delta("Vi."), stop,
			`{"choices":[],"usage":{"total_tokens":7}}`, "[DONE]")
	})
	got, err := ask(t.Context(), g)
	if diff := cmp.Diff([]string{"I am ", "Vi."}, got); diff != "" || err != nil {
		t.Errorf("Generate: %v, deltas (-want +got):\n%s", err, diff)
	}
}

func TestPrompt(t *testing.T) {
	type message struct{ Role, Content string }
	var got struct {
		Model    string
		Stream   bool
		Messages []message
	}
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		send(w, stop, "[DONE]")
	})
	prompt := visavis.Prompt{System: "Be a pirate.", Messages: []visavis.Message{
		{Role: visavis.Assistant, Text: "Ahoy."},
		{Role: visavis.User, Text: "A story."},
		{Role: visavis.Assistant, Text: "Once upon a", Interrupted: true},
		{Role: visavis.User, Text: "Stop."},
	}}
	if err := g.Generate(t.Context(), prompt, func(visavis.Delta) {}); err != nil {
		t.Fatal(err)
	}
	want := []message{
		{"system", dialogue.Spoken + "\n\nBe a pirate."}, {"user", "(The conversation begins.)"}, {"assistant", "Ahoy."}, {"user", "A story."},
		{"assistant", "Once upon a—"}, {"user", "Stop."},
	}
	if diff := cmp.Diff(want, got.Messages); diff != "" || got.Model != "tiny" || !got.Stream {
		t.Errorf("model %q, stream %t, messages (-want +got):\n%s", got.Model, got.Stream, diff)
	}
}

// A conversation that the face begins has no message yet; servers want one of the user's.
func TestPromptWithoutMessages(t *testing.T) {
	var body string
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		send(w, stop, "[DONE]")
	})
	if err := g.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(body, `"role":"user"`) {
		t.Errorf("request has no user's message: %s", body)
	}
}

func TestRefusals(t *testing.T) {
	tests := map[string]struct {
		status      int
		body        string
		unavailable bool
		want        string
	}{
		"key":        {401, `{"error":{"message":"Incorrect API key provided: sk-very-secret"}}`, true, "key was refused"},
		"no model":   {404, `{"error":{"message":"model 'tiny' not found"}}`, true, "model 'tiny' not found"},
		"busy":       {429, `{"error":{"message":"slow down, sk-very-secret"}}`, false, "status 429: slow down, [key]"},
		"broken":     {500, `{"error":{"message":"out of memory"}}`, false, "out of memory"},
		"not theirs": {502, `<html>Bad Gateway</html>`, false, "status 502: Bad Gateway"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			requests := 0
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			})
			_, err := ask(t.Context(), g)
			checkError(t, err, tt.want)
			if got := errors.As(err, new(*visavis.UnavailableError)); got != tt.unavailable {
				t.Errorf("%v: unavailable is %t, want %t", err, got, tt.unavailable)
			}
			if requests != 1 {
				t.Errorf("%d requests were made, want 1: trying again is not the driver's business", requests)
			}
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("error is %v, want one with %q", err, want)
	}
	if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, key) {
		t.Errorf("error shows the key: %s", all)
	}
}

func TestBrokenStreams(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"ends politely": {func(w http.ResponseWriter, _ *http.Request) { send(w, delta("I am ")) }, "broke off"},
		"connection dies": {func(w http.ResponseWriter, _ *http.Request) {
			send(w, delta("I am "))
			panic(http.ErrAbortHandler)
		}, "unexpected EOF"},
		"error event": {func(w http.ResponseWriter, _ *http.Request) {
			send(w, delta("I am "), `{"error":{"message":"ran out of memory for `+key+`"}}`)
		}, "ran out of memory for [key]"},
		"no JSON": {func(w http.ResponseWriter, _ *http.Request) { send(w, delta("I am "), "{oops") }, "ask tiny: invalid character"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ask(t.Context(), serve(t, tt.handler))
			checkError(t, err, tt.want)
			if !cmp.Equal(got, []string{"I am "}) {
				t.Errorf("deltas before the fault are %q, want the one that came", got)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	g := openai.New(openai.Config{BaseURL: srv.URL, APIKey: key, Model: "tiny"})
	_, err := ask(t.Context(), g)
	checkError(t, err, "refused")
}
