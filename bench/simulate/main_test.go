package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis/bench/vendors"
)

func TestParseFault(t *testing.T) {
	forever := func(vendor, path string, words int, do vendors.Trouble) fault {
		return fault{vendor, vendors.Fault{Path: path, Calls: -1, After: vendors.Progress{Words: words}, Do: do}}
	}
	for text, want := range map[string]fault{
		"deepgram/v1/speak=drop@3": forever("deepgram", "/v1/speak", 3, vendors.Drop{}),
		"openai=stall":             forever("openai", "", 0, vendors.Stall{}),
	} {
		got, err := parseFault(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(fault{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"", "openai", "openai=200", "openai=nonsense", "openai=drop@x", "openai=drop@-1"} {
		if _, err := parseFault(text); err == nil {
			t.Errorf("%q was taken for a fault", text)
		}
	}
}

// TestServe: each vendor lets in its own key alone, faults that are sent come to pass, and the status
// tells of it all.
func TestServe(t *testing.T) {
	s, err := serve(options{key: "mark"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	env := map[string]string{}
	for _, line := range s.environment("mark") {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	models := func(key string) int {
		req, _ := http.NewRequest(http.MethodGet, env["OPENAI_BASE_URL"]+"/models", nil)
		req.Header.Set("Authorization", "Bearer "+key)
		return status(t, req)
	}
	if got := models(env["OPENAI_API_KEY"]); got != 200 {
		t.Errorf("with its key: status %d", got)
	}
	if got := models(env["DEEPGRAM_API_KEY"]); got != 401 {
		t.Errorf("with another vendor's key: status %d", got)
	}
	post, _ := http.NewRequest(http.MethodPost, env["SIMULATE_STATUS"], strings.NewReader("openai=503"))
	if got := status(t, post); got != 200 {
		t.Errorf("sending a fault: status %d", got)
	}
	if got := models(env["OPENAI_API_KEY"]); got != 503 {
		t.Errorf("with a fault: status %d", got)
	}
	resp, err := http.Get(env["SIMULATE_STATUS"])
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var all map[string]account
	if err := json.NewDecoder(resp.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"GET /v1/models 200": 1, "GET /v1/models 401": 1, "GET /v1/models 503": 1}
	if diff := cmp.Diff(want, all["openai"].Requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func status(t *testing.T, req *http.Request) int {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestCode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.wav")
	if err := run(t.Context(), options{say: "what is the time", out: file}, nil); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), options{read: file}, &out); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "what is the time\n"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
}
