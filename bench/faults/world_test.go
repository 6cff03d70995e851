package faults

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/anthropic"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/provider/gemini"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"))
}

// mark is in all that is secret: no test ends well that shows it anywhere.
const mark = "5ec2e7-0123456789abcdef"

// Hosts of the network, and the keys that they accept.
const (
	earsHost, deepgramKey       = "ears.deepgram.test", "dg-" + mark
	voiceHost                   = "voice.deepgram.test" // the same vendor, so that one may be gone without the other
	openaiHost, openaiKey       = "openai.test", "sk-" + mark
	geminiHost, geminiKey       = "gemini.test", "AIza" + mark
	anthropicHost, anthropicKey = "anthropic.test", "sk-ant-" + mark
)

// Paths of the vendors.
const (
	listenPath    = "/v1/listen"
	fluxPath      = "/v2/listen"
	speakPath     = "/v1/speak"
	grantPath     = "/v1/auth/grant"
	openaiPath    = "/v1/chat/completions"
	geminiPath    = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
	anthropicPath = "/v1/messages"
)

// Engines by the names that listeners are told.
const (
	nova   = "deepgram/nova-3"
	flux   = "deepgram/flux-general-en"
	aura   = "deepgram/aura-2-asteria-en"
	gpt    = "openai/gpt-4o-mini"
	flash  = "gemini/gemini-2.5-flash"
	haiku  = "anthropic/claude-haiku-4-5"
	sphinx = "sphinx" // stands in for the recogniser
	script = "script" // for the model
	flite  = "flite"  // for the voice
)

// setup is how a server is configured. The zero value has nova-3, gpt-4o-mini and asteria, and behind
// each what is embedded; behind the model there is another vendor's.
type setup struct {
	ears       string              // nova or flux
	eager      bool                // Flux says when a turn is probably over
	brains     []string            // in order, what is embedded aside
	alone      bool                // nothing embedded stands in
	credential deepgram.Credential // zero: the key
	debug      bool                // log all there is to log
	before     func(*world)        // is called before the server is made
	tweak      func(*world, *server.Config)
}

// world is a server, its vendors and the network between them. It lives in a bubble.
type world struct {
	*testing.T
	*network
	setup
	deepgram  *vendors.Deepgram
	openai    *vendors.OpenAI
	gemini    *vendors.Gemini
	anthropic *vendors.Anthropic

	http  *http.Client // of the drivers
	voice *deepgram.Voice
	log   logBuffer
	srv   *server.Server
	pages []*page
	stops []func()
}

// ms is short for what this package has a lot of.
func ms(n int) vendors.Latency { return vendors.Latency{Median: time.Duration(n) * time.Millisecond} }

// newWorld starts everything; the caller defers close.
func newWorld(t *testing.T, s setup) *world {
	w := &world{T: t, network: newNetwork(), setup: s}
	w.simulate()
	w.http = w.client()
	w.voice = deepgram.NewVoice(w.access(voiceHost), deepgram.VoiceOptions{})
	if s.before != nil {
		s.before(w)
	}
	cfg := w.config()
	if s.tweak != nil {
		s.tweak(w, &cfg)
	}
	w.srv = server.New(cfg)
	w.stops = append(w.stops, w.serve("visavis.test", w.srv))
	return w
}

// simulate starts the vendors. They are as fast as those outside of tests.
func (w *world) simulate() {
	think := vendors.Pace{Handshake: ms(40), First: ms(300), Chunk: ms(20)}
	w.deepgram = &vendors.Deepgram{
		Keys:       []string{deepgramKey},
		ListenPace: vendors.Pace{Handshake: ms(60), First: ms(150)},
		SpeakPace:  vendors.Pace{Handshake: ms(60), First: ms(120)},
	}
	w.openai = &vendors.OpenAI{Mind: vendors.Mind{Key: openaiKey, Pace: think, Reply: replies(gpt)}}
	w.gemini = &vendors.Gemini{Mind: vendors.Mind{Key: geminiKey, Pace: think, Reply: replies(flash)}}
	w.anthropic = &vendors.Anthropic{Mind: vendors.Mind{Key: anthropicKey, Pace: think, Reply: replies(haiku)}}
	w.stops = append(w.stops, w.serve(voiceHost, w.deepgram))
	for host, vendor := range w.vendors() {
		w.stops = append(w.stops, w.serve(host, vendor))
	}
}

// vendor is what all simulators have.
type vendor interface {
	http.Handler
	Violations() []vendors.Violation
	Requests(path string) []vendors.Request
	Open() int
}

func (w *world) vendors() map[string]vendor {
	return map[string]vendor{earsHost: w.deepgram, openaiHost: w.openai, geminiHost: w.gemini, anthropicHost: w.anthropic}
}

