package socket

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// hangUp ends a socket as a protocol's own Close message would.
func hangUp(tail bool) *Ending {
	return &Ending{Code: websocket.StatusNormalClosure, Reason: "done", Last: []byte("last"), Tail: tail}
}

func TestMessagesKeepTheirOrder(t *testing.T) {
	start := func(s *Socket) Handler {
		s.Send([]byte("welcome"))
		return funcs{
			text: func(_ context.Context, b []byte) {
				s.SendAudio(append(s.Buffer(), "xx"...), 1)
				s.Send([]byte("you said " + string(b)))
			},
			audio: func(_ context.Context, b []byte) {
				if len(b) == 0 {
					s.End(hangUp(true))
				}
			},
		}
	}
	inWorld(t, Config{}, start, func(w *world) {
		c := w.dial()
		for _, want := range []string{"welcome", "xx", "you said hello"} {
			if want == "xx" {
				write(t, c, websocket.MessageText, "hello")
			}
			if _, b, err := c.Read(w.t.Context()); err != nil || string(b) != want {
				t.Fatalf("read %q (%v), want %q", b, err, want)
			}
		}
		write(t, c, websocket.MessageBinary, "")
		texts, _, end := heard(c)
		if !slices.Equal(texts, []string{"last"}) || end.Code != 1000 || end.Reason != "done" {
			t.Errorf("it ended with %q and %v", texts, end)
		}
		if e := w.ended(); e.Reason != "done" || e.Slow() || e.Lost() {
			t.Errorf("Serve returned %+v", e)
		}
	})
}

func TestTail(t *testing.T) {
	for _, tail := range []bool{false, true} {
		start := func(s *Socket) Handler {
			return funcs{text: func(context.Context, []byte) {
				for turn := 1; turn <= 3; turn++ {
					s.SendAudio(make([]byte, 1000), turn)
				}
				s.Send([]byte("before"))
				if n := s.DropAudio(1); n != 1 {
					t.Errorf("%d messages of turn 1 were dropped, want 1", n)
				}
				s.End(hangUp(tail))
				s.End(&Ending{Code: websocket.StatusInternalError, Reason: "too late"})
			}}
		}
		inWorld(t, Config{}, start, func(w *world) {
			c := w.dial()
			write(t, c, websocket.MessageText, "go")
			texts, audio, end := heard(c)
			if !slices.Equal(texts, []string{"before", "last"}) || end.Code != 1000 {
				t.Errorf("tail %v: it ended with %q and %v", tail, texts, end)
			}
			// One frame may be on its way when the others are dropped.
			if tail && audio != 2000 || !tail && audio > 1000 {
				t.Errorf("tail %v: %d bytes of audio came", tail, audio)
			}
		})
	}
}

func TestPanicEndsOneSocket(t *testing.T) {
	var cause error
	cfg := Config{Failed: func(err error) *Ending {
		cause = err
		return &Ending{Code: websocket.StatusInternalError, Reason: "our fault", Last: []byte("sorry"), Err: err}
	}}
	for name, do := range map[string]func(s *Socket){
		"in the handler":       func(*Socket) { panic("a bug") },
		"in a goroutine of it": func(s *Socket) { s.Go(func() { panic("a bug") }) },
	} {
		start := func(s *Socket) Handler {
			return funcs{text: func(context.Context, []byte) { do(s) }, audio: func(context.Context, []byte) { s.Send([]byte("alive")) }}
		}
		inWorld(t, cfg, start, func(w *world) {
			other, c := w.dial(), w.dial()
			write(t, c, websocket.MessageText, "go")
			texts, _, end := heard(c)
			if !slices.Equal(texts, []string{"sorry"}) || end.Code != 1011 || end.Reason != "our fault" {
				t.Errorf("%s: it ended with %q and %v", name, texts, end)
			}
			var p *PanicError
			if !errors.As(cause, &p) || p.Value != "a bug" || !errors.As(w.ended(), &p) {
				t.Errorf("%s: the fault is %v", name, cause)
			}
			write(t, other, websocket.MessageBinary, "x")
			if _, b, err := other.Read(w.t.Context()); string(b) != "alive" {
				t.Errorf("%s: another socket answers %q (%v)", name, b, err)
			}
		})
	}
}

