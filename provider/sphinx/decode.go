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
	// piece is how much audio is written at once: 100 ms.
	piece = 1600
)

// decode has an utterance understood, by another worker if one dies of it. It returns once the
// utterance has ended.
func (h *hearing) decode(ctx context.Context, u *utterance) (hypothesis, error) {
	if pcm, how, err := u.next(ctx, 0); err != nil || len(pcm) == 0 || how == dropped {
		return hypothesis{}, err
	}
	select {
	case h.engine.turns <- struct{}{}:
	case <-ctx.Done():
		return hypothesis{}, ctx.Err()
	}
	defer func() { <-h.engine.turns }()
	for range deaths + cap(h.engine.turns) + spares {
		final, err := h.try(ctx, u)
		if err == nil || !errors.Is(err, errWorker) {
			return final, err
		}
		h.engine.log.Warn("a worker failed while it listened; another takes over", "worker", Name, "err", err)
	}
	h.engine.log.Error("workers keep failing; an utterance is lost", "worker", Name)
	return hypothesis{}, u.ended(ctx)
}

// errWorker marks errors that another worker may not have.
var errWorker = errors.New("worker failed")

// try has one worker understand the utterance.
func (h *hearing) try(ctx context.Context, u *utterance) (hypothesis, error) {
	proc, err := h.engine.pool.Acquire(ctx)
	if err != nil {
		return hypothesis{}, err
	}
	final, err := h.exchange(ctx, proc, u)
	if err != nil {
		proc.Kill()
		err = fmt.Errorf("%w: %w", errWorker, err)
	} else {
		h.engine.pool.Release(proc)
	}
	if ctx.Err() != nil {
		return hypothesis{}, ctx.Err()
	}
	return final, err
}

// exchange writes the utterance to a worker and reads what it understands, both at once.
func (h *hearing) exchange(ctx context.Context, proc *worker.Process, u *utterance) (hypothesis, error) {
	ctx, cancel := context.WithCancel(ctx)
	w := writer{proc: proc, hung: time.AfterFunc(patience, proc.Kill)}
	defer w.hung.Stop()
	written := make(chan error, 1)
	go func() { written <- w.write(ctx, u, h.voice) }()
	final, err := h.read(proc, u)
	cancel()
	return final, errors.Join(err, <-written)
}

// read passes partials on until the final hypothesis.
func (h *hearing) read(proc *worker.Process, u *utterance) (hypothesis, error) {
	for {
		kind, payload, err := proc.Read()
		if err != nil {
			return hypothesis{}, err
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

// writer writes an utterance to a worker.
type writer struct {
	proc *worker.Process
	hung *time.Timer // kills the worker; stopped while it has nothing to do
}

// write writes the utterance as it arrives. When ctx ends it asks the worker to drop the utterance:
// whatever happens, the worker owes one final hypothesis in the end.
func (w *writer) write(ctx context.Context, u *utterance, v voice) error {
	if err := w.proc.WriteJSON(kindBegin, v); err != nil {
		return err
	}
	for from := 0; ; {
		w.hung.Stop()
		pcm, how, err := u.next(ctx, from)
		w.hung.Reset(patience)
		if err != nil || how == dropped {
			return w.proc.Write(kindDrop, nil)
		}
		if len(pcm) == 0 {
			return w.proc.Write(kindEnd, nil)
		}
		pcm = pcm[:min(len(pcm), piece)]
		if err := writeAudio(w.proc.Conn, pcm); err != nil {
			return err
		}
		from += len(pcm)
	}
}
