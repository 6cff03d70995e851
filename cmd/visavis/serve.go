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
	"time"

	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/server"
	"github.com/visavis/visavis/web"
)

func serveCommand() command {
	return command{
		name: "serve", args: "[-addr HOST:PORT] [-config FILE]", summary: "serve the page and the agent websocket (the default)",
		help: `
Serves the page with the face at / and Deepgram's agent protocol at /v1/agent/converse. It listens
on this machine only unless -addr says otherwise; browsers give a page their microphone only on
localhost or over HTTPS. Keys in the environment or in .env choose the engines, visavis.yaml and
the flags override that; visavis.example.yaml explains all of it.`,
		run: runServe,
	}
}

const (
	openWait  = 3 * time.Second // for engines to open before the page is offered
	leaveWait = 5 * time.Second // for conversations to end after an interrupt
	maxHeader = 64 << 10        // bytes: a query with its key terms needs a few

	defaultAddr = "localhost:8080"
	// plainGreeting opens the conversation of a language model; the persona has its own.
	plainGreeting = "[happy] Hello! What would you like to talk about?"
)

// serving is what the flags say.
type serving struct {
	addr, origins, config string
	listen, think, speak  string
	verbose               bool
}

func parseServe(t terminal, fs *flag.FlagSet, args []string) (*serving, error) {
	f := new(serving)
	fs.StringVar(&f.addr, "addr", "", "the `address` to listen on (default "+defaultAddr+")")
	fs.StringVar(&f.origins, "origins", "", "further `hosts` whose pages may connect, such as \"example.org,*.example.org\"")
	fs.StringVar(&f.listen, "listen", "", "recognisers by preference, such as \"deepgram/nova-3,sphinx\"")
	fs.StringVar(&f.think, "think", "", "models by preference, such as \"openai/gpt-6-luna,script\"")
	fs.StringVar(&f.speak, "speak", "", "voices by preference, such as \"deepgram/aura-2-asteria-en,slt\"")
	fs.BoolVar(&f.verbose, "v", false, "log every conversation's steps")
	file := configFlag(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, misuse(t, fs, fmt.Sprintf("serve takes no arguments, such as %q", rest[0]))
	}
	f.config = *file
	return f, nil
}

func (f *serving) override(c *config) {
	list := func(flag string, setting *[]string) {
		if flag != "" {
			*setting = strings.FieldsFunc(flag, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	list(f.origins, &c.Origins)
	list(f.listen, &c.Listen)
	list(f.think, &c.Think)
	list(f.speak, &c.Speak)
	if f.addr != "" {
		c.Addr = f.addr
	}
	if c.Addr == "" {
		c.Addr = defaultAddr
	}
}

func runServe(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	f, err := parseServe(t, fs, args)
	if err != nil {
		return err
	}
	s, err := t.setup(f.config, f.override)
	if err != nil {
		return err
	}
	if s.access, err = s.guard(); err != nil {
		return err
	}
	w, err := newWorkshop(s, newLog(t.err, f.verbose))
	if err != nil {
		return err
	}
	defer w.close()
	listener, err := net.Listen("tcp", s.config.Addr)
	if err != nil {
		return fmt.Errorf("%w (another address? visavis serve -addr localhost:8081)", err)
	}
	defer listener.Close()
	return s.serve(ctx, t, w, listener)
}

// serve runs the engines and, until ctx ends, conversations with them.
func (s setup) serve(ctx context.Context, t terminal, w *workshop, l net.Listener) error {
	run, stop := context.WithCancel(context.WithoutCancel(ctx)) // the engines outlive the conversations
	wait := w.local.start(run, s.selection.all()...)
	defer wait()
	defer stop()
	tools, closeTools, err := w.tools(ctx)
	if err != nil {
		return err
	}
	defer closeTools()
	cfg, err := w.serverConfig(run, s.selection)
	if err != nil {
		return err
	}
	room := machineCapacity()
	cfg.Tools, cfg.Access, cfg.Capacity = tools, s.access, room.streams
	w.read(run)
	w.calibrate(run)
	s.selection.print(t.out)
	if len(tools) > 0 {
		fmt.Fprintf(t.out, "tools   %s\n", toolNames(tools))
	}
	if who := s.config.accessReport(); who != "" {
		fmt.Fprintf(t.out, "access  %s\n", who)
	}
	fmt.Fprintf(t.out, "visavis is at http://%s\n", shownAddress(l.Addr().String(), s.config.Addr))
	return serveUntil(ctx, l, server.New(cfg), newCrowd(room.connections))
}

// serverConfig offers the engines that work here. It waits for the embedded ones to open, which is a
// moment unless the machine is busy.
func (w *workshop) serverConfig(ctx context.Context, sel selection) (server.Config, error) {
	ears, listen := w.ears(ctx, sel.listen)
	voices, speak, err := w.voices(ctx, sel.speak)
	if err != nil {
		return server.Config{}, err
	}
	if len(voices) == 0 {
		w.log.Warn("no voice is installed; replies are text", "note", speak.Note)
	}
	brains := w.brains(ctx, sel.think)
	health := failover.NewHealth()
	think := server.Engine{Name: brains[0].Label, OK: true}
	return server.Config{
		Ears: ears, Brains: brains, Voices: voices, Encoders: w.encoders(ctx),
		Prompt: w.config.Prompt, Greeting: w.greeting(sel.think.picks[0]),
		Endpoints: endpoints(w.config.Endpoints),
		Health:    health,
		Status: func() server.EngineStatus {
			down := health.Down()
			return server.EngineStatus{
				Listen: noted(listen(), sel.listen, down), Think: noted(think, sel.think, down), Speak: noted(speak, sel.speak, down),
			}
		},
		Page: web.Files(), Origins: w.config.Origins, Log: w.log,
	}, nil
}

// noted adds to a stage's state that its first engine is down at present, and what stands in.
func noted(state server.Engine, c choice, down []failover.Outage) server.Engine {
	first := c.picks[0].id
	for _, d := range down {
		if d.Engine != first {
			continue
		}
		state.Note = "out of order: " + d.Err.Error()
		state.OK = len(c.picks) > 1
		if state.OK {
			state.Note = c.picks[1].id + " stands in; " + state.Note
		}
	}
	return state
}

func (w *workshop) greeting(brain pick) string {
	switch {
	case w.config.Greeting != nil:
		return *w.config.Greeting
	case brain.engine.embedded():
		return w.local.persona.Greeting()
	}
	return plainGreeting
}

// print writes a line per stage: what is used, what stands in, and what was left out.
func (s selection) print(w io.Writer) {
	for _, c := range s.stages() {
		fmt.Fprintf(w, "%-6s  %s\n", c.stage, c.choice.report())
	}
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
func serveUntil(ctx context.Context, l net.Listener, handler *server.Server, others *crowd) error {
	srv := &http.Server{
		Handler: handler, ConnState: others.changed,
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: maxHeader,
	}
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
