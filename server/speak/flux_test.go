package speak

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

const fluxTarget = "/v2/speak?model=flux-alexis-en&sample_rate=8000"

// TestFluxSessionLimit: an hour is the most, however often the client pings.
func TestFluxSessionLimit(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		begun := time.Now()
		c := w.dialTo(fluxTarget)
		w.say(c, `{"type":"Speak","text":"Nobody ends this speech."}`)
		_, ce := end(c)
		if lasted := time.Since(begun); lasted != time.Hour || ce.Code != websocket.StatusInternalError || !strings.HasPrefix(ce.Reason, "NET-0003") {
			t.Errorf("ended after %v with %v", lasted, ce)
		}
	})
}

// TestFluxTooMuch: what waits for the voice is bounded, in text and in speeches.
func TestFluxTooMuch(t *testing.T) {
	long := string(wire.Encode(wire.SpeakText{Text: strings.Repeat("many words. ", 160)}))
	for name, messages := range map[string][]string{
		"text":     {long},
		"speeches": {`{"type":"Speak","text":" "}`, `{"type":"Flush"}`},
	} {
		inWorld(t, speller{before: time.Hour}, func(w *world) {
			c := w.dialTo(fluxTarget)
			w.say(c, `{"type":"Speak","text":"One."}`)
			var sending sync.WaitGroup
			defer sending.Wait()
			sending.Go(func() { sendMany(c, messages) })
			if _, ce := end(c); ce.Code != websocket.StatusMessageTooBig || !strings.HasPrefix(ce.Reason, "BIG-0000") {
				t.Errorf("%s: ended with %v", name, ce)
			}
		})
	}
}

// sendMany sends messages again and again until nobody takes them.
func sendMany(c *websocket.Conn, messages []string) {
	for i := range 6000 {
		if c.Write(context.Background(), websocket.MessageText, []byte(messages[i%len(messages)])) != nil {
			return
		}
	}
}

// TestFluxRefusals: what the protocol has a code for has it.
func TestFluxRefusals(t *testing.T) {
	for query, want := range map[string]string{
		"model=a&speed=7":                                         "SPEED_OUT_OF_RANGE",
		"model=a&speed=0.99":                                      "SPEED_INCREMENT_INVALID",
		"model=stubborn&speed=1.1":                                "SPEED_NOT_SUPPORTED",
		"model=a&expressivity=-3":                                 "EXPRESSIVITY_OUT_OF_RANGE",
		"model=a&expressivity=1.5":                                "EXPRESSIVITY_INCREMENT_INVALID",
		"model=stubborn&expressivity=1":                           refusal.BadParameter,
		"model=a&language=en":                                     refusal.BadParameter,
		"model=a&sample_rate=11025":                               "UNSUPPORTED_AUDIO_FORMAT",
		"model=stubborn&speed=1&expressivity=0&sample_rate=44100": "",
	} {
		inWorld(t, speller{}, func(w *world) {
			c, resp, err := websocket.Dial(w.t.Context(), "ws://test/v2/speak?"+query, &websocket.DialOptions{HTTPClient: w.network.Client()})
			if (err == nil) != (want == "") {
				t.Errorf("%s: %v", query, err)
			}
			if err == nil {
				c.CloseNow()
				return
			}
			var body struct {
				Code string `json:"err_code"`
			}
			if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || body.Code != want || resp.StatusCode != http.StatusBadRequest {
				t.Errorf("%s: status %d, code %q, %v; want %s", query, resp.StatusCode, body.Code, err, want)
			}
		})
	}
}

// TestFluxHeldBack: what is held back of one message, as it may begin a control, does not count against the
// next.
func TestFluxHeldBack(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		c := w.dialTo(fluxTarget)
		w.say(c, string(wire.Encode(wire.SpeakText{Text: `\{` + strings.Repeat("a ", 100)})))
		w.say(c, string(wire.Encode(wire.SpeakText{Text: strings.Repeat("so ", wire.MaxSpeakText/3)})))
		w.say(c, `{"type":"Close"}`)
		if _, ce := end(c); ce.Code != websocket.StatusNormalClosure {
			t.Errorf("ended with %v", ce)
		}
	})
}

// TestFluxIdleTail: a client that reads no faster than it plays, and says nothing for a minute, gets all
// that was spoken.
func TestFluxIdleTail(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		c := w.dialTo(fluxTarget)
		const second, messages = 2 * 8000, 4 // bytes
		text := strings.Repeat("many words. ", wire.MaxSpeakText/12)
		for range messages {
			w.say(c, string(wire.Encode(wire.SpeakText{Text: text})))
		}
		w.say(c, `{"type":"Flush"}`)
		played := 0
		for {
			kind, b, err := c.Read(context.Background())
			if err != nil {
				break
			}
			if kind == websocket.MessageBinary {
				played += len(b)
				time.Sleep(time.Duration(len(b)) * time.Second / second)
			}
		}
		// Clauses have no space between them.
		if want := int(perLetter.Seconds() * second * (messages * 11.0 / 12 * float64(len(text)))); played < want {
			t.Errorf("%d bytes came of at least %d", played, want)
		}
	})
}
