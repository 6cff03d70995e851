package speak

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// end reads until the connection ends and returns how, and how much audio came before that.
func end(c *websocket.Conn) (audio int, ce websocket.CloseError) {
	for {
		kind, b, err := c.Read(context.Background())
		if err != nil {
			errors.As(err, &ce)
			return audio, ce
		}
		if kind == websocket.MessageBinary {
			audio += len(b)
		}
	}
}

// TestFormats: audio comes in the encoding and at the rate that the query asks for, at its true length.
func TestFormats(t *testing.T) {
	for _, tt := range []struct {
		query string
		bytes int // of a second
	}{
		{"", 2 * 24000},
		{"encoding=linear16&sample_rate=48000", 2 * 48000},
		{"encoding=linear16&sample_rate=16000&container=none&speed=1.2&model=aura-2-zeus-en&tag=x&unknown=y", 2 * 16000},
		{"encoding=mulaw", 8000},
		{"encoding=mulaw&sample_rate=16000", 16000},
		{"encoding=alaw&sample_rate=8000", 8000},
	} {
		inWorld(t, speller{}, func(w *world) {
			c := w.dial(tt.query)
			w.say(c, `{"type":"Speak","text":"`+strings.Repeat("a", 100)+`"}`)
			w.say(c, `{"type":"Close"}`)
			if audio, ce := end(c); audio != tt.bytes || ce.Code != websocket.StatusNormalClosure {
				t.Errorf("%q: a second has %d bytes, want %d; then %v", tt.query, audio, tt.bytes, ce)
			}
		})
	}
}

// TestRefusedUpgrades: what is wrong with a query is told before the upgrade, in Deepgram's shape.
func TestRefusedUpgrades(t *testing.T) {
	for query, code := range map[string]string{
		"model=aura-2-nobody-en":           "Bad Request",
		"model=%zz":                        "Bad Request",
		"encoding=mp3":                     "INVALID_QUERY_PARAMETER",
		"sample_rate=fast":                 "INVALID_QUERY_PARAMETER",
		"sample_rate=44100":                "UNSUPPORTED_AUDIO_FORMAT",
		"encoding=mulaw&sample_rate=24000": "UNSUPPORTED_AUDIO_FORMAT",
		"container=wav":                    "INVALID_QUERY_PARAMETER",
		"speed=2":                          "INVALID_QUERY_PARAMETER",
	} {
		inWorld(t, speller{}, func(w *world) {
			_, res, err := websocket.Dial(w.t.Context(), "ws://test/v1/speak?"+query, &websocket.DialOptions{HTTPClient: w.network.Client()})
			if err == nil {
				t.Fatalf("%q was taken", query)
			}
			checkRefusal(t, query, res, http.StatusBadRequest, code)
		})
	}
}

// checkRefusal checks the three places where a refusal says what it is.
func checkRefusal(t *testing.T, what string, res *http.Response, status int, code string) {
	t.Helper()
	var body struct {
		Code      string `json:"err_code"`
		Message   string `json:"err_msg"`
		RequestID string `json:"request_id"`
	}
	err := json.NewDecoder(res.Body).Decode(&body)
	if err != nil || res.StatusCode != status || body.Code != code || body.RequestID != requestID ||
		body.Message == "" || res.Header.Get("dg-error") != body.Message || res.Header.Get("dg-request-id") != requestID {
		t.Errorf("%s: answered with %d, %v, %+v (%v), want %d %s", what, res.StatusCode, res.Header, body, err, status, code)
	}
}

// TestSessionLimit: an hour is the most (6.4), and a client may be silent until then.
func TestSessionLimit(t *testing.T) {
	inWorld(t, speller{}, func(w *world) {
		begun := time.Now()
		c := w.dial("")
		_, ce := end(c)
		if lasted := time.Since(begun); lasted != time.Hour || ce.Code != websocket.StatusInternalError || !strings.Contains(ce.Reason, "NET-0003") {
			t.Errorf("ended after %v with %v", lasted, ce)
		}
	})
}

// TestFarTooMuchText: text that comes much faster than it is spoken is refused before it fills the
// memory; a Clear is heeded however much waits.
func TestFarTooMuchText(t *testing.T) {
	inWorld(t, speller{between: 10 * time.Millisecond}, func(w *world) {
		c := w.dial("")
		text := string(wire.Encode(wire.SpeakText{Text: strings.Repeat("All work and no play. ", 90)}))
		for range 60 {
			w.say(c, text)
			w.say(c, `{"type":"Clear"}`)
		}
		go func() {
			for c.Write(context.Background(), websocket.MessageText, []byte(text)) == nil {
			}
		}()
		if _, ce := end(c); ce.Code != websocket.StatusPolicyViolation || !strings.Contains(ce.Reason, "DATA-0001") {
			t.Errorf("ended with %v", ce)
		}
	})
}