// answerOf is what a brain says to a question: several clauses, so that there is a middle.
func answerOf(brain, question string) string {
	asked := strings.Join(letters(question), " ")
	if len(letters(question)) < 4 {
		return "This is " + brainNames[brain] + ". You say " + asked + "."
	}
	text := "This is " + brainNames[brain] + ". You ask " + asked + ", and that is a good question. "
	if asked == strings.Join(letters(longStory), " ") {
		text += "There was a fox who went to the woods every day, and every day he came home again. "
	}
	return text + "Ask me tomorrow."
}

var brainNames = map[string]string{gpt: "Gpt", flash: "Flash", haiku: "Haiku", script: "Script"}

// replies has a model answer so.
func replies(brain string) func(vendors.Prompt) vendors.Script {
	return func(p vendors.Prompt) vendors.Script {
		text := answerOf(brain, p.Turns[len(p.Turns)-1].Text)
		return vendors.Script{Text: strings.SplitAfter(text, " ")}
	}
}

func (w *world) config() server.Config {
	cfg := server.Config{Brains: w.makeBrains(), Log: w.logger()}
	ears := deepgram.ListenOptions{Model: strings.TrimPrefix(cmp.Or(w.ears, nova), "deepgram/"), Verbatim: true}
	if w.eager {
		ears.EagerEOTThreshold = 0.4
	}
	cfg.Ears = []server.Ears{{ID: cmp.Or(w.ears, nova), Transcriber: deepgram.NewListen(w.access(earsHost), ears)}}
	cfg.Voices = []server.Voice{{ID: aura, Language: "en", Speaker: w.voice}}
	if !w.alone {
		cfg.Ears = append(cfg.Ears, server.Ears{ID: sphinx, Transcriber: standInEars{}})
		cfg.Voices = append(cfg.Voices, server.Voice{ID: flite, Language: "en", Speaker: standInVoice{}})
		cfg.Ears[0].Fallbacks, cfg.Voices[0].Fallbacks = []string{sphinx}, []string{flite}
	}
	return cfg
}

// access is how Deepgram is reached at a host.
func (w *world) access(host string) deepgram.Config {
	cfg := deepgram.Config{BaseURL: w.base(host), Credential: w.credential, HTTPClient: w.http, Log: w.logger()}
	if cfg.Credential.IsZero() {
		cfg.Credential = deepgram.Key(deepgramKey)
	}
	return cfg
}

// base is the address of a host; where all is logged, it holds a password.
func (w *world) base(host string) string {
	if w.debug {
		return "http://user:" + mark + "@" + host
	}
	return "http://" + host
}

func (w *world) makeBrains() (brains []server.Brain) {
	order := w.brains
	if order == nil {
		order = []string{gpt, haiku}
	}
	if !w.alone {
		order = append(order[:len(order):len(order)], script)
	}
	for _, id := range order {
		brains = append(brains, server.Brain{ID: id, Generator: w.brain(id)})
	}
	brains[0].Fallbacks = order[1:]
	return brains
}

func (w *world) brain(id string) visavis.Generator {
	_, model, _ := strings.Cut(id, "/")
	switch id {
	case gpt:
		return openai.New(openai.Config{BaseURL: w.base(openaiHost) + "/v1", APIKey: openaiKey, Model: model, Client: w.http})
	case flash:
		return gemini.New(gemini.Config{BaseURL: w.base(geminiHost), APIKey: geminiKey, Model: model, Client: w.http})
	case haiku:
		return anthropic.New(anthropic.Config{BaseURL: w.base(anthropicHost), APIKey: anthropicKey, Model: model, Client: w.http})
	}
	return fake.Generator{Between: 5 * time.Millisecond, Reply: func(p visavis.Prompt) string {
		return answerOf(script, p.Messages[len(p.Messages)-1].Text)
	}}
}

// close stops everything and checks that the vendors are content and nobody has stayed.
func (w *world) close() {
	if err := w.srv.Shutdown(context.Background()); err != nil {
		w.Error(err)
	}
	w.voice.Close()
	w.http.CloseIdleConnections()
	time.Sleep(time.Second) // for the vendors to notice
	for host, v := range w.vendors() {
		if n := v.Open(); n > 0 {
			w.Errorf("%d calls are open at %s, and nobody waits for them", n, host)
		}
		for _, violation := range v.Violations() {
			w.Errorf("%s would object: %v", host, violation)
		}
	}
	for _, stop := range w.stops {
		stop()
	}
	w.checkSecrets()
}

// checkSecrets looks for what is secret in all that came out.
func (w *world) checkSecrets() {
	out := w.log.String()
	for _, p := range w.pages {
		out += p.messages()
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, mark[:6]) {
			w.Errorf("a secret was shown: %s", line)
		}
	}
}

func (w *world) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: w.level()}))
}

// logBuffer is a log that several goroutines write.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// level keeps what fails readable: the vendors' messages fill pages.
func (w *world) level() slog.Level {
	if w.debug {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
