package pipenet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/pipenet"
)

func TestHTTPAndWebsocketInFakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := pipenet.Listen()
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/plain" {
				time.Sleep(time.Hour) // costs nothing here
				io.WriteString(w, "hello")
				return
			}
			c, err := websocket.Accept(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			c.Write(r.Context(), websocket.MessageText, []byte("hello"))
			c.Close(websocket.StatusNormalClosure, "")
		})}
		served := make(chan error)
		go func() { served <- srv.Serve(l) }()

		resp, err := l.Client().Get("http://anywhere/plain")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()

		c, _, err := websocket.Dial(t.Context(), "ws://anywhere/", &websocket.DialOptions{HTTPClient: l.Client()})
		if err != nil {
			t.Fatal(err)
		}
		_, msg, err := c.Read(t.Context())
		if err != nil || string(msg) != string(body) {
			t.Errorf("websocket said %q (%v), HTTP said %q: both should say hello", msg, err, body)
		}
		if _, _, err := c.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
			t.Errorf("the connection ended with %v, want a normal closure", err)
		}
		srv.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}

func TestCloseEndsDialAndAccept(t *testing.T) {
	l := pipenet.Listen()
	l.Close()
	l.Close()
	if _, err := l.Dial(context.Background()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Dial after Close: %v", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close: %v", err)
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	l := pipenet.Listen()
	defer l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.Dial(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Dial with nobody accepting: %v", err)
	}
}
