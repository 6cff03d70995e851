package flite

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/speakable"
	"github.com/visavis/visavis/internal/voice"
	"github.com/visavis/visavis/internal/worker"
)

// Name is the worker's name, for worker.Main.
const Name = "flite"

// Voice describes a voice.
type Voice struct {
	Name   string // for Engine.Voice
	Label  string // for people
	Gender string // "female" or "male"
}

// Voices lists the voices, the default one first.
func Voices() []Voice {
	return []Voice{
		{"slt", "US English, female (flite slt)", "female"},
		{"rms", "US English, male (flite rms)", "male"},
		{"awb", "Scottish English, male (flite awb)", "male"},
	}
}

// Engine is flite in worker processes.
type Engine struct {
	log  *slog.Logger
	pool *worker.Pool
}

// New describes an engine with a number of worker processes; nothing runs before Run. One worker
// synthesises 70 times faster than real time, for all voices and replies in turn.
func New(log *slog.Logger, workers int) *Engine {
	return &Engine{log: log, pool: worker.NewPool(log, workers, Name)}
}

// Run keeps the workers alive until ctx ends. It returns an *visavis.UnavailableError at once when
// the library is not installed; the voices then return it too.
func (e *Engine) Run(ctx context.Context) error { return e.pool.Run(ctx) }

// Version returns the library's version, waiting until a worker runs.
func (e *Engine) Version(ctx context.Context) (string, error) { return e.pool.Version(ctx) }

// Voice returns one of Voices. It speaks while Run runs. Its method With makes it faster, slower, more or
// less lively.
func (e *Engine) Voice(name string) (visavis.Speaker, error) {
	var known []string
	for _, v := range Voices() {
		if v.Name == name {
			return &voice.Speaker{
				Log: e.log, Pool: e.pool, Voice: name, Rate: rate, Script: speakable.Script{ASCII: true},
			}, nil
		}
		known = append(known, v.Name)
	}
	return nil, fmt.Errorf("flite has no voice %q; it has %s", name, strings.Join(known, ", "))
}

// Worker is the body of the worker process.
func Worker([]string) (version string, serve func(*worker.Conn) error, err error) {
	lib, err := openLibrary()
	if err != nil {
		return "", nil, err
	}
	s := newSynth(lib)
	// Opening the default voice now spares the first reply a few milliseconds.
	if _, err := s.voice(Voices()[0].Name); err != nil {
		return "", nil, err
	}
	return loadedVersion(), func(c *worker.Conn) error { return voice.Serve(c, s) }, nil
}
