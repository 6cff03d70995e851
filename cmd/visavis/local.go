package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/codec"
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
		codec.Name:  codec.Worker,
	}
}

// local is the embedded engines. They need neither key nor network.
type local struct {
	flite   *flite.Engine
	espeak  *espeak.Engine
	sphinx  *sphinx.Engine
	persona *script.Persona

	running sync.WaitGroup  // what start and its like have started
	started map[string]bool // engines by name, once start has returned
}

func newLocal(log *slog.Logger) (*local, error) {
	persona, err := script.Load(script.Config{Seed: uint64(time.Now().UnixNano())})
	if err != nil {
		return nil, err
	}
	return &local{
		flite:   flite.New(log, runtime.NumCPU()),
		espeak:  espeak.New(log, 1),
		sphinx:  sphinx.New(log, sphinx.Config{Phrases: persona.Phrases()}),
		persona: persona,
		started: make(map[string]bool),
	}, nil
}

// start runs those of the engines that were picked until ctx ends; the returned function waits for
// that. Engines that are not installed say so when they are used.
func (l *local) start(ctx context.Context, picks ...pick) (wait func()) {
	runs := map[string]func(context.Context) error{flite.Name: l.flite.Run, espeak.Name: l.espeak.Run, sphinx.Name: l.sphinx.Run}
	for _, p := range picks {
		if run := runs[p.engine.vendor]; run != nil {
			delete(runs, p.engine.vendor)
			l.started[p.engine.vendor] = true
			l.running.Go(func() { run(ctx) })
		}
	}
	return l.running.Wait
}

// runs reports whether an embedded engine was started. It may not be installed.
func (l *local) runs(vendor string) bool { return l.started[vendor] }

// version returns the version of an embedded engine, waiting until it is open. Engines in Go have
// none.
func (l *local) version(ctx context.Context, vendor string) (string, error) {
	switch vendor {
	case flite.Name:
		return l.flite.Version(ctx)
	case espeak.Name:
		return l.espeak.Version(ctx)
	case sphinx.Name:
		return l.sphinx.Version(ctx)
	}
	return "", nil
}

// voice finds a voice of any embedded engine by its name.
func (l *local) voice(name string) (visavis.Speaker, error) {
	if v, err := l.flite.Voice(name); err == nil {
		return v, nil
	}
	if v, err := l.espeak.Voice(name); err == nil {
		return v, nil
	}
	return nil, fmt.Errorf("there is no embedded voice %q", name)
}
