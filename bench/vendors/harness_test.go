package vendors_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "secret-key"

// world is a simulator on a network of its own, in fake time.
type world struct {
	*testing.T
	net *pipenet.Listener
}

// inWorld runs a test against a simulator.
func inWorld(t *testing.T, h http.Handler, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t, pipenet.Listen()}
		srv := &http.Server{Handler: h}
		served := make(chan error)
		go func() { served <- srv.Serve(w.net) }()
		test(w)
		srv.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}

// naive is a client that does what it is told and remembers all that comes.
type naive struct {
	*world
	conn *websocket.Conn
	done chan struct{}

	// Read after wait.
	messages []received
	audio    []byte
	status   websocket.StatusCode
	reason   string
	err      error
	ended    time.Duration
	began    time.Time
}

// received is a JSON message: what, when, and behind how much audio.
type received struct {
	at    time.Duration
	after int // bytes of audio
	json  map[string]any
}

func (r received) typ() string { s, _ := r.json["type"].(string); return s }

// dial connects; it fails the test when the vendor refuses.
func (w *world) dial(target string) *naive {
	w.Helper()
	n, resp, err := w.tryDial(target, "Token "+key)
	if err != nil {
		w.Fatalf("dial %s: %v (%v)", target, err, resp)
	}
	return n
}

func (w *world) tryDial(target, authorization string) (*naive, *http.Response, error) {
	header := http.Header{}
	if authorization != "" {
		header.Set("Authorization", authorization)
	}
	began := time.Now()
	conn, resp, err := websocket.Dial(context.Background(), "ws://vendor"+target,
		&websocket.DialOptions{HTTPClient: w.net.Client(), HTTPHeader: header})
	if err != nil {
		return nil, resp, err
	}
	conn.SetReadLimit(1 << 24)
	n := &naive{world: w, conn: conn, done: make(chan struct{}), began: began}
	go n.read()
	return n, resp, nil
}

func (n *naive) read() {
	defer close(n.done)
	for {
		typ, b, err := n.conn.Read(context.Background())
		if err != nil {
			n.err, n.ended = err, time.Since(n.began)
			var ce websocket.CloseError
			if errors.As(err, &ce) {
				n.status, n.reason = ce.Code, ce.Reason
			}
			return
		}
		if typ == websocket.MessageBinary {
			n.audio = append(n.audio, b...)
			continue
		}
		r := received{at: time.Since(n.began), after: len(n.audio), json: map[string]any{}}
		json.Unmarshal(b, &r.json)
		n.messages = append(n.messages, r)
	}
}

// wait waits until the vendor has closed.
func (n *naive) wait() { <-n.done }

// leave goes without a goodbye.
func (n *naive) leave() {
	n.conn.CloseNow()
	n.wait()
}

func (n *naive) send(text string) {
	n.Helper()
	if err := n.conn.Write(context.Background(), websocket.MessageText, []byte(text)); err != nil {
		n.Logf("send %s: %v", text, err)
	}
}

func (n *naive) sendBytes(b []byte) error {
	return n.conn.Write(context.Background(), websocket.MessageBinary, b)
}

// talk sends samples at 16 kHz in real time, 20 ms at a time.
func (n *naive) talk(samples []int16) {
	const chunk = 320
	for len(samples) > 0 {
		k := min(chunk, len(samples))
		if n.sendBytes(pcm.Linear16.Append(nil, samples[:k])) != nil {
			return
		}
		samples = samples[k:]
		time.Sleep(20 * time.Millisecond)
	}
}

// quiet is silence at 16 kHz.
func quiet(d time.Duration) []int16 { return make([]int16, int(d.Seconds()*16000)) }

// of returns the messages of a type.
func (n *naive) of(typ string) (out []received) {
	for _, m := range n.messages {
		if m.typ() == typ {
			out = append(out, m)
		}
	}
	return out
}

// finals joins the final transcripts of listen v1.
func (n *naive) finals() string {
	var out []string
	for _, m := range n.of("Results") {
		if text := transcript(m); m.json["is_final"] == true && text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}

func transcript(m received) string {
	channel := m.json["channel"].(map[string]any)
	return channel["alternatives"].([]any)[0].(map[string]any)["transcript"].(string)
}

// turns lists the events of Flux that are no updates, with their transcripts.
func (n *naive) turns() (out []string) {
	for _, m := range n.of("TurnInfo") {
		if m.json["event"] != "Update" {
			out = append(out, m.json["event"].(string)+": "+m.json["transcript"].(string))
		}
	}
	return out
}

// expectClose asserts how the vendor closed.
func (n *naive) expectClose(status websocket.StatusCode, reason string) {
	n.Helper()
	if n.status != status || !strings.Contains(n.reason, reason) {
		n.Errorf("closed with %d %q (%v), want %d with %q", n.status, n.reason, n.err, status, reason)
	}
}

// expectViolations asserts which rules were broken, in order.
func expectViolations(t testing.TB, v interface{ Violations() []vendors.Violation }, rules ...string) {
	t.Helper()
	var got []string
	for _, violation := range v.Violations() {
		got = append(got, violation.Rule)
	}
	if strings.Join(got, ", ") != strings.Join(rules, ", ") {
		t.Errorf("violations %v, want the rules %v", v.Violations(), rules)
	}
}

// decode24 reads speech at 24 kHz.
func decode24(audio []byte) string {
	return vendors.Text(new(pcm.Decoder).Append(nil, audio), 24000)
}
