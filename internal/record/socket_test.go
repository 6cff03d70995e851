package record

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hostile is a server of sockets that shows the key wherever it can: in a header, in a message, in
// the reason of its close. It answers "more" with audio.
func hostile(t *testing.T) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Dg-Request-Id", "of "+key)
		if r.Header.Get("Authorization") != "Token "+key {
			http.Error(w, "not with "+r.Header.Get("Authorization"), http.StatusUnauthorized)
			return
		}
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer ws.CloseNow()
		answer(ws)
	}))
	t.Cleanup(srv.Close)
	return srv
}

func answer(ws *websocket.Conn) {
	ctx := context.Background()
	ws.Write(ctx, websocket.MessageText, []byte(`{"hello":"`+key+`"}`))
	for {
		_, b, err := ws.Read(ctx)
		switch {
		case err != nil:
			return
		case string(b) == `{"say":"more"}`:
			ws.Write(ctx, websocket.MessageBinary, make([]byte, 7))
			ws.Write(ctx, websocket.MessageBinary, make([]byte, 7))
			ws.Write(ctx, websocket.MessageText, []byte("two\nlines"))
		case string(b) == `{"say":"bye"}`:
			ws.Close(4000, "bye "+key)
			return
		}
	}
}

// script is what a client does over a socket, step by step: a text to send, "audio N", "hear N"
// messages, "leave" or "close".
type script []string

// follow does it and returns what was heard.
func (s script) follow(t *testing.T, tape *Tape, url, key string) string {
	t.Helper()
	ctx := context.Background()
	ws, resp, err := websocket.Dial(ctx, url+"/v1/talk?b=1&a="+key, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: tape}, HTTPHeader: http.Header{"Authorization": {"Token " + key}}})
	if err != nil {
		return fmt.Sprintf("refused: %d", resp.StatusCode)
	}
	defer ws.CloseNow()
	heard := resp.Header.Get("Dg-Request-Id") + "\n"
	for _, step := range s {
		var n int
		switch {
		case step == "leave":
			ws.CloseNow()
		case step == "close":
			ws.Close(websocket.StatusNormalClosure, "enough")
		case scan(step, "audio %d", &n):
			ws.Write(ctx, websocket.MessageBinary, bytes.Repeat([]byte{1}, n))
		case scan(step, "hear %d", &n):
			heard += hear(ws, n)
		default:
			ws.Write(ctx, websocket.MessageText, []byte(step))
		}
	}
	return heard
}

func scan(s, format string, n *int) bool {
	got, _ := fmt.Sscanf(s, format, n)
	return got == 1
}

// hear returns n messages, or how the socket ended.
func hear(ws *websocket.Conn, n int) (heard string) {
	for range n {
		typ, b, err := ws.Read(context.Background())
		switch {
		case err != nil:
			return heard + fmt.Sprintf("end %d %s\n", websocket.CloseStatus(err), reason(err))
		case typ == websocket.MessageText:
			heard += string(b) + "\n"
		default:
			heard += fmt.Sprintf("%d bytes\n", len(b))
		}
	}
	return heard
}

// finish does what the end of a test does and returns its faults.
func (v *verdict) finish() string {
	for _, f := range v.cleanups {
		f()
	}
	return strings.Join(v.faults, "\n")
}

// recorded records a script over a real network.
func recorded(t *testing.T, file, with string, s script) (heard string) {
	t.Helper()
	v := new(verdict)
	network := new(http.Transport)
	defer network.CloseIdleConnections()
	tape := Record(v, file, "Why.", network, key, with)
	heard = s.follow(t, tape, hostile(t).URL, with)
	tape.Note("made of it", "something")
	if faults := v.finish(); faults != "" {
		t.Fatal(faults)
	}
	return heard
}

func whole() script {
	return script{"hear 1", "audio 30", "audio 30", "audio 5", `{"say":"more"}`, "hear 3", `{"say":"bye"}`, "hear 1"}
}

