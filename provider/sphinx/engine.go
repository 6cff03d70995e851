package sphinx

import (
	"context"
	"log/slog"
	"runtime"

	"github.com/visavis/visavis/internal/worker"
)

// spares is how many workers are kept beyond those that listen, for when one dies.
const spares = 1

// Config says how an Engine listens; the zero value works.
type Config struct {
	// Workers is how many utterances are heard at once; more speakers wait, none is lost. One
	// processor core hears about eight. The default is the number of cores. An Engine runs one
	// process more, as a spare for one that dies; each takes 155 MB, and up to 120 more for key terms.
	Workers int
	// Phrases are sentences that are likely to be said, as people write them. They are
	// recognised much better than others.
	Phrases []string
}

// Engine is PocketSphinx in worker processes.
type Engine struct {
	log     *slog.Logger
	pool    *worker.Pool
	workers int // that listen at once
	turns   *turns
}

// New describes an engine; nothing runs before Run.
func New(log *slog.Logger, c Config) *Engine {
	workers := c.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	return &Engine{
		log:     log,
		workers: workers,
		pool:    worker.NewPool(log, workers+spares, Name, normalisePhrases(c.Phrases)...),
		turns:   newTurns(workers),
	}
}

// Run keeps the workers alive until ctx ends. It returns an *visavis.UnavailableError at once when
// the library or its model is not installed; Transcribe then returns it too.
func (e *Engine) Run(ctx context.Context) error { return e.pool.Run(ctx) }

// Version returns the library's version, waiting until a worker runs.
func (e *Engine) Version(ctx context.Context) (string, error) { return e.pool.Version(ctx) }
