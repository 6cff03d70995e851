package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/espeak"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/script"
	"github.com/visavis/visavis/provider/sphinx"
)

// workers is the table of C libraries that run in child processes.
func workers() map[string]worker.Func {
	return map[string]worker.Func{
		flite.Name:  flite.Worker,
		espeak.Name: espeak.Worker,
		sphinx.Name: sphinx.Worker,
	}
}

// defaultVoice speaks when nobody asks for another.
const defaultVoice = "slt"

// engines is the table of embedded engines.
type engines struct {
	flite   *flite.Engine
	espeak  *espeak.Engine
	sphinx  *sphinx.Engine
	persona *script.Persona

	running sync.WaitGroup // what start and its like have started
}

func newEngines(log *slog.Logger) (*engines, error) {
	persona, err := script.Load(script.Config{Seed: uint64(time.Now().UnixNano())})
	if err != nil {
		return nil, err
	}
	return &engines{
		flite:   flite.New(log, runtime.NumCPU()),
		espeak:  espeak.New(log, 1),
		sphinx:  sphinx.New(log, sphinx.Config{Phrases: persona.Phrases()}),
		persona: persona,
	}, nil
}

// start runs the engines until ctx ends; the returned function waits for that. Engines that are
// not installed say so when they are used.
func (e *engines) start(ctx context.Context) (wait func()) {
	for _, run := range []func(context.Context) error{e.flite.Run, e.espeak.Run, e.sphinx.Run} {
		e.running.Go(func() { run(ctx) })
	}
	return e.running.Wait
}

// voice finds a voice of any engine by its name.
func (e *engines) voice(name string) (visavis.Speaker, error) {
	if v, err := e.flite.Voice(name); err == nil {
		return v, nil
	}
	if v, err := e.espeak.Voice(name); err == nil {
		return v, nil
	}
	return nil, fmt.Errorf("there is no voice %q; there are %s", name, voiceNames())
}

// voiceNames lists the voices for people.
func voiceNames() string {
	var names []string
	for _, v := range flite.Voices() {
		names = append(names, v.Name)
	}
	for _, v := range espeak.Voices() {
		names = append(names, v.Name)
	}
	return strings.Join(names, ", ")
}

// quiet is the log of commands that report by their result.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
