package corpus

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/espeak"
)

// Workers are the worker processes that a Speaker needs, for worker.Main.
func Workers() map[string]worker.Func { return map[string]worker.Func{espeak.Name: espeak.Worker} }

// With runs f with a Speaker and ends what the Speaker needs when f is done.
func With(ctx context.Context, log *slog.Logger, f func(ctx context.Context, s *Speaker) error) error {
	dir, err := os.MkdirTemp("", "lips")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	engine := espeak.New(log, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var g errgroup.Group
	g.Go(func() error { return engine.Run(ctx) })
	g.Go(func() error {
		defer stop()
		return f(ctx, &Speaker{espeak: &espeakVoice{engine}, dir: dir})
	})
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
