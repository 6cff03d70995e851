package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/pipenet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeSession is a conversation whose outputs the test writes and whose inputs it reads.
type fakeSession struct {
	cfg conversation.Config
	run chan func(out func(conversation.Output) error) error

	mu     sync.Mutex // guards what follows
	inputs []conversation.Input
	heard  []int16
	done   bool
}

func (s *fakeSession) Run(ctx context.Context, out func(conversation.Output) error) error {
	defer func() {
		s.mu.Lock()
		s.done = true
		s.mu.Unlock()
	}()
	for {
		select {
		case f := <-s.run:
			if err := f(out); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *fakeSession) Hear(ctx context.Context, pcm []int16) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, pcm...)
	return nil
}

func (s *fakeSession) Tell(ctx context.Context, in conversation.Input) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inputs = append(s.inputs, in)
	return nil
}

// told returns what the session was told since the last time.
func (s *fakeSession) told() []conversation.Input {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.inputs
	s.inputs = nil
	return list
}

func (s *fakeSession) ended() bool {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// put has the session report outputs and waits for what comes of it.
func (s *fakeSession) put(outputs ...conversation.Output) {
	s.report(outputs...)
	synctest.Wait()
}

// report is put without the waiting.
func (s *fakeSession) report(outputs ...conversation.Output) {
	s.run <- func(out func(conversation.Output) error) error {
		for _, o := range outputs {
			if err := out(o); err != nil {
				return err
			}
		}
		return nil
	}
}

// world is a server on an in-memory network; it lives in a synctest bubble.
type world struct {
	t        *testing.T
	srv      *Server
	network  *pipenet.Listener
	sessions []*fakeSession // in the order of their Settings
	log      logBuffer
}

// inWorld runs f in a bubble with a server for cfg, and shuts it down afterwards.
func inWorld(t *testing.T, cfg Config, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { withServer(t, cfg, f) })
}

