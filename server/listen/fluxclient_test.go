package listen

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pipenet"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/wire"
)

// fluxWorld is a server of /v2/listen on an in-memory network; it lives in a synctest bubble.
type fluxWorld struct {
	t       *testing.T
	network *pipenet.Listener
	closing chan struct{}
	asked   []wire.ListenProvider // of the ears
}

func inFluxWorld(t *testing.T, ears visavis.Transcriber, f func(w *fluxWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &fluxWorld{t: t, network: pipenet.Listen(), closing: make(chan struct{})}
		cfg := Config{
			Ears:    func(p wire.ListenProvider) (Engine, error) { return w.ask(p, ears) },
			Log:     slog.New(slog.DiscardHandler),
			Closing: w.closing,
		}
		srv := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set(refusal.RequestIDHeader, "an-id")
			cfg.ServeTurns(rw, r)
		}), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		served := make(chan error)
		go func() { served <- srv.Serve(w.network) }()
		f(w)
		srv.Close()
		<-served
	})
}

// ask gives the same ears for everything but a term that they cannot hear.
func (w *fluxWorld) ask(p wire.ListenProvider, ears visavis.Transcriber) (Engine, error) {
	w.asked = append(w.asked, p)
	if slices.Contains(p.Keyterms, "unheard") {
		return Engine{}, errors.New("unheard cannot be heard")
	}
	return Engine{ID: "fake", Transcriber: ears}, nil
}

// fluxStreamer is a client and what it was told.
type fluxStreamer struct {
	t     *testing.T
	conn  *websocket.Conn
	told  []wire.Message
	heard func(wire.Message) // called for each; may be nil
	end   error
	done  chan struct{}
}

const rawFlux = "model=flux-general-en&encoding=linear16&sample_rate=16000"

func (w *fluxWorld) dial(query string) *fluxStreamer {
	w.t.Helper()
	conn, _, err := websocket.Dial(w.t.Context(), "ws://test/v2/listen?"+query, &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	c := &fluxStreamer{t: w.t, conn: conn, done: make(chan struct{})}
	go c.read()
	return c
}

func (c *fluxStreamer) read() {
	defer close(c.done)
	for {
		_, b, err := c.conn.Read(context.Background())
		if err != nil {
			c.end = err
			return
		}
		m, err := wire.DecodeFlux(b)
		if err != nil {
			c.end = err
			return
		}
		c.told = append(c.told, m)
		if c.heard != nil {
			c.heard(m)
		}
	}
}

// stream sends audio in messages of a size, as fast as they are spoken or at once.
func (c *fluxStreamer) stream(audio []byte, size int, pace time.Duration) {
	for piece := range slices.Chunk(audio, size) {
		if c.conn.Write(context.Background(), websocket.MessageBinary, piece) != nil {
			return
		}
		time.Sleep(pace)
	}
}

func (c *fluxStreamer) say(m string) {
	c.t.Helper()
	if err := c.conn.Write(context.Background(), websocket.MessageText, []byte(m)); err != nil {
		c.t.Fatal(err)
	}
}

// ended waits for the close and checks its status, the numbers and the ids.
func (c *fluxStreamer) ended(status websocket.StatusCode) {
	c.t.Helper()
	<-c.done
	if got := websocket.CloseStatus(c.end); got != status {
		c.t.Errorf("the stream ended with %d, want %d: %v", got, status, c.end)
	}
	c.checkNumbers()
}

func (c *fluxStreamer) checkNumbers() {
	for i, m := range c.told {
		if i == 0 && m != any(wire.FluxConnected{RequestID: "an-id"}) {
			c.t.Errorf("the first message is %+v, want Connected", m)
		}
		if !bytes.Contains(wire.Encode(m), []byte(`"request_id":"an-id","sequence_id":`+itoa(i)+`,`)) &&
			!bytes.Contains(wire.Encode(m), []byte(`"request_id":"an-id","sequence_id":`+itoa(i)+`}`)) {
			c.t.Errorf("message %d is %s", i, wire.Encode(m))
		}
	}
}

func itoa(n int) string { return string(appendInt(nil, n)) }

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

// events are the turns' events but Updates, with their text.
func (c *fluxStreamer) events() []string {
	var all []string
	for _, m := range c.told {
		if info, ok := m.(wire.TurnInfo); ok && info.Event != wire.TurnUpdate {
			all = append(all, string(info.Event)+" "+info.Transcript)
		}
	}
	return all
}

// spoken is audio of stretches of quiet and voice, in milliseconds, beginning with quiet.
func spoken(stretches ...int) []int16 {
	var out []int16
	for i, ms := range stretches {
		for n := range ms * 16 {
			s := float64(n%7) - 3 // no room is silent
			for h := 1.0; i%2 == 1 && h < 12; h++ {
				s += 3000 / h * math.Sin(2*math.Pi*130*h*float64(n)/16000)
			}
			out = append(out, int16(s))
		}
	}
	return out
}

func linear16(samples []int16) []byte {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, samples); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var twoTurns = fake.Transcriber{Script: []string{"turn on the light", "thank you"}, Confidence: 0.8}