// TestSlowReader: a client that reads slower than the voice speaks holds the voice up, and loses
// nothing.
func TestSlowReader(t *testing.T) {
	const letters = 15_000 // 2.4 MB of audio
	var said int           // written by the voice, read when all is quiet
	voice := counting{&said}
	inWorld(t, voice, func(w *world) {
		c := w.dial("sample_rate=8000")
		text := strings.Repeat("abcdefgh ", 220)
		for range letters / len(text) {
			w.say(c, string(wire.Encode(wire.SpeakText{Text: text})))
		}
		w.say(c, `{"type":"Close"}`)
		synctest.Wait()
		if most := 8000; said == 0 || said > most {
			t.Errorf("for a client that reads nothing %d letters were spoken, want at most %d", said, most)
		}
		audio := 0
		for {
			kind, b, err := c.Read(context.Background())
			if err != nil {
				if websocket.CloseStatus(err) != websocket.StatusNormalClosure {
					t.Errorf("ended with %v", err)
				}
				break
			}
			if kind == websocket.MessageBinary {
				audio += len(b)
			}
			time.Sleep(20 * time.Millisecond)
		}
		if want := said * 160; audio != want || said < letters*8/9 {
			t.Errorf("%d bytes of audio arrived of %d letters, want %d", audio, said, want)
		}
	})
}

// counting is a speller that counts its letters.
type counting struct{ said *int }

func (v counting) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	return speller{}.Speak(ctx, clauses, func(sp visavis.Speech) {
		if ctx.Err() == nil {
			emit(sp)
			*v.said++
		}
	})
}

// TestVoiceThatLeaves: a voice that returns before its reply is complete is at fault, and is told of in
// the log only.
func TestVoiceThatLeaves(t *testing.T) {
	inWorld(t, leaver{}, func(w *world) {
		c := w.dial("")
		w.say(c, `{"type":"Speak","text":"Hello there. "}`)
		if _, ce := end(c); ce.Code != websocket.StatusInternalError || !strings.Contains(ce.Reason, "NET-0000") {
			t.Errorf("ended with %v", ce)
		}
		synctest.Wait()
		if log := w.log.String(); !strings.Contains(log, errLeft.Error()) || strings.Contains(log, "Hello") {
			t.Errorf("the log says %q", log)
		}
	})
}

// leaver is a voice that returns at once.
type leaver struct{}

func (leaver) Speak(context.Context, <-chan string, func(visavis.Speech)) error { return nil }

// TestOneFaultOneStream: a voice's panic on one socket is not heard on another.
func TestOneFaultOneStream(t *testing.T) {
	inWorld(t, speller{failAt: 10, err: errors.New("out of order"), panics: true, between: time.Millisecond}, func(w *world) {
		healthy, sick := w.dial("sample_rate=8000"), w.dial("sample_rate=8000")
		w.say(sick, `{"type":"Speak","text":"This is too much for it."}`)
		if _, ce := end(sick); ce.Code != websocket.StatusInternalError {
			t.Errorf("the sick one ended with %v", ce)
		}
		w.say(healthy, `{"type":"Speak","text":"I am fine"}`)
		w.say(healthy, `{"type":"Close"}`)
		if audio, ce := end(healthy); ce.Code != websocket.StatusNormalClosure || audio != 9*160 {
			t.Errorf("the other ended with %v after %d bytes", ce, audio)
		}
	})
}

// droning is a voice that emits the same piece whenever it is told to.
type droning struct {
	piece []int16 // at 16 kHz
	next  chan struct{}
}

func (d droning) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	<-clauses
	for {
		select {
		case <-d.next:
			emit(visavis.Speech{Rate: 16000, PCM: d.piece})
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// TestNoAllocations: a piece of audio on its way from the voice to the client costs no memory. The
// client, over loopback, is part of the count.
func TestNoAllocations(t *testing.T) {
	for _, target := range []string{
		"/v1/speak?sample_rate=16000", "/v1/speak?sample_rate=24000", "/v1/speak?encoding=mulaw&sample_rate=8000",
		"/v2/speak?model=flux-alexis-en&sample_rate=24000",
	} {
		voice := droning{make([]int16, 320), make(chan struct{})}
		server := httptest.NewServer(handler(config(voice, nil)))
		c, _, err := websocket.Dial(t.Context(), server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, buf := &world{t: t}, make([]byte, 4096)
		w.say(c, `{"type":"Speak","text":"Aaah."}`)
		receive := func() {
			voice.next <- struct{}{}
			if err := drain(c, buf); err != nil {
				t.Fatal(err)
			}
		}
		for range 100 {
			receive()
		}
		if n := testing.AllocsPerRun(300, receive); n > 0 {
			t.Errorf("%s: %v allocations for a message", target, n)
		}
		c.CloseNow()
		server.Close()
	}
}

// drain reads a message and forgets it.
func drain(c *websocket.Conn, buf []byte) error {
	_, r, err := c.Reader(context.Background())
	if err != nil {
		return err
	}
	for {
		if _, err := r.Read(buf); err != nil {
			if err.Error() == "EOF" {
				return nil
			}
			return fmt.Errorf("drain: %w", err)
		}
	}
}