// withServer is inWorld for those who are in a bubble.
func withServer(t *testing.T, cfg Config, f func(w *world)) {
	w := &world{t: t, network: pipenet.Listen()}
	w.srv = New(w.complete(cfg))
	httpServer := &http.Server{Handler: w.srv, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	served := make(chan error)
	go func() { served <- httpServer.Serve(w.network) }()
	f(w)
	if err := w.srv.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	httpServer.Close()
	<-served
}

// complete gives a server what the test does not care about.
func (w *world) complete(cfg Config) Config {
	cfg.Log = slog.New(slog.NewTextHandler(&w.log, nil))
	if cfg.Brains == nil {
		cfg.Brains = []Brain{{ID: "script", Label: "Script"}, {ID: "ollama", Label: "Ollama", Generator: brain{"ollama"}}}
	}
	if cfg.Voices == nil {
		cfg.Voices = []Voice{
			{ID: "slt", Label: "Slt", Language: "en-US", Speaker: voice{"slt"}},
			{ID: "espeak-en", Label: "eSpeak", Language: "en-GB", Speaker: voice{"espeak-en"}},
			{ID: "espeak-de", Label: "eSpeak", Language: "de", Speaker: voice{"espeak-de"}},
		}
	}
	if cfg.NewSession == nil {
		cfg.NewSession = func(cfg conversation.Config) Session {
			s := &fakeSession{cfg: cfg, run: make(chan func(func(conversation.Output) error) error)}
			w.sessions = append(w.sessions, s)
			return s
		}
	}
	return cfg
}

// caller is a client of the world.
type caller struct {
	*websocket.Conn
	t    *testing.T
	done chan struct{} // closed when the connection has ended

	mu     sync.Mutex // guards what follows
	frames []received
	err    error
}

// received is a message from the server; binary ones are in audio.
type received struct {
	text  string
	audio []byte
}

// dial connects a caller that reads all the time.
func (w *world) dial() *caller {
	w.t.Helper()
	c := w.dialDeaf()
	go c.collect()
	return c
}

// dialDeaf connects a caller that never reads.
func (w *world) dialDeaf() *caller {
	w.t.Helper()
	ws, _, err := websocket.Dial(w.t.Context(), "ws://test/v1/agent/converse", &websocket.DialOptions{HTTPClient: w.network.Client()})
	if err != nil {
		w.t.Fatal(err)
	}
	ws.SetReadLimit(-1)
	w.t.Cleanup(func() { ws.CloseNow() })
	return &caller{Conn: ws, t: w.t, done: make(chan struct{})}
}

func (c *caller) collect() {
	defer close(c.done)
	for {
		kind, b, err := c.Read(context.Background())
		c.mu.Lock()
		switch {
		case err != nil:
			c.err = err
		case kind == websocket.MessageBinary:
			c.frames = append(c.frames, received{audio: b})
		default:
			c.frames = append(c.frames, received{text: string(b)})
		}
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// settings are the least that a stock client sends, and extended ones the least with the extension.
const (
	settings = `{"type":"Settings","audio":{},"agent":{}}`
	extended = `{"type":"Settings","visavis":{"version":1},"audio":{"input":{"encoding":"linear16","sample_rate":16000}},"agent":{}}`
)

// begin connects a caller, applies settings and forgets the answers.
func (w *world) begin(settings string) (*caller, *fakeSession) {
	w.t.Helper()
	c := w.dial()
	c.say(settings)
	if got := c.texts(); len(got) < 2 {
		w.t.Fatalf("Settings were answered with %v", got)
	}
	return c, w.sessions[len(w.sessions)-1]
}

func (c *caller) say(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		if err := c.Write(context.Background(), websocket.MessageText, []byte(m)); err != nil {
			c.t.Fatalf("send %.80s: %v", m, err)
		}
	}
}

func (c *caller) sendAudio(b []byte) {
	c.t.Helper()
	if err := c.Write(context.Background(), websocket.MessageBinary, b); err != nil {
		c.t.Fatalf("send audio: %v", err)
	}
}

// take returns what has arrived since the last time, when nothing more is coming.
func (c *caller) take() []received {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.frames
	c.frames = nil
	return list
}

// texts returns the text messages that have arrived.
func (c *caller) texts() []string {
	var list []string
	for _, r := range c.take() {
		if r.audio == nil {
			list = append(list, r.text)
		}
	}
	return list
}

// types returns the types of the messages that have arrived; audio is "audio".
func (c *caller) types() []string {
	var list []string
	for _, r := range c.take() {
		if r.audio != nil {
			if !slices.Equal(list[max(0, len(list)-1):], []string{"audio"}) {
				list = append(list, "audio")
			}
			continue
		}
		list = append(list, typeOf(r.text))
	}
	return list
}

func typeOf(text string) string {
	var head struct{ Type, Code string }
	if err := json.Unmarshal([]byte(text), &head); err != nil {
		return fmt.Sprintf("not JSON: %q", text)
	}
	if head.Code != "" {
		return head.Type + " " + head.Code
	}
	return head.Type
}

// closed waits until the connection has ended and returns how.
func (c *caller) closed() (websocket.StatusCode, string) {
	<-c.done
	c.mu.Lock()
	defer c.mu.Unlock()
	var ce websocket.CloseError
	if e, ok := asCloseError(c.err); ok {
		ce = e
	}
	return ce.Code, ce.Reason
}

type (
	brain struct{ name string }
	voice struct{ name string }
	ears  struct{}
)

// Generate says who answers.
func (b brain) Generate(_ context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
	emit(visavis.Delta{Text: b.name})
	return nil
}

// Speak tells who speaks as the name of a sound.
func (v voice) Speak(_ context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	for range clauses {
		emit(visavis.Speech{PCM: make([]int16, 160), Rate: 16000, Phones: []visavis.Phone{{Name: v.name, End: 160}}})
	}
	return nil
}

func (ears) Transcribe(context.Context, <-chan visavis.Chunk, func(visavis.Transcript)) error {
	return nil
}

// describe says what a session was told; engines are asked who they are.
func describe(list []conversation.Input) (told []string) {
	for _, in := range list {
		text := fmt.Sprintf("%T %+v", in, in)
		switch in := in.(type) {
		case conversation.SetBrain:
			text = "brain " + answerOf(in.Brain)
		case conversation.SetVoice:
			text = "voice " + voiceOf(in.Voice)
		case conversation.SetTools:
			text = "tools " + toolNames(in.Tools)
		case conversation.SetSystem:
			text = "system " + in.Text
		case conversation.SetSampling:
			text = "sampling " + in.Sampling.Effort
		}
		told = append(told, strings.TrimPrefix(text, "conversation."))
	}
	return told
}

func answerOf(g visavis.Generator) (text string) {
	if err := g.Generate(context.Background(), visavis.Prompt{}, func(d visavis.Delta) { text += d.Text }); err != nil {
		return err.Error()
	}
	return text
}

func voiceOf(s visavis.Speaker) (name string) {
	clauses := make(chan string, 1)
	clauses <- "Who speaks?"
	close(clauses)
	err := s.Speak(context.Background(), clauses, func(sp visavis.Speech) {
		for _, p := range sp.Phones {
			name = p.Name
		}
	})
	if err != nil {
		return err.Error()
	}
	return name
}

func toolNames(tools []visavis.Tool) string {
	names := []string{}
	for _, t := range tools {
		names = append(names, t.Name)
	}
	return strings.Join(names, " ")
}

// logBuffer is a log that several goroutines write.
type logBuffer struct {
	mu sync.Mutex
	b  []byte
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, b...)
	return len(b), nil
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.b)
}

var _ io.Writer = (*logBuffer)(nil)
