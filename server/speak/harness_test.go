package speak

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pipenet"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	requestID = "5fc06f3e-0000-4000-8000-000000000000"
	// perLetter is what a speller says a character in: what it says can be read off the samples.
	perLetter                    = 10 * time.Millisecond
	spelled   visavis.SampleRate = 8000
)

// speller is a voice that says a text in samples of its characters' values.
type speller struct {
	before  time.Duration // passes before a clause
	between time.Duration // passes before each of its other characters
	failAt  int           // characters until err; with err
	err     error
	panics  bool          // in place of returning err
	stuck   time.Duration // passes when it is told to stop
	timed   bool          // tells the times of words
	fast    bool          // was asked to be: says capitals
}

// with is how a speller is asked to speak.
func (s speller) with(p visavis.Prosody) visavis.Speaker {
	s.fast = p.Speed > 1
	return s
}

// words are the times of the words of a clause that begins at a sample.
func (s speller) words(text string, at int64) []visavis.SpokenWord {
	if !s.timed {
		return nil
	}
	words := []visavis.SpokenWord{}
	for _, w := range spansOf(text) {
		from, to := int64(utf8.RuneCountInString(text[:w.from])), int64(utf8.RuneCountInString(text[:w.to]))
		size := spelled.N(perLetter)
		words = append(words, visavis.SpokenWord{From: w.from, To: w.to, Start: at + from*size, End: at + to*size})
	}
	return words
}

// Speak implements visavis.Speaker.
func (s speller) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	said := 0
	for n := 0; ; n++ {
		var text string
		select {
		case next, more := <-clauses:
			if !more {
				return nil
			}
			text = next
		case <-ctx.Done():
			time.Sleep(s.stuck)
			return ctx.Err()
		}
		pause, words := s.before, s.words(text, int64(said)*spelled.N(perLetter))
		for _, r := range text {
			if said++; s.err != nil && said > s.failAt {
				if s.panics {
					panic(s.err)
				}
				return s.err
			}
			if wait(ctx, pause) != nil {
				time.Sleep(s.stuck)
				return ctx.Err()
			}
			pause = s.between
			if s.fast {
				r = unicode.ToUpper(r)
			}
			emit(visavis.Speech{Clause: n, Rate: spelled, PCM: letter(r), Words: words})
			words = words[:0]
		}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// letter is how a speller says r.
func letter(r rune) []int16 {
	pcm := make([]int16, spelled.N(perLetter))
	for i := range pcm {
		pcm[i] = int16(r)
	}
	return pcm
}

// read returns what a speller said in raw linear16 at its own rate.
func read(audio []byte) string {
	var text []rune
	size := 2 * int(spelled.N(perLetter))
	for ; len(audio) >= size; audio = audio[size:] {
		text = append(text, rune(audio[0])|rune(audio[1])<<8)
	}
	if len(audio) > 0 {
		text = append(text, '…')
	}
	return string(text)
}

// world is a server on an in-memory network; it lives in a synctest bubble.
type world struct {
	t       *testing.T
	network *pipenet.Listener
	closing chan struct{}
	log     syncBuffer
}

// syncBuffer collects a log.
type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// inWorld runs f in a bubble with a server that speaks with voice, and closes it afterwards.
func inWorld(t *testing.T, voice visavis.Speaker, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, network: pipenet.Listen(), closing: make(chan struct{})}
		srv := &http.Server{Handler: w.handler(voice), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		served := make(chan error)
		go func() { served <- srv.Serve(w.network) }()
		f(w)
		srv.Close()
		<-served
		time.Sleep(time.Second) // net/http lingers for half of one on connections that it closes
	})
}

func (w *world) handler(voice visavis.Speaker) http.Handler {
	cfg := config(voice, w.closing)
	cfg.Log = slog.New(slog.NewTextHandler(&w.log, nil))
	return handler(cfg)
}

// handler serves all paths.
func handler(cfg Config) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set(refusal.RequestIDHeader, requestID)
		serve := map[string]http.HandlerFunc{
			"GET /v1/speak": cfg.ServeStream, "POST /v1/speak": cfg.ServeText,
			"GET /v2/speak": cfg.ServeTurns, "POST /v2/speak": cfg.ServeTurnText,
		}
		serve[r.Method+" "+r.URL.Path](rw, r)
	})
}

// config speaks with one voice under every name but one.
func config(voice visavis.Speaker, closing chan struct{}) Config {
	return Config{
		Voice: func(name string, _ wire.SpeakQuery) (Voice, error) {
			if name == "aura-2-nobody-en" {
				return Voice{}, &refusal.Error{Status: http.StatusBadRequest, Code: "Bad Request", Message: "No such voice."}
			}
			return Voice{ID: "speller", Name: name, Speaker: voice}, nil
		},
		Turns: func(name string) (Voice, error) {
			return Voice{ID: "speller", Name: name, With: func(p visavis.Prosody) visavis.Speaker {
				s, able := voice.(speller)
				switch {
				case able && name != "stubborn":
					return s.with(p)
				case p == visavis.Prosody{}:
					return voice
				}
				return nil
			}}, nil
		},
		Log: slog.New(slog.DiscardHandler), Closing: closing,
	}
}

// dial connects a client that has to be read.
func (w *world) dial(query string) *websocket.Conn { return w.dialTo("/v1/speak?" + query) }

func (w *world) dialTo(target string) *websocket.Conn {
	w.t.Helper()
	c, _, err := websocket.Dial(w.t.Context(), "ws://test"+target, &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatal(err)
	}
	c.SetReadLimit(-1)
	w.t.Cleanup(func() { c.CloseNow() })
	return c
}

// say sends a message.
func (w *world) say(c *websocket.Conn, m string) {
	w.t.Helper()
	if err := c.Write(context.Background(), websocket.MessageText, []byte(m)); err != nil {
		w.t.Fatalf("send %.80s: %v", m, err)
	}
}
