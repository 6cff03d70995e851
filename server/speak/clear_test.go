package speak

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/socket"
)

// TestClearDropsWhatIsQueued: of a reply that is made, but not yet read, next to nothing comes before
// Cleared; and nothing of it is left in the sound of the next.
func TestClearDropsWhatIsQueued(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		c := w.dial("")
		second := strings.Repeat("a", 100)
		w.say(c, `{"type":"Speak","text":"`+second+`. "}`) // the reply goes on
		synctest.Wait()
		w.say(c, `{"type":"Clear"}`)
		synctest.Wait()
		if old := readUntil(t, c, "Cleared"); old > 48000/5 {
			t.Errorf("%d bytes of the old reply came", old)
		}
		w.say(c, `{"type":"Speak","text":"`+second+`"}`)
		w.say(c, `{"type":"Close"}`)
		if audio, ce := end(c); audio != 48000 || ce.Code != websocket.StatusNormalClosure {
			t.Errorf("a second has %d bytes, then %v", audio, ce)
		}
	})
}

// readUntil reads up to a message of a type and returns how much audio came before it.
func readUntil(t *testing.T, c *websocket.Conn, typ string) (audio int) {
	for {
		kind, b, err := c.Read(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if kind == websocket.MessageBinary {
			audio += len(b)
		} else if strings.Contains(string(b), `"`+typ+`"`) {
			return audio
		}
	}
}

// TestLateAudio: what a voice still emits of a reply that was cut stays here, even if it was on its way
// when the Clear came.
func TestLateAudio(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := socket.Open(w, r, socket.Config{})
		if err != nil {
			t.Error(err)
			return
		}
		encoder, err := media.Encoders{}.New(media.Output{Encoding: "mulaw", Container: "none"})
		if err != nil {
			t.Error(err)
		}
		d := &delivery{socket: s, encoder: encoder, sound: sound{rate: encoder.Rate()}}
		for reply := 1; reply <= 3; reply++ {
			if reply == 2 {
				d.cutOff(2)
			}
			if err := d.frames(r.Context(), reply, make([]int16, reply*100)); (err == nil) == (reply == 2) {
				t.Errorf("reply %d: %v", reply, err)
			}
		}
		s.End(complete())
		s.Serve(r.Context(), &listener{performer: &performer{socket: s, tell: asItIs}})
	}))
	defer server.Close()
	c, _, err := websocket.Dial(t.Context(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if audio, ce := end(c); audio != 300 || ce.Code != websocket.StatusNormalClosure {
		t.Errorf("%d bytes came and then %v, want those of the third reply", audio, ce)
	}
}
