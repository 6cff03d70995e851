package deepgram

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

// peer is the other end of /v1/speak, played by a test: for what no simulator does by itself.
type peer struct {
	t  *testing.T
	ws *websocket.Conn
}

// next returns the client's next message, nil when it has gone.
func (p *peer) next() wire.Message {
	_, b, err := p.ws.Read(context.Background())
	if err != nil {
		return nil
	}
	m, err := wire.DecodeSpeakClient(b)
	if err != nil {
		p.t.Errorf("client sent %s: %v", b, err)
	}
	return m
}

// until reads to a message of a type.
func (p *peer) until(typ string) {
	for m := p.next(); m != nil; m = p.next() {
		if m.Type() == typ {
			return
		}
	}
}

func (p *peer) say(m wire.Message) {
	p.ws.Write(context.Background(), websocket.MessageText, wire.Encode(m))
}

// sound sends a tone of a second and a value of its own.
func (p *peer) sound(value byte, seconds float64) {
	b := make([]byte, int(seconds*24000)*2)
	for i := range b {
		b[i] = value
	}
	p.ws.Write(context.Background(), websocket.MessageBinary, b)
}

// played runs f with a voice whose server play is; a server plays once for each connection.
func played(t *testing.T, play func(*peer), f func(*testing.T, *Voice)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cfg := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ws, err := websocket.Accept(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer ws.CloseNow()
			p := &peer{t, ws}
			p.say(wire.SpeakMetadata{})
			play(p)
			for p.next() != nil {
				continue
			}
		}))
		v := NewVoice(cfg, VoiceOptions{})
		defer v.Close()
		f(t, v)
	})
}

// thirty has 30 characters: two seconds at the usual tempo.
const thirty = "Thirty characters are in here."

func TestFlushedIsNotWaitedForForEver(t *testing.T) {
	silent := func(seconds float64) func(*peer) {
		return func(p *peer) {
			p.until("Flush")
			p.sound(1, seconds)
		}
	}
	played(t, silent(1.9), func(t *testing.T, v *Voice) {
		s := speak(t.Context(), v, 0, nil, thirty)
		if s.err != nil || s.took != tailWait || len(s.all) != 1.9*24000 {
			t.Errorf("audio that is complete: %v after %v, %d samples", s.err, s.took, len(s.all))
		}
	})
	played(t, silent(0.9), func(t *testing.T, v *Voice) {
		s := speak(t.Context(), v, 0, nil, thirty)
		checkVendorError(t, s.err, true, "Flush was not answered")
		if s.took != flushWait {
			t.Errorf("audio that is not: %v", s.took)
		}
	})
}

// The server counts the flushes otherwise than we do.
func TestRefusedFlushes(t *testing.T) {
	for _, which := range []string{"the first", "the last"} {
		played(t, func(p *peer) {
			p.until("Flush")
			if which == "the last" {
				p.sound(1, 2)
				p.say(wire.Flushed{})
				p.until("Flush")
			}
			p.say(wire.SpeakWarning{Code: wire.ExcessiveFlush, Description: "Too many."})
			p.until("Close")
			p.sound(2, 4)
			p.ws.Close(websocket.StatusNormalClosure, "")
		}, func(t *testing.T, v *Voice) {
			s := speak(t.Context(), v, 10*time.Second, nil, thirty, thirty)
			if s.err != nil || len(s.clauses[0]) == 0 || len(s.clauses[1]) == 0 {
				t.Errorf("%s: %v, %d and %d samples", which, s.err, len(s.clauses[0]), len(s.clauses[1]))
			}
		})
	}
}

// After a Clear nothing of the old reply is heard, whether its flush is still answered or not.
func TestNothingStaleIsHeard(t *testing.T) {
	for name, late := range map[string]func(*peer){
		"no Flushed":             func(p *peer) { p.sound(1, 0.1); p.say(wire.Cleared{}) },
		"Flushed before Cleared": func(p *peer) { p.say(wire.Flushed{}); p.say(wire.Cleared{}) },
		"Flushed after Cleared":  func(p *peer) { p.say(wire.Cleared{}); p.say(wire.Flushed{}) },
	} {
		t.Run(name, func(t *testing.T) {
			played(t, func(p *peer) {
				p.until("Flush")
				p.sound(1, 0.5)
				p.until("Clear")
				late(p)
				p.until("Flush")
				p.sound(2, 2)
				p.say(wire.Flushed{SequenceID: 1})
			}, func(t *testing.T, v *Voice) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				speak(ctx, v, 0, nil, thirty)
				time.Sleep(10 * time.Millisecond) // the socket is cleared
				s := speak(t.Context(), v, 0, nil, thirty)
				if s.err != nil || len(s.all) != 2*24000 || s.all[0] != 0x0202 {
					t.Errorf("%v, %d samples, the first %x", s.err, len(s.all), s.all[:min(len(s.all), 1)])
				}
			})
		})
	}
}

// A server that does not clear costs its socket, and nobody waits for it.
func TestAClearThatIsNotAnswered(t *testing.T) {
	var connections atomic.Int32
	played(t, func(p *peer) {
		n := connections.Add(1)
		p.until("Flush")
		p.sound(byte(n), 2)
		if n > 1 {
			p.say(wire.Flushed{})
		}
	}, func(t *testing.T, v *Voice) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if s := speak(ctx, v, 0, nil, thirty); s.took != time.Second {
			t.Errorf("Speak returned after %v", s.took)
		}
		s := speak(t.Context(), v, 0, nil, thirty)
		if s.err != nil || connections.Load() != 2 {
			t.Errorf("%v over connection %d", s.err, connections.Load())
		}
	})
}
