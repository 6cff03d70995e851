package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
	"unicode"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
)

// key is accepted by the simulated vendors.
const key = "a-key-of-the-bench"

// simulated are the vendors and our clients of them.
type simulated struct {
	deepgram       *vendors.Deepgram
	openai         *vendors.OpenAI
	listens, knows *httptest.Server
	client         *http.Client
	cfg            deepgram.Config
	brain          *openai.Generator
	voice          *deepgram.Voice
}

// about is a latency that one in ten calls exceeds by a third.
func about(median time.Duration) vendors.Latency {
	return vendors.Latency{Median: median, Spread: median / 3}
}

func newVendors(s speeds) *simulated {
	handshake := about(60 * time.Millisecond)
	v := &simulated{
		deepgram: &vendors.Deepgram{
			Vendor:     vendors.Vendor{Seed: s.seed},
			Keys:       []string{key},
			ListenPace: vendors.Pace{Handshake: handshake, First: about(s.listen)},
			SpeakPace:  vendors.Pace{Handshake: handshake, First: about(s.sound)},
			RESTPace:   vendors.Pace{First: about(s.rest)},
		},
		openai: &vendors.OpenAI{Vendor: vendors.Vendor{Seed: s.seed}, Mind: vendors.Mind{
			Key: key, Reply: answer, Pace: vendors.Pace{First: about(s.token), Chunk: about(20 * time.Millisecond)},
		}},
		client: &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()},
	}
	v.listens, v.knows = httptest.NewServer(v.deepgram), httptest.NewServer(v.openai)
	v.cfg = deepgram.Config{BaseURL: v.listens.URL, Credential: deepgram.Key(key), HTTPClient: v.client}
	v.brain = openai.New(openai.Config{BaseURL: v.knows.URL + "/v1", APIKey: key, Model: "gpt-4o-mini", Client: v.client})
	v.voice = deepgram.NewVoice(v.cfg, deepgram.VoiceOptions{})
	return v
}

func (v *simulated) close() {
	v.voice.Close()
	v.client.CloseIdleConnections()
	v.listens.Close()
	v.knows.Close()
}

func (v *simulated) violations() error {
	if all := append(v.deepgram.Violations(), v.openai.Violations()...); len(all) > 0 {
		return fmt.Errorf("rules were broken: %v", all)
	}
	return nil
}

func (v *simulated) streamed() *service {
	return v.serve(deepgram.NewListen(v.cfg, deepgram.ListenOptions{}))
}

func (v *simulated) recorded() *service {
	return v.serve(deepgram.NewPrerecorded(v.cfg, deepgram.TranscribeOptions{}))
}

// service is a visavis server.
type service struct {
	url  string
	stop func()
}

func (v *simulated) serve(ears visavis.Transcriber) *service {
	handler := server.New(server.Config{
		Ears:   []server.Ears{{ID: "ears", Transcriber: ears}},
		Brains: []server.Brain{{ID: "brain", Generator: v.brain}},
		Voices: []server.Voice{{ID: "voice", Speaker: v.voice}},
		Log:    slog.New(slog.DiscardHandler),
	})
	srv := httptest.NewServer(handler)
	return &service{srv.URL, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		handler.Shutdown(ctx)
		srv.Close()
	}}
}

// answer is what the model says.
func answer(p vendors.Prompt) vendors.Script {
	return vendors.Script{Text: strings.SplitAfter(reply(p.Turns[len(p.Turns)-1].Text), " ")}
}

// reply is long enough for its end to be written after its beginning is heard.
func reply(question string) string {
	said := strings.Join(letters(question), " ")
	return "You want to know " + said + ". Let me think about that for a moment. " +
		"It is a good question, and the answer is not as simple as it looks. Ask me again tomorrow."
}

// letters returns the words of a text in lower case, without punctuation.
func letters(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}
