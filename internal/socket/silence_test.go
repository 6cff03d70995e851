package socket

import (
	"context"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const limit = 10 * time.Second

func TestSilence(t *testing.T) {
	for name, tt := range map[string]struct {
		pingsCount bool
		every9s    func(t *testing.T, c *websocket.Conn)
		lives      bool
	}{
		"messages":               {false, func(t *testing.T, c *websocket.Conn) { write(t, c, websocket.MessageText, "x") }, true},
		"empty audio":            {false, func(t *testing.T, c *websocket.Conn) { write(t, c, websocket.MessageBinary, "") }, true},
		"pings that count":       {true, ping, true},
		"pings that do not":      {false, ping, false},
		"nothing at all is sent": {true, func(*testing.T, *websocket.Conn) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, Config{Idle: limit, PingsCount: tt.pingsCount}, func(*Socket) Handler { return funcs{} }, func(w *world) {
				c := w.dial()
				go heard(c) // answers pings
				begun := time.Now()
				for range 4 {
					time.Sleep(9 * time.Second)
					tt.every9s(t, c)
				}
				if lives := len(w.endings) == 0; lives != tt.lives {
					t.Errorf("it lives: %v, want %v", lives, tt.lives)
				}
				e := w.ended()
				if d := time.Since(begun); e.Code != 1011 || tt.lives && d != 36*time.Second+limit {
					t.Errorf("it ended after %v with %v", d, e)
				}
			})
		})
	}
}

// ping sends a ping, and does not mind if the connection is gone.
func ping(_ *testing.T, c *websocket.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c.Ping(ctx)
}

func TestBusyHandlerDoesNotBlameTheClient(t *testing.T) {
	busy := false
	cfg := Config{Idle: limit, OnIdle: func() *Ending {
		if busy {
			t.Error("OnIdle was called while a message was handled")
		}
		return hangUp(false)
	}}
	start := func(*Socket) Handler {
		return funcs{text: func(context.Context, []byte) {
			busy = true
			time.Sleep(limit + 5*time.Second)
			busy = false
		}}
	}
	inWorld(t, cfg, start, func(w *world) {
		c := w.dial()
		go heard(c)
		begun := time.Now()
		write(t, c, websocket.MessageText, "x")
		w.ended()
		if d := time.Since(begun); d != 2*limit+5*time.Second {
			t.Errorf("it ended after %v, want %v after the message was handled", d, limit)
		}
	})
}

func TestSilenceMayBeForgiven(t *testing.T) {
	asked := 0
	cfg := Config{Idle: limit, OnIdle: func() *Ending {
		if asked++; asked < 3 {
			return nil
		}
		return hangUp(false)
	}}
	inWorld(t, cfg, func(*Socket) Handler { return funcs{} }, func(w *world) {
		go heard(w.dial())
		begun := time.Now()
		w.ended()
		if d := time.Since(begun); d != 3*limit || asked != 3 {
			t.Errorf("it ended after %v, asked %d times", d, asked)
		}
	})
}

func TestNoLimitNoSilence(t *testing.T) {
	inWorld(t, Config{}, func(*Socket) Handler { return funcs{} }, func(w *world) {
		c := w.dial()
		go heard(c)
		time.Sleep(24 * time.Hour)
		if len(w.endings) > 0 {
			t.Error("it ended although it may be silent for ever")
		}
		c.CloseNow()
		w.ended()
	})
}
