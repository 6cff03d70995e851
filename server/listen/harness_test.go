package listen

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/pipenet"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

const requestID = "11111111-2222-4333-8444-555555555555"

// world is the handlers of a Config on a network of its own.
type world struct {
	t       *testing.T
	network *pipenet.Listener
	asked   []wire.ListenProvider // of the ears
}

// inWorld runs f in a bubble of fake time.
func inWorld(t *testing.T, ears visavis.Transcriber, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		withServer(t, Config{}, ears, f)
		time.Sleep(time.Second) // net/http lingers where it has not read a request to its end
	})
}

// withServer runs f with a server whose ears hear for everybody.
func withServer(t *testing.T, cfg Config, ears visavis.Transcriber, f func(w *world)) {
	w := &world{t: t, network: pipenet.Listen()}
	cfg.Log = slog.New(slog.DiscardHandler)
	cfg.Ears = func(p wire.ListenProvider) (Engine, error) {
		w.asked = append(w.asked, p)
		if p.Language == "tlh" {
			return Engine{}, errors.New("language tlh is not understood by fake: use en")
		}
		return Engine{ID: "fake", Transcriber: ears}, nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/listen", cfg.ServeStream)
	mux.HandleFunc("POST /v1/listen", cfg.ServeFile)
	srv := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set(refusal.RequestIDHeader, requestID)
		mux.ServeHTTP(rw, r)
	})}
	served := make(chan error)
	go func() { served <- srv.Serve(w.network) }()
	f(w)
	srv.Close()
	<-served
}

// client is a client of a stream.
type client struct {
	t    *testing.T
	conn *websocket.Conn
	got  chan struct{} // closed at the end

	// Read after wait.
	messages []wire.Message
	status   websocket.StatusCode
	reason   string
}

func (w *world) dial(query string) *client {
	w.t.Helper()
	conn, resp, err := websocket.Dial(context.Background(), "ws://visavis/v1/listen?"+query, &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatalf("dial: %v %v", err, resp)
	}
	conn.SetReadLimit(1 << 20)
	c := &client{t: w.t, conn: conn, got: make(chan struct{})}
	go c.read()
	return c
}

func (c *client) read() {
	defer close(c.got)
	for {
		_, b, err := c.conn.Read(context.Background())
		if err != nil {
			var ce websocket.CloseError
			if errors.As(err, &ce) {
				c.status, c.reason = ce.Code, ce.Reason
			}
			return
		}
		m, err := wire.DecodeListen(b)
		if err != nil {
			c.t.Errorf("message %s: %v", b, err)
		}
		c.messages = append(c.messages, m)
	}
}

func (c *client) send(b []byte) { c.conn.Write(context.Background(), websocket.MessageBinary, b) }
func (c *client) text(s string) { c.conn.Write(context.Background(), websocket.MessageText, []byte(s)) }

// speak sends audio in real time, 20 ms a message.
func (c *client) speak(b []byte, bytesPerSecond int) {
	for piece := range slices.Chunk(b, bytesPerSecond/50) {
		c.send(piece)
		time.Sleep(20 * time.Millisecond)
	}
}

// wait returns what came when the server has closed the stream.
func (c *client) wait() []wire.Message {
	c.t.Helper()
	<-c.got
	return c.messages
}

// finish ends the stream and returns what came.
func (c *client) finish() []wire.Message {
	c.t.Helper()
	c.text(`{ "type": "CloseStream" }`)
	got := c.wait()
	if c.status != websocket.StatusNormalClosure {
		c.t.Errorf("closed with status %d %q, want 1000", c.status, c.reason)
	}
	if len(got) == 0 {
		c.t.Fatal("nothing came")
	}
	if _, ok := got[len(got)-1].(wire.ListenMetadata); !ok {
		c.t.Errorf("the last message is %T, want Metadata", got[len(got)-1])
	}
	return got
}

// results returns the results among messages, and their text when they are final.
func results(messages []wire.Message) (all, finals []wire.ListenResults) {
	for _, m := range messages {
		if r, ok := m.(wire.ListenResults); ok {
			all = append(all, r)
			if r.IsFinal {
				finals = append(finals, r)
			}
		}
	}
	return all, finals
}

func textOf(finals []wire.ListenResults) string {
	var texts []string
	for _, r := range finals {
		if t := r.Channel.Alternatives[0].Transcript; t != "" {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, " ")
}

// speech is the sound of a sentence with quiet around it, as bytes of linear16 at 16 kHz.
func speech(text string, before, after time.Duration) []byte {
	samples := make([]int16, visavis.MicRate.N(before))
	samples = append(samples, vendors.Utterance(text)...)
	samples = append(samples, make([]int16, visavis.MicRate.N(after))...)
	return pcm.Linear16.Append(nil, samples)
}

const raw = "encoding=linear16&sample_rate=16000"

// post sends a file and returns the answer.
func (w *world) post(query, contentType string, body io.Reader) (int, http.Header, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://visavis/v1/listen?"+query, body)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	client := w.network.Client()
	// A server reads a refused body to its end only where the connection is to be used again.
	client.Transport.(*http.Transport).DisableKeepAlives = false
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}

func mustQuery(t testing.TB, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// serve runs f while h serves one websocket whose client says nothing.
func serve(t testing.TB, h http.HandlerFunc, f func()) {
	network := pipenet.Listen()
	srv := &http.Server{Handler: h}
	served := make(chan error)
	go func() { served <- srv.Serve(network) }()
	conn, _, err := websocket.Dial(context.Background(), "ws://visavis/", &websocket.DialOptions{HTTPClient: network.Client()})
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for {
			if _, _, err := conn.Read(context.Background()); err != nil {
				return
			}
		}
	}()
	f()
	conn.CloseNow()
	<-read
	srv.Close()
	<-served
}