func TestSocket(t *testing.T) {
	file := filepath.Join(t.TempDir(), "socket.txtar")
	live := recorded(t, file, key, whole())
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := `Why.

-- request --
GET /v1/talk?b=1&a=[key]
Authorization: Token [key]
Upgrade: websocket
-- response --
101
Dg-Request-Id: of [key]
Upgrade: websocket

-- server --
{"hello":"[key]"}
-- client --
(audio: 2 × 30 bytes)
(audio: 1 × 5 bytes)
{"say":"more"}
-- server --
(audio: 2 × 7 bytes)
(text) "two\nlines"
-- client --
{"say":"bye"}
-- server --
(close 4000) bye [key]
-- audio in all --
client: 65 bytes, sha256 dc7156746a46cbe6
server: 14 bytes, sha256 e7ecebbc590bc88b
-- made of it --
something
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("the tape (-want +got):\n%s", diff)
	}
	if want := "\ntwo\nlines\nend 4000 bye " + key; !strings.Contains(live, want) {
		t.Errorf("while it was recorded %q was heard, want %q in it", live, want)
	}
	checkPlayed(t, file, strings.ReplaceAll(live, key, "[key]"))
}

// checkPlayed plays a tape to clients that do as was done then, and to others.
func checkPlayed(t *testing.T, file, heard string) {
	for name, tt := range map[string]struct {
		script script
		want   string // in the faults
	}{
		"the same":     {whole(), ""},
		"other chunks": {script{"hear 1", "audio 64", "audio 1", `{ "say": "more" }`, "hear 3", `{"say":"bye"}`, "hear 1"}, ""},
		"other words":  {script{"hear 1", "audio 65", `{"say":"less"}`, "hear 1"}, `the client says {"say":"less"}`},
		"less audio":   {script{"hear 1", "audio 64", `{"say":"more"}`, "close"}, `at "(audio: 1 × 5 bytes)" of the client`},
		"more audio": {script{"hear 1", "audio 66", `{"say":"more"}`, "hear 3", `{"say":"bye"}`, "hear 1"},
			"audio is now 66 bytes"},
		"more words": {script{"hear 1", `{"say":"more"}`, `{"say":"bye"}`, `{"say":"bye"}`, "audio 65", "hear 4"}, "says besides"},
		"too soon":   {script{"hear 1", "leave"}, `at "(audio: 2 × 30 bytes)" of the client`},
	} {
		v := new(verdict)
		tape := Play(v, file)
		got := tt.script.follow(t, tape, "http://nobody.invalid", "[key]")
		tape.Note("made of it", "something")
		faults := v.finish()
		if (tt.want == "") != (faults == "") || !strings.Contains(faults, tt.want) {
			t.Errorf("%s: faults %q, want %q", name, faults, tt.want)
		}
		if tt.want == "" && got != heard {
			t.Errorf("%s: heard %q, want %q", name, got, heard)
		}
	}
}

// TestSocketEnds: a client that leaves has to leave in the same way.
func TestSocketEnds(t *testing.T) {
	for _, how := range []string{"leave", "close"} {
		file := filepath.Join(t.TempDir(), how)
		recorded(t, file, key, script{"hear 1", how})
		for _, now := range []string{"leave", "close"} {
			v := new(verdict)
			tape := Play(v, file)
			script{"hear 1", now}.follow(t, tape, "http://nobody.invalid", "[key]")
			tape.Note("made of it", "something")
			if faults := v.finish(); (how == now) != (faults == "") {
				t.Errorf("%s after %s was recorded: %q", now, how, faults)
			}
		}
	}
}

func TestSocketRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "refused")
	live := recorded(t, file, "another-secret", nil)
	text, _ := os.ReadFile(file)
	if strings.Contains(string(text), "secret") || !strings.Contains(string(text), "401") {
		t.Errorf("the tape is\n%s", text)
	}
	v := new(verdict)
	tape := Play(v, file)
	if got := (script{}).follow(t, tape, "http://nobody.invalid", "[key]"); got != live || got != "refused: 401" {
		t.Errorf("played back %q, while it was recorded %q", got, live)
	}
	tape.Note("made of it", "something")
	if faults := v.finish(); faults != "" {
		t.Error(faults)
	}
}
