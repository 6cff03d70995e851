package record

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const key = "sk-very-secret"

// verdict records failures in place of failing the test.
type verdict struct {
	testing.TB
	faults   []string
	cleanups []func()
}

func (v *verdict) Helper()          {}
func (v *verdict) Failed() bool     { return len(v.faults) > 0 }
func (v *verdict) Cleanup(f func()) { v.cleanups = append(v.cleanups, f) }
func (v *verdict) Errorf(format string, args ...any) {
	v.faults = append(v.faults, fmt.Sprintf(format, args...))
}

// say posts a body through a tape and returns the answer's.
func say(t *testing.T, tape *Tape, url, body string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url+"/v1/ask?key=no", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Cookie", "secret=1")
	resp, err := tape.RoundTrip(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.StatusCode, resp.Header.Get("Retry-After"), " ", string(answer))
}

func TestTape(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3")
		w.Header().Set("Set-Cookie", "secret=2")
		w.WriteHeader(429)
		fmt.Fprintf(w, "data: slow down, %s\r\n\r\n", key)
	}))
	defer srv.Close()
	file := filepath.Join(t.TempDir(), "a", "tape.txtar")
	recorded := new(verdict)
	tape := Record(recorded, file, "Why.", srv.Client().Transport, key)
	live := say(t, tape, srv.URL, `{"b":1,"a":"`+key+`"}`)
	tape.Note("made of it", "nothing")
	for _, f := range recorded.cleanups {
		f()
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Fatalf("tape (%v) has a secret:\n%s", err, text)
	}

	tests := map[string]struct {
		body, note, want string
	}{
		"the same":    {`{"a": "[key]", "b": 1}`, "nothing", ""},
		"other words": {`{"a": "[key]", "b": 2}`, "nothing", "request is now"},
		"other sense": {`{"a": "[key]", "b": 1}`, "something", "made of it is now"},
		"too little":  {`{"a": "[key]", "b": 1}`, "", "made of it\" was not reached"},
	}
	for name, tt := range tests {
		played := new(verdict)
		tape := Play(played, file)
		if got, want := say(t, tape, "http://elsewhere.invalid", tt.body), strings.ReplaceAll(live, key, "[key]"); got != want {
			t.Errorf("%s: played back %q, want %q", name, got, want)
		}
		if tt.note != "" {
			tape.Note("made of it", tt.note)
		}
		for _, f := range played.cleanups {
			f()
		}
		faults := strings.Join(played.faults, "\n")
		if (tt.want == "") != (faults == "") || !strings.Contains(faults, tt.want) {
			t.Errorf("%s: faults %q, want %q", name, faults, tt.want)
		}
	}
}

func TestMadeIdentifiers(t *testing.T) {
	got := new(Tape).scrub("call_ABCDEFGHIJKLMNOPQRSTUVWXYZ, call_BBCDEFGHIJKLMNOPQRSTUVWXYZ, call_ABCDEFGHIJKLMNOPQRSTUVWXYZ, call_x")
	if want := "call_1, call_2, call_1, call_x"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
