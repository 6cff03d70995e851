package listen

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// stuck ears take so many chunks and then do nothing.
type stuck int

func (n stuck) Transcribe(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	for more := true; more && n > 0; n-- {
		select {
		case _, more = <-in:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	<-ctx.Done()
	return ctx.Err()
}

const allChunks = stuck(1 << 20)

// aSecond of audio is what ears may be behind; more would hold the client up, and its pongs.
const aSecond = 32000 // bytes

// about reports whether something took what the patience with ears makes of it.
func about(took time.Duration) bool { return took >= earsPatience && took < earsPatience*3/2 }

// TestStuckEars: nobody waits for ever for a recogniser that does nothing.
func TestStuckEars(t *testing.T) {
	sound := speech("hello there", 500*time.Millisecond, time.Second)
	waits := func(c *client) {
		for range 20 {
			c.text(`{"type":"KeepAlive"}`)
			time.Sleep(5 * time.Second)
		}
	}
	for name, tt := range map[string]struct {
		ears stuck
		act  func(c *client)
	}{
		"at the end":    {allChunks, func(c *client) { c.send(sound); c.text(`{"type":"CloseStream"}`) }},
		"no answer":     {allChunks, func(c *client) { c.send(sound); waits(c) }},
		"takes nothing": {0, func(c *client) { c.send(sound[:aSecond]); waits(c) }},
		"takes some":    {10, func(c *client) { c.send(sound[:aSecond]); c.text(`{"type":"CloseStream"}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, tt.ears, func(w *world) {
				began := time.Now()
				c := w.dial(raw)
				ended := make(chan time.Duration, 1)
				go func() { <-c.got; ended <- time.Since(began) }()
				tt.act(c)
				c.expectEnd(websocket.StatusInternalError, "does not answer", "")
				if took := <-ended; !about(took) {
					t.Errorf("ended after %v, want %v or little more", took, earsPatience)
				}
			})
		})
	}
}

// TestFluxStuckEars: and neither in turns.
func TestFluxStuckEars(t *testing.T) {
	for name, ears := range map[string]stuck{"at the end": allChunks, "takes nothing": 0} {
		t.Run(name, func(t *testing.T) {
			inFluxWorld(t, ears, func(w *fluxWorld) {
				c := w.dial(rawFlux)
				began := time.Now()
				c.stream(linear16(spoken(600, 400)), 1<<20, 0)
				if ears > 0 {
					c.say(`{"type":"CloseStream"}`)
				}
				time.Sleep(fluxIdle / 2)
				c.say(`{"type":"KeepAlive"}`)
				c.ended(websocket.StatusInternalError)
				last, _ := c.told[len(c.told)-1].(wire.FluxError)
				if took := time.Since(began); !about(took) || !strings.Contains(last.Description, "does not answer") {
					t.Errorf("ended after %v with %+v", took, last)
				}
			})
		})
	}
}

// TestFileStuckEars: and neither over a file.
func TestFileStuckEars(t *testing.T) {
	sound := speech("hello there", 500*time.Millisecond, time.Second)
	for name, ears := range map[string]stuck{"at the end": allChunks, "takes nothing": 0} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, ears, func(w *world) {
				began := time.Now()
				status, _, answer := w.post(raw, "audio/raw", bytes.NewReader(sound))
				e := wire.DecodeHTTPError([]byte(answer))
				if took := time.Since(began); !about(took) || status != 504 || !strings.Contains(e.Message, "does not answer") {
					t.Errorf("answered %d %s after %v", status, answer, took)
				}
			})
		})
	}
}
