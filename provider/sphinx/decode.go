package sphinx

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/visavis/visavis/internal/worker"
)

const (
	// deaths is how many workers may die of an utterance before it is given up. All workers of
	// the pool may have died of something else and do not count.
	deaths = 3
	// patience is how long a worker may take for a tenth of a second of audio, or for the end of
	// an utterance, before it counts as hung.
	patience = 15 * time.Second
	// mostDoubts is how many workers may die of a conversation's key terms before they are left aside.
	mostDoubts = 2
)

// decode has an utterance understood. It returns once the utterance has ended. An utterance that makes
// room for others is heard again from its beginning, like one whose worker died: the words are the same.
func (h *hearing) decode(ctx context.Context, u *utterance) (hypothesis, error) {
	h.shown = 0
	for a := (attempt{mayYield: true}); ; {
		pcm, how, err := u.next(ctx, a.from)
		if err != nil || how == dropped || a.from == 0 && len(pcm) == 0 {
			return hypothesis{}, err
		}
		final, err := h.take(ctx, u, &a)
		if !errors.Is(err, errPaused) {
			return final, err
		}
	}
}

// take waits for a turn and has the utterance understood, by another worker if one dies of it.
func (h *hearing) take(ctx context.Context, u *utterance, a *attempt) (hypothesis, error) {
	var err error
	if a.turn, err = h.engine.turns.take(ctx, u.bulk); err != nil {
		return hypothesis{}, err
	}
	defer a.turn.end()
	for range deaths + h.engine.workers + spares {
		final, err := h.try(ctx, u, a)
		if !errors.Is(err, errWorker) {
			return final, err
		}
		h.engine.log.Warn("a worker failed while it listened; another takes over", "worker", Name, "err", err)
	}
	h.engine.log.Error("workers keep failing; an utterance is lost", "worker", Name)
	return hypothesis{}, u.ended(ctx)
}

var (
	// errWorker marks errors that another worker may not have.
	errWorker = errors.New("worker failed")
	// errPaused is returned of an utterance that has given its turn away.
	errPaused = errors.New("utterance makes room for others")
)

// try has one worker understand the utterance.
func (h *hearing) try(ctx context.Context, u *utterance, a *attempt) (hypothesis, error) {
	proc, err := h.engine.pool.Acquire(ctx)
	if err != nil {
		return hypothesis{}, err
	}
	final, err := h.exchange(ctx, proc, u, a)
	if err != nil {
		proc.Kill()
		err = fmt.Errorf("%w: %w", errWorker, err)
		h.doubt(ctx)
	} else {
		h.engine.pool.Release(proc)
	}
	if ctx.Err() != nil {
		return hypothesis{}, ctx.Err()
	}
	if a.paused {
		return hypothesis{}, errPaused // whatever became of the worker: there is no turn to try again
	}
	return final, err
}

// exchange writes the utterance to a worker and reads what it understands, both at once.
func (h *hearing) exchange(ctx context.Context, proc *worker.Process, u *utterance, a *attempt) (hypothesis, error) {
	ctx, cancel := context.WithCancel(ctx)
	w := writer{attempt: a, proc: proc, hung: time.AfterFunc(patience, proc.Kill)}
	defer w.hung.Stop()
	written := make(chan error, 1)
	go func() { written <- w.write(ctx, u, beginning{h.voice, h.terms}) }()
	final, err := h.read(proc, u)
	cancel()
	return final, errors.Join(err, <-written)
}

// doubt leaves key terms aside that workers do not survive.
func (h *hearing) doubt(ctx context.Context) {
	if h.terms == nil || h.expecting || ctx.Err() != nil {
		return
	}
	if h.doubts++; h.doubts == mostDoubts {
		h.engine.log.Error("workers fail when they prepare key terms; a conversation goes on without its terms", "worker", Name)
		h.terms = nil
	}
}

// read passes partials on until the final hypothesis.
func (h *hearing) read(proc *worker.Process, u *utterance) (hypothesis, error) {
	h.expecting = false
	for {
		kind, payload, err := proc.Read()
		if err != nil {
			return hypothesis{}, err
		}
		if kind == kindExpecting {
			h.expecting, h.doubts = true, 0
			h.noteLeft(payload)
			continue
		}
		now, err := decodeJSON[hypothesis](payload)
		if err != nil || kind == kindFinal {
			return now, err
		}
		if kind != kindPartial {
			return hypothesis{}, fmt.Errorf("read frame: kind %d is unknown", kind)
		}
		h.partial(u, now)
	}
}

// noteLeft logs that key terms cannot be heard; which they are is between the client and us.
func (h *hearing) noteLeft(payload []byte) {
	if left, err := decodeJSON[int](payload); err == nil && left > 0 {
		h.engine.log.Debug("key terms that cannot be pronounced are left out", "worker", Name, "terms", left)
	}
}