func TestGoroutinesAreWaitedFor(t *testing.T) {
	done := false
	start := func(s *Socket) Handler {
		return funcs{text: func(ctx context.Context, _ []byte) {
			s.Go(func() {
				<-ctx.Done()
				time.Sleep(time.Minute)
				done = true
			})
			s.End(hangUp(false))
		}}
	}
	inWorld(t, Config{}, start, func(w *world) {
		c := w.dial()
		write(t, c, websocket.MessageText, "go")
		heard(c)
		if w.ended(); !done {
			t.Error("Serve did not wait")
		}
	})
}

func TestTooBig(t *testing.T) {
	handled := 0
	start := func(*Socket) Handler {
		return funcs{text: func(context.Context, []byte) { handled++ }}
	}
	inWorld(t, Config{MaxMessage: 10_000}, start, func(w *world) {
		c := w.dial()
		write(t, c, websocket.MessageText, strings.Repeat("x", 10_000))
		// The client is still writing when it is told: it gets to the end, and to reading.
		for range 3 {
			write(t, c, websocket.MessageText, strings.Repeat("x", 1_000_000))
		}
		if _, _, end := heard(c); end.Code != 1009 || !strings.Contains(end.Reason, "10000") {
			t.Errorf("it ended with %v", end)
		}
		if w.ended(); handled != 1 {
			t.Errorf("%d messages were handled, want 1", handled)
		}
	})
}

func TestClosing(t *testing.T) {
	inWorld(t, Config{}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		c := w.dial()
		synctest.Wait()
		close(w.closing)
		if _, _, end := heard(c); end.Code != websocket.StatusGoingAway {
			t.Errorf("it ended with %v", end)
		}
		w.ended()
	})
}

func TestEndBeforeServe(t *testing.T) {
	start := func(s *Socket) Handler {
		s.End(hangUp(true))
		return funcs{}
	}
	inWorld(t, Config{}, start, func(w *world) {
		if texts, _, end := heard(w.dial()); end.Code != 1000 || len(texts) != 1 {
			t.Errorf("it ended with %q and %v", texts, end)
		}
		w.ended()
	})
}

func TestClientLeaves(t *testing.T) {
	inWorld(t, Config{}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		w.dial().Close(websocket.StatusNormalClosure, "")
		if e := w.ended(); !e.Lost() || e.Err != nil || !strings.Contains(e.Error(), "1000") {
			t.Errorf("Serve returned %v", e)
		}
		w.dial().CloseNow()
		if e := w.ended(); !e.Lost() || e.Err == nil {
			t.Errorf("Serve returned %v", e)
		}
	})
}

func TestSubprotocolIsEchoedWithoutItsSecret(t *testing.T) {
	start := func(s *Socket) Handler {
		s.End(hangUp(false))
		return funcs{}
	}
	inWorld(t, Config{}, start, func(w *world) {
		c, resp, err := websocket.Dial(w.t.Context(), "ws://test/", &websocket.DialOptions{
			HTTPClient: w.network.Client(), Subprotocols: []string{"bearer", "secret"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if c.Subprotocol() != "bearer" || strings.Contains(resp.Header.Get("Sec-WebSocket-Protocol"), "secret") {
			t.Errorf("subprotocols are answered with %q", resp.Header.Get("Sec-WebSocket-Protocol"))
		}
		heard(c)
		w.ended()
	})
}

func TestPlainRequestIsAnswered(t *testing.T) {
	inWorld(t, Config{}, nil, func(w *world) {
		resp, err := w.network.Client().Get("http://test/")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusUpgradeRequired {
			t.Errorf("status is %d", resp.StatusCode)
		}
	})
}

func TestLongReasonsAreCut(t *testing.T) {
	for _, s := range []string{strings.Repeat("x", 200), strings.Repeat("ü", 100), "x" + strings.Repeat("😀", 50)} {
		got := closeReason(s)
		if len(got) > 123 || len(got) < 120 || !strings.HasPrefix(s, got) || strings.ContainsRune(got, '\uFFFD') {
			t.Errorf("%q becomes %q", s, got)
		}
	}
	if closeReason("short") != "short" {
		t.Error("a short reason is changed")
	}
}
