package socket

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/visavis/visavis/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// funcs are a handler made of functions; nil ones do nothing.
type funcs struct{ text, audio func(context.Context, []byte) }

func (f funcs) Text(ctx context.Context, b []byte)  { call(f.text, ctx, b) }
func (f funcs) Audio(ctx context.Context, b []byte) { call(f.audio, ctx, b) }

func call(f func(context.Context, []byte), ctx context.Context, b []byte) {
	if f != nil {
		f(ctx, b)
	}
}

// world is a server of sockets on an in-memory network, in a synctest bubble.
type world struct {
	t       *testing.T
	network *pipenet.Listener
	endings chan *Ending // how sockets ended, oldest first
	closing chan struct{}
}

// inWorld runs f in a bubble where every connection is a socket that start makes a handler for.
func inWorld(t *testing.T, cfg Config, start func(*Socket) Handler, f func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, network: pipenet.Listen(), endings: make(chan *Ending, 10), closing: make(chan struct{})}
		cfg.Closing = w.closing
		cfg.Log = slog.New(slog.DiscardHandler)
		handler := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			s, err := Open(rw, r, cfg)
			if err != nil {
				return
			}
			w.endings <- s.Serve(r.Context(), start(s))
		})
		server := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		served := make(chan error)
		go func() { served <- server.Serve(w.network) }()
		f(w)
		server.Close()
		<-served
	})
}

// dial connects a client, which reads nothing by itself.
func (w *world) dial() *websocket.Conn {
	w.t.Helper()
	conn, _, err := websocket.Dial(w.t.Context(), "ws://test/", &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	w.t.Cleanup(func() { conn.CloseNow() })
	return conn
}

// heard reads until the connection is closed. Binary messages are told by their length.
func heard(conn *websocket.Conn) (texts []string, audio int, end websocket.CloseError) {
	for {
		kind, b, err := conn.Read(context.Background())
		if err != nil {
			errors.As(err, &end)
			return texts, audio, end
		}
		if kind == websocket.MessageBinary {
			audio += len(b)
		} else {
			texts = append(texts, string(b))
		}
	}
}

func write(t *testing.T, conn *websocket.Conn, kind websocket.MessageType, b string) {
	t.Helper()
	if err := conn.Write(context.Background(), kind, []byte(b)); err != nil {
		t.Fatal(err)
	}
}

// ended waits for the end of a socket.
func (w *world) ended() *Ending {
	w.t.Helper()
	select {
	case e := <-w.endings:
		return e
	case <-time.After(time.Hour): // of fake time
		w.t.Fatal("the socket does not end")
		return nil
	}
}
