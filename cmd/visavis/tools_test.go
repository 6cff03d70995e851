package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// echo answers with what it was asked, so that tests see it.
func echo(t *testing.T) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + r.Header.Get("X-Team")))
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(srv.Client().CloseIdleConnections)
	return srv
}

// workshopOf is a workshop with a configuration, whose engines do not run.
func workshopOf(t *testing.T, yaml string, env ...string) *workshop {
	t.Helper()
	c, err := parseConfig("x.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorkshop(setup{config: c, env: testEnviron(env...)}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	return w
}

func TestTools(t *testing.T) {
	srv := echo(t)
	yaml := "tools: [{name: now, url: " + srv.URL + "/now, method: PUT, key_env: NOW_KEY, parameters: {type: object}}]"
	w := workshopOf(t, yaml, "NOW_KEY=5ec2e7")
	tools, done, err := w.tools(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if len(tools) != 1 || tools[0].Name != "now" || string(tools[0].Parameters) != `{"type":"object"}` {
		t.Fatalf("tools %v", tools)
	}
	// The endpoint's driver takes the key out of what the model is shown.
	got, err := tools[0].Caller.Call(t.Context(), visavis.Call{Name: "now", Arguments: "{}"})
	if err != nil || !strings.HasPrefix(got, "PUT /now ") || strings.Contains(got, "5ec2e7") || got == "PUT /now  " {
		t.Errorf("the endpoint was asked %q, %v", got, err)
	}
	if _, _, err := workshopOf(t, yaml).tools(t.Context()); err == nil || !strings.Contains(err.Error(), "now: needs a key: set NOW_KEY") {
		t.Errorf("without its key: %v", err)
	}
}

func TestMCPServers(t *testing.T) {
	const yaml = "mcp: {b: {command: [run, -x], env: [B_KEY]}, a: {url: \"https://x/mcp\", key_env: A_KEY}}"
	got, err := workshopOf(t, yaml, "A_KEY=1", "B_KEY=2").mcpServers()
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	if a := got[0]; a.Name != "a" || a.URL != "https://x/mcp" || a.Headers["Authorization"] != "Bearer 1" {
		t.Errorf("a is %s with %d headers", a.URL, len(a.Headers))
	}
	if b := got[1]; b.Command != "run" || cmp.Diff([]string{"-x"}, b.Args)+cmp.Diff([]string{"B_KEY=2"}, b.Env) != "" {
		t.Errorf("b is %q %q", b.Command, b.Args)
	}
	for _, key := range []string{"A_KEY", "B_KEY"} {
		other := map[string]string{"A_KEY": "B_KEY=2", "B_KEY": "A_KEY=1"}[key]
		if _, err := workshopOf(t, yaml, other).mcpServers(); err == nil || !strings.Contains(err.Error(), "set "+key) {
			t.Errorf("without %s: %v", key, err)
		}
	}
}

func TestClientsHeaders(t *testing.T) {
	srv, elsewhere := echo(t), echo(t)
	at := &wire.Endpoint{URL: srv.URL + "/v1/chat/completions", Headers: map[string]string{"authorization": "Bearer 5ec2e7", "x-team": "blue"}}
	client, key := withHeaders(srv.Client(), at)
	if key != "5ec2e7" {
		t.Errorf("the key is %q", key)
	}
	for url, want := range map[string]string{srv.URL: "GET /  blue", elsewhere.URL: "GET /  "} {
		resp, err := client.Get(url + "/")
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 100)
		n, _ := resp.Body.Read(body)
		resp.Body.Close()
		if got := string(body[:n]); got != want {
			t.Errorf("asked %q, want %q: headers are for the endpoint's host alone", got, want)
		}
	}
	client.CloseIdleConnections()
	if got := before(at.URL, "/chat/completions"); got != srv.URL+"/v1" {
		t.Errorf("the base is %s", got)
	}
}

func TestClientsEngines(t *testing.T) {
	at := &wire.Endpoint{URL: "https://x/v1"}
	for kind, ok := range map[string]bool{"": true, "open_ai": true, "anthropic": true, "google": true, "aws_bedrock": false} {
		_, err := clientBrain(wire.Think{Provider: wire.ThinkProvider{Type: kind, Model: "m"}, Endpoint: at}, http.DefaultClient)
		if (err == nil) != ok {
			t.Errorf("a brain of type %q: %v", kind, err)
		}
	}
	voice := wire.Speak{Provider: wire.SpeakProvider{Type: "open_ai", Model: "m"}, Endpoint: at}
	if _, err := clientVoice(voice, http.DefaultClient); err == nil {
		t.Error("a voice without a name was taken")
	}
	voice.Provider.Voice = &wire.Voice{ID: "alloy"}
	if _, err := clientVoice(voice, http.DefaultClient); err != nil {
		t.Error(err)
	}
}

// TestSampled: the operator's sampling fills in what a prompt does not say.
func TestSampled(t *testing.T) {
	w := workshopOf(t, "temperature: 0.5\neffort: low")
	var got visavis.Sampling
	g := w.sampled(generator(func(p visavis.Prompt) { got = p.Sampling }))
	warm := 1.5
	for _, tt := range []struct{ prompt, want visavis.Sampling }{
		{visavis.Sampling{}, visavis.Sampling{Temperature: w.config.Temperature, Effort: "low"}},
		{visavis.Sampling{Temperature: &warm, Effort: "high"}, visavis.Sampling{Temperature: &warm, Effort: "high"}},
	} {
		g.Generate(t.Context(), visavis.Prompt{Sampling: tt.prompt}, nil)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	g.(visavis.Warmer).Warm(t.Context()) // what cannot be warmed is left alone
}

type generator func(visavis.Prompt)

func (g generator) Generate(_ context.Context, p visavis.Prompt, _ func(visavis.Delta)) error {
	g(p)
	return nil
}
