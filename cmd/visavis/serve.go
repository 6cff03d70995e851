package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/espeak"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/web"
)

func serveCommand() command {
	return command{
		name: "serve", args: "[-addr HOST:PORT] [-origins HOSTS]", summary: "serve the page and the agent websocket (the default)",
		help: `
Serves the page with the face at / and Deepgram's agent protocol at /v1/agent/converse. It listens
on this machine only unless -addr says otherwise; browsers give a page their microphone only on
localhost or over HTTPS.`,
		run: runServe,
	}
}

const (
	openWait  = 3 * time.Second // for engines to open before the page is offered
	leaveWait = 5 * time.Second // for conversations to end after an interrupt
)

func runServe(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	addr := fs.String("addr", "localhost:8080", "the `address` to listen on")
	origins := fs.String("origins", "", "further `hosts` whose pages may connect, such as \"example.org,*.example.org\"")
	verbose := fs.Bool("v", false, "log every conversation's steps")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return misuse(t, fs, fmt.Sprintf("serve takes no arguments, such as %q", rest[0]))
	}
	log := newLog(t.err, *verbose)
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return fmt.Errorf("%w (another address? visavis serve -addr localhost:8081)", err)
	}
	e, err := newEngines(log)
	if err != nil {
		return err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx)) // the engines outlive the conversations
	wait := e.start(run)
	defer wait()
	defer stop()

	cfg := e.serverConfig(run, log)
	cfg.Origins = strings.FieldsFunc(*origins, func(r rune) bool { return r == ',' || r == ' ' })
	fmt.Fprintf(t.out, "visavis is at http://%s\n", shownAddress(listener.Addr().String(), *addr))
	return serveUntil(ctx, listener, server.New(cfg))
}

// shownAddress is the address as the user wrote it, with the port that was really taken.
func shownAddress(actual, wanted string) string {
	host, _, err := net.SplitHostPort(wanted)
	_, port, err2 := net.SplitHostPort(actual)
	if err != nil || err2 != nil || host == "" {
		return actual
	}
	return net.JoinHostPort(host, port)
}

// serveUntil serves until ctx ends and then lets the conversations leave.
func serveUntil(ctx context.Context, l net.Listener, handler *server.Server) error {
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWait)
	defer cancel()
	err := errors.Join(handler.Shutdown(leave), srv.Shutdown(leave))
	<-served
	return err
}

func newLog(w io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// serverConfig offers the engines that work here. It waits for them to open, which is a moment
// unless the machine is busy; a recogniser that needs longer is looked after in the background.
func (e *engines) serverConfig(ctx context.Context, log *slog.Logger) server.Config {
	listen := e.watchEars(ctx, log)
	voices, speak := e.voices(ctx)
	if len(voices) == 0 {
		log.Warn("no voice is installed; replies are text", "note", speak.Note)
	}
	brains := e.brains(ctx)
	think := server.Engine{Name: brains[0].Label, OK: true}
	return server.Config{
		Ears: e.sphinx, Brains: brains, Voices: voices, Greeting: e.persona.Greeting(),
		Status: func() server.EngineStatus {
			return server.EngineStatus{Listen: listen(), Think: think, Speak: speak}
		},
		Page: web.Files(), Log: log,
	}
}

// watchEars returns a function that tells how the recogniser is. It returns when that is known, or
// after openWait.
func (e *engines) watchEars(ctx context.Context, log *slog.Logger) func() server.Engine {
	state := new(atomic.Pointer[server.Engine])
	state.Store(&server.Engine{Name: "PocketSphinx", OK: true, Note: "opening"})
	known := make(chan struct{})
	e.running.Go(func() { // ends when the engine is open, or with ctx
		defer close(known)
		st := status(ctx, "PocketSphinx", e.sphinx.Version)
		state.Store(&st)
		if !st.OK && ctx.Err() == nil {
			log.Warn("the recogniser is absent; typed input works", "note", st.Note)
		}
	})
	select {
	case <-known:
	case <-time.After(openWait):
	}
	return func() server.Engine { return *state.Load() }
}

// standIn speaks for a voice of flite that is lost while the server runs.
const standIn = "en-us"

// voices returns the voices that can speak here, the default one first, and how they are.
func (e *engines) voices(ctx context.Context) ([]server.Voice, server.Engine) {
	ctx, stop := context.WithTimeout(ctx, openWait)
	defer stop()
	var all []server.Voice
	fl, es := status(ctx, "flite", e.flite.Version), status(ctx, "espeak-ng", e.espeak.Version)
	if fl.OK {
		for _, v := range flite.Voices() {
			voice := e.serverVoice(v.Name, v.Label, "en")
			if es.OK {
				voice.Speaker = fallback{voice.Speaker, e.serverVoice(standIn, "", "").Speaker}
			}
			all = append(all, voice)
		}
	}
	if es.OK {
		for _, v := range espeak.Voices() {
			all = append(all, e.serverVoice(v.Name, v.Label, v.Name))
		}
	}
	switch {
	case fl.OK:
		return all, fl
	case es.OK:
		es.Note = join("; ", es.Note, fl.Note)
		return all, es
	}
	return nil, server.Engine{Name: "none", Note: join("; ", fl.Note, es.Note)}
}

func (e *engines) serverVoice(name, label, language string) server.Voice {
	speaker, err := e.voice(name)
	if err != nil {
		panic("a listed voice is unknown: " + err.Error())
	}
	return server.Voice{ID: name, Label: label, Language: language, Speaker: speaker}
}

// brains returns the persona and, where an Ollama answers, its models.
func (e *engines) brains(ctx context.Context) []server.Brain {
	brains := []server.Brain{{ID: "script", Label: e.persona.Name() + ", a scripted demo persona", Generator: e.persona}}
	models, err := openai.OllamaModels(ctx, "")
	if err != nil {
		return brains // none runs here: nothing to tell
	}
	for _, m := range models {
		g := openai.New(openai.Config{BaseURL: openai.Ollama, Model: m})
		brains = append(brains, server.Brain{ID: m, Label: m + " (Ollama)", Generator: g})
	}
	return brains
}

// status asks an engine's pool for its version, which takes until it is open.
func status(ctx context.Context, name string, version func(context.Context) (string, error)) server.Engine {
	v, err := version(ctx)
	var ue *visavis.UnavailableError
	switch {
	case errors.As(err, &ue):
		return server.Engine{Name: name, Note: ue.Error()}
	case err != nil:
		return server.Engine{Name: name, Note: "does not open: " + err.Error()}
	}
	return server.Engine{Name: strings.TrimSpace(name + " " + v), OK: true}
}

func join(sep string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, sep)
}
