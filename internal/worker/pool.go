package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
)

// Pool keeps workers of one sort alive. Create it with NewPool and give it a goroutine with Run;
// Acquire and Release may be called from any goroutine.
type Pool struct {
	log   *slog.Logger
	name  string
	args  []string
	size  int
	idle  chan *Process
	ended chan struct{} // closed when Run has returned
	err   error         // why; written before ended is closed
}

var errStopped = errors.New("the engine's workers have been stopped")

// NewPool describes a pool of size workers called name; nothing runs before Run.
func NewPool(log *slog.Logger, size int, name string, args ...string) *Pool {
	return &Pool{
		log: log, name: name, args: args, size: size,
		idle: make(chan *Process), ended: make(chan struct{}),
	}
}

// Run starts the workers and replaces those that die, until ctx ends. It returns an
// *visavis.UnavailableError as soon as the engine cannot work here; Acquire then returns it too. It
// may be called once.
func (p *Pool) Run(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	for range p.size {
		g.Go(func() error { return p.keepOne(gctx) })
	}
	err := g.Wait()
	p.err = err
	if ctx.Err() != nil {
		// Not the error itself: a borrower's own context may well be alive.
		p.err = errStopped
	}
	close(p.ended)
	return err
}

// keepOne keeps one worker alive and offers it whenever it is idle.
func (p *Pool) keepOne(ctx context.Context) error {
	var r restarts
	for {
		started := time.Now()
		err := p.oneLife(ctx, &r)
		var ue *visavis.UnavailableError
		if errors.As(err, &ue) {
			return err
		}
		wait := r.pause(time.Since(started))
		if r.hopeless() {
			return &visavis.UnavailableError{Engine: p.name, Reason: "its process dies while it opens", Err: err}
		}
		if wait > 0 {
			p.log.Warn("worker does not last; waiting before the next try", "worker", p.name, "wait", wait, "err", err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// oneLife starts a worker and offers it until it dies or ctx ends.
func (p *Pool) oneLife(ctx context.Context, r *restarts) error {
	proc, err := Start(ctx, p.log, p.name, p.args...)
	if err != nil {
		return err
	}
	defer proc.Close()
	r.opened = true
	p.offer(ctx, proc)
	return nil
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
	case <-p.ended:
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

// Version returns the engine's version, waiting for an idle worker if need be.
func (p *Pool) Version(ctx context.Context) (string, error) {
	proc, err := p.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer p.Release(proc)
	return proc.Version, nil
}
