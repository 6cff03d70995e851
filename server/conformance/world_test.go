package conformance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/internal/codec"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pipenet"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/wire"
)

// world is a server on an in-memory network; it lives in a synctest bubble.
type world struct {
	t       *testing.T
	srv     *server.Server
	http    *http.Server
	served  chan error
	network *pipenet.Listener
	log     bytes.Buffer // read when all is over
	keys    []string     // that are good
}

// newWorld serves with the engines of a setting, whose lines are
//
//	reply TEXT        the brain's next reply; without any, it repeats what it is told
//	think TEXT        what the brain considers before each reply, for half a second
//	call NAME JSON    a function that the brain wants called when the user has said something
//	deaf, mute        no ears, no voice
//	codecs            Opus and MP3 can be made, whose packets are 20 ms of mu-law here
//	dazed             ears that never answer
//	heeding           ears that take all options
//	language TAG      the only one that the ears understand
//	hoarse TIME       a voice that begins so late
//	key TEXT          an API key that is good here; without any, nobody is asked for one
//	endpoint HOST TEXT    clients may have functions asked there, which answer so
func newWorld(t *testing.T, setting string) *world {
	t.Helper()
	w := &world{t: t, network: pipenet.Listen(), served: make(chan error, 1)}
	w.srv = server.New(w.config(setting))
	quiet := slog.NewLogLogger(slog.DiscardHandler, 0)
	w.http = &http.Server{Handler: w.srv, ErrorLog: quiet}
	go func() { w.served <- w.http.Serve(w.network) }()
	return w
}

func (w *world) config(setting string) server.Config {
	brain := fake.Generator{}
	cfg := server.Config{
		Ears:   []server.Ears{{ID: "ears", Label: "Ears", Transcriber: ears{}}},
		Voices: []server.Voice{{ID: "voice", Label: "Voice", Language: "en-US", Speaker: voice{}}},
		Log:    slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	var replies []string
	var calls []visavis.Call
	for line := range strings.Lines(setting) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "reply":
			replies = append(replies, rest)
		case "call":
			calls = append(calls, w.call(rest))
		case "think":
			brain.Thought, brain.Between = rest, 500*time.Millisecond
		case "deaf":
			cfg.Ears = nil
		case "dazed", "heeding", "language":
			w.earsThat(&cfg.Ears[0], verb, rest)
		case "hoarse":
			cfg.Voices[0].Speaker = hoarse(w.duration(rest))
		case "mute":
			cfg.Voices = nil
		case "codecs":
			cfg.Encoders = media.Encoders{Opus: new(codec.Fake), MP3: new(codec.Fake)}
		case "key":
			w.keys = append(w.keys, rest)
		case "endpoint":
			cfg.Endpoints = endpointsOf(rest)
		default:
			w.t.Fatalf("setting %q: see newWorld", line)
		}
	}
	if replies != nil {
		brain.Reply = fake.Lines(replies...)
	}
	if calls != nil {
		brain.Calls = fake.Once(calls...)
		brain.Reply = fake.Answer("", fake.Echo)
	}
	cfg.Access = w.guard()
	cfg.Brains = []server.Brain{{ID: "brain", Label: "Brain", Generator: brain}}
	return cfg
}

// earsThat changes how ears are.
func (w *world) earsThat(e *server.Ears, verb, rest string) {
	switch verb {
	case "dazed":
		e.Transcriber = dazed{}
	case "heeding":
		e.With = func(wire.ListenProvider) visavis.Transcriber { return ears{} }
	case "language":
		e.Language = rest
	}
}

func (w *world) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// guard asks for one of the keys, if there are any.
func (w *world) guard() *access.Guard {
	cfg := access.Config{Required: len(w.keys) > 0, Query: true}
	for _, k := range w.keys {
		cfg.Keys = append(cfg.Keys, access.Key{Name: "test", Hash: sha256.Sum256([]byte(k))})
	}
	g, err := access.New(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return g
}

// endpointsOf allows functions of a host, which all answer alike.
func endpointsOf(text string) server.Endpoints {
	host, response, _ := strings.Cut(text, " ")
	return server.Endpoints{
		Hosts: []string{host},
		Function: func(wire.Function, *http.Client) (visavis.Caller, error) {
			return fake.Caller{Response: response}, nil
		},
	}
}

func (w *world) call(text string) visavis.Call {
	name, arguments, _ := strings.Cut(text, " ")
	if !json.Valid([]byte(arguments)) {
		w.t.Fatalf("call %q: what follows the name is no JSON", text)
	}
	return visavis.Call{ID: "fc_1", Name: name, Arguments: arguments}
}

func (w *world) shutdown() {
	if err := w.srv.Shutdown(context.Background()); err != nil {
		w.t.Error(err)
	}
}

// close ends all that goes on, and looks into the log for what must not be there.
func (w *world) close() {
	w.shutdown()
	w.http.Close()
	<-w.served
	time.Sleep(time.Second) // net/http lingers for half of one after a body that nobody has read
	for _, never := range append(w.keys, "panic") {
		if strings.Contains(w.log.String(), never) {
			w.t.Errorf("the log has %q in it:\n%s", never, w.log.String())
		}
	}
}
