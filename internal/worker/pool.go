package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
)

// restartPause keeps a worker that dies at start from spinning; a first restart does not wait.
const restartPause = time.Second

// Pool keeps workers of one sort alive. Create it with NewPool and give it a goroutine with Run;
// Acquire and Release may be called from any goroutine.
type Pool struct {
	log    *slog.Logger
	name   string
	args   []string
	size   int
	idle   chan *Process
	failed chan struct{} // closed when the engine turned out to be unavailable
	err    error         // why; written before failed is closed
}

// NewPool describes a pool of size workers called name; nothing runs before Run.
func NewPool(log *slog.Logger, size int, name string, args ...string) *Pool {
	return &Pool{
		log: log, name: name, args: args, size: size,
		idle: make(chan *Process), failed: make(chan struct{}),
	}
}

// Run starts the workers and replaces those that die, until ctx ends. It returns an
// *visavis.UnavailableError at once when the engine cannot work here; Acquire then returns it too.
func (p *Pool) Run(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	for range p.size {
		g.Go(func() error { return p.keepOne(gctx) })
	}
	err := g.Wait()
	if ctx.Err() == nil {
		p.err = err
		close(p.failed)
	}
	return err
}

// keepOne keeps one worker alive and offers it whenever it is idle.
func (p *Pool) keepOne(ctx context.Context) error {
	for {
		started := time.Now()
		proc, err := Start(ctx, p.log, p.name, p.args...)
		var ue *visavis.UnavailableError
		if errors.As(err, &ue) || ctx.Err() != nil {
			return err
		}
		if err == nil {
			p.offer(ctx, proc)
			proc.Close()
		}
		if time.Since(started) < restartPause {
			p.log.Warn("worker does not last; waiting before the next try", "worker", p.name, "err", err)
			select {
			case <-time.After(restartPause):
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// offer hands proc out again and again until it has died or ctx ends. A borrower that finds it
// broken kills it and is served by another.
func (p *Pool) offer(ctx context.Context, proc *Process) {
	for {
		select {
		case p.idle <- proc:
		case <-proc.Done():
			return
		case <-ctx.Done():
			return
		}
		select {
		case <-proc.returned:
		case <-proc.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}

// Acquire returns an idle worker, waiting for one if need be. The caller gives it back with
// Release, or calls Kill on it when its state is unknown.
func (p *Pool) Acquire(ctx context.Context) (*Process, error) {
	select {
	case proc := <-p.idle:
		return proc, nil
	case <-p.failed:
		return nil, p.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Release gives a worker back, ready for its next user.
func (p *Pool) Release(proc *Process) {
	select {
	case proc.returned <- struct{}{}:
	case <-proc.Done():
	}
}
