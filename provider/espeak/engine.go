package espeak

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voice"
	"github.com/visavis/visavis/internal/worker"
)

// Name is the worker's name, for worker.Main.
const Name = "espeak"

const rate visavis.SampleRate = 22050

// Engine is espeak-ng in worker processes.
type Engine struct {
	log  *slog.Logger
	pool *worker.Pool
}

// New describes an engine with a number of worker processes; nothing runs before Run. One worker
// synthesises hundreds of times faster than real time, for all voices and replies in turn.
func New(log *slog.Logger, workers int) *Engine {
	return &Engine{log: log, pool: worker.NewPool(log, workers, Name)}
}

// Run keeps the workers alive until ctx ends. It returns an *visavis.UnavailableError at once when
// the library is not installed; the voices then return it too.
func (e *Engine) Run(ctx context.Context) error { return e.pool.Run(ctx) }

// Version returns the library's version, waiting until a worker runs.
func (e *Engine) Version(ctx context.Context) (string, error) { return e.pool.Version(ctx) }

// Voice returns one of Voices, or a variant of it such as "en-us+f3". It speaks while Run runs.
// Its method With makes it faster, slower, more or less lively.
func (e *Engine) Voice(name string) (visavis.Speaker, error) {
	language, _, _ := strings.Cut(name, "+")
	var known []string
	for _, v := range Voices() {
		if v.Name == language {
			return &voice.Speaker{Log: e.log, Pool: e.pool, Voice: name, Rate: rate, Script: v.script}, nil
		}
		known = append(known, v.Name)
	}
	return nil, fmt.Errorf("espeak has no voice %q; it has %s", name, strings.Join(known, ", "))
}

// Worker is the body of the worker process.
func Worker([]string) (version string, serve func(*worker.Conn) error, err error) {
	lib, err := openLibrary()
	if err != nil {
		return "", nil, err
	}
	s := newSynth(lib)
	return lib.version(), func(c *worker.Conn) error { return voice.Serve(c, s) }, nil
}
