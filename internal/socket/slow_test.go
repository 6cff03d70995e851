package socket

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// flood sends audio until it cannot.
func flood(s *Socket, failed *error) func(context.Context, []byte) {
	return func(context.Context, []byte) {
		for *failed == nil {
			*failed = s.SendAudio(append(s.Buffer(), make([]byte, 64<<10)...), 1)
		}
	}
}

func TestClientThatReadsTooSlowly(t *testing.T) {
	var err error
	inWorld(t, Config{}, func(s *Socket) Handler { return funcs{text: flood(s, &err)} }, func(w *world) {
		c := w.dial()
		write(t, c, websocket.MessageText, "go")
		synctest.Wait()
		if !errors.Is(err, ErrSlow) {
			t.Fatalf("SendAudio returned %v, want %v", err, ErrSlow)
		}
		if _, audio, end := heard(c); end.Code != 1008 || audio > 1<<20 {
			t.Errorf("it ended with %v after %d bytes", end, audio)
		}
		if !w.ended().Slow() {
			t.Error("it is not said that the client was slow")
		}
	})
}

func TestClientThatNeverReads(t *testing.T) {
	inWorld(t, Config{}, func(s *Socket) Handler { s.Send([]byte("welcome")); return funcs{} }, func(w *world) {
		w.dial()
		begun := time.Now()
		if e := w.ended(); !e.Slow() || time.Since(begun) != writeTimeout {
			t.Errorf("after %v it ended with %v", time.Since(begun), e)
		}
	})
}

func TestClientThatAnswersNoPing(t *testing.T) {
	inWorld(t, Config{}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		w.rawDial()
		begun := time.Now()
		if e := w.ended(); !e.Slow() || !strings.Contains(e.Reason, "ping") {
			t.Errorf("it ended with %v", e)
		}
		if d := time.Since(begun); d > pingEvery+pongTimeout+11*time.Second { // the closing handshake gets 5 s, twice
			t.Errorf("it ended after %v", d)
		}
	})
}

// TestHalfOpenConnection has a network that takes everything and brings nothing.
func TestHalfOpenConnection(t *testing.T) {
	inWorld(t, Config{Idle: limit}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		w.rawDial()
		begun := time.Now()
		w.ended()
		if d := time.Since(begun); d > limit+11*time.Second { // the closing handshake gets 5 s, twice
			t.Errorf("it ended after %v", d)
		}
	})
}

// TestNoPongWhileNobodyReads: the pong of a client may wait behind a message that takes long.
func TestNoPongWhileNobodyReads(t *testing.T) {
	const long = 5 * time.Minute
	start := func(*Socket) Handler {
		return funcs{text: func(ctx context.Context, _ []byte) {
			select {
			case <-time.After(long):
			case <-ctx.Done():
			}
		}}
	}
	inWorld(t, Config{}, start, func(w *world) {
		conn := w.rawDial()
		conn.Write([]byte{0x81, 0x80 | 1, 0, 0, 0, 0, 'x'})
		begun := time.Now()
		if e := w.ended(); time.Since(begun) < long {
			t.Errorf("it ended after %v with %v, while the server was busy", time.Since(begun), e)
		}
	})
}

// rawDial connects without a websocket implementation behind it: everything is taken in, nothing is
// answered.
func (w *world) rawDial() net.Conn {
	w.t.Helper()
	conn, err := w.network.Dial(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close() })
	const request = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nHost: x\r\n\r\n"
	if _, err := conn.Write([]byte(request)); err != nil {
		w.t.Fatal(err)
	}
	go io.Copy(io.Discard, conn)
	return conn
}

func TestRoomHoldsAFastProducerUp(t *testing.T) {
	const frames, size = 300, 32 << 10 // more than the queue may hold
	start := func(s *Socket) Handler {
		return funcs{text: func(ctx context.Context, _ []byte) {
			s.Go(func() {
				for range frames {
					if err := s.Room(ctx); err != nil {
						t.Error(err)
					}
					if err := s.SendAudio(append(s.Buffer(), make([]byte, size)...), 1); err != nil {
						t.Error(err)
						return
					}
				}
				s.End(hangUp(true))
			})
		}}
	}
	inWorld(t, Config{}, start, func(w *world) {
		c := w.dial()
		write(t, c, websocket.MessageText, "go")
		time.Sleep(writeTimeout / 2) // the client takes its time
		if _, audio, end := heard(c); audio != frames*size || end.Code != 1000 {
			t.Errorf("%d bytes came, want %d; it ended with %v", audio, frames*size, end)
		}
		w.ended()
	})
}

func TestRoomEndsWithTheSocket(t *testing.T) {
	var err error
	start := func(s *Socket) Handler {
		return funcs{text: func(ctx context.Context, _ []byte) {
			s.Go(func() {
				s.SendAudio(make([]byte, 2*roomy), 1)
				s.SendAudio(make([]byte, 2*roomy), 1)
				err = s.Room(ctx)
			})
		}, audio: func(context.Context, []byte) { s.End(hangUp(false)) }}
	}
	inWorld(t, Config{}, start, func(w *world) {
		c := w.dial()
		write(t, c, websocket.MessageText, "go")
		synctest.Wait()
		write(t, c, websocket.MessageBinary, "stop")
		heard(c)
		if w.ended(); !errors.Is(err, context.Canceled) {
			t.Errorf("Room returned %v", err)
		}
	})
}
