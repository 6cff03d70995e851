package socket

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A long binary message comes in pieces, all of it, while it is still being sent: neither does it
// fill the memory, nor is a client on a slow line taken for silent.
func TestLongAudioComesInPieces(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	sent := make([]byte, 40*5000)
	for i := range sent {
		sent[i] = byte(rnd.Uint32())
	}
	var got []byte
	var early atomic.Int64 // bytes that were handed over by now
	empty := 0
	h := funcs{audio: func(_ context.Context, b []byte) {
		if len(b) > piece {
			t.Errorf("a piece of %d bytes", len(b))
		}
		if len(b) == 0 {
			empty++
		}
		got = append(got, b...)
		early.Store(int64(len(got)))
	}}
	inWorld(t, Config{Idle: limit}, func(*Socket) Handler { return h }, func(w *world) {
		c := w.dial()
		go heard(c)
		message, err := c.Writer(w.t.Context(), websocket.MessageBinary)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			if _, err := message.Write(sent[i*5000:][:5000]); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if n := early.Load(); n < int64(len(sent)/2) {
			t.Errorf("before its end %d bytes of the message were handed over", n)
		}
		if err := message.Close(); err != nil {
			t.Fatal(err)
		}
		write(w.t, c, websocket.MessageBinary, "")
		w.ended()
	})
	if !bytes.Equal(got, sent) || empty != 1 {
		t.Errorf("%d bytes came of %d, and %d empty messages", len(got), len(sent), empty)
	}
}

// Where audio has a limit, more of it ends the socket, and the client can read why.
func TestTooMuchAudio(t *testing.T) {
	inWorld(t, Config{MaxAudio: 100_000}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		c := w.dial()
		write(w.t, c, websocket.MessageBinary, string(make([]byte, 100_000)))
		go c.Write(w.t.Context(), websocket.MessageBinary, make([]byte, 10_000_000))
		if _, _, end := heard(c); end.Code != websocket.StatusMessageTooBig {
			w.t.Errorf("it ended with %v", end)
		}
		w.ended()
	})
}
