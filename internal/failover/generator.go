package failover

import (
	"context"
	"fmt"
	"time"

	"github.com/visavis/visavis"
)

const (
	// thinkBudget is what all engines together may take until the first delta: less than a
	// conversation waits for a generator (12 s).
	thinkBudget = 10500 * time.Millisecond
	// firstDelta is how long one engine is waited for, as far as the others' shares allow.
	firstDelta = 4 * time.Second
	// fairShare is what every engine must still have for another try of one that was slow to fail;
	// one that failed within hasty has taken nothing from the others, and hastyShare is enough.
	fairShare  = 3 * time.Second
	hasty      = time.Second
	hastyShare = time.Second
	// nextDelta is how long a reply that has begun may stand still.
	nextDelta = 5 * time.Second
)

// Generator returns a generator that asks the engines of c. It is a visavis.Warmer.
//
// Until the first delta an engine that fails for the time being, or is silent for 4 s, is asked once
// more, then the next one. The time for all of them is 10.5 s; each has its fair share of what is
// left, and one that would take it from others is not asked again. A reply that has begun is never
// begun anew: its error, or silence for 5 s, is the error of the reply. Thoughts are signs of life,
// but begin no reply.
func Generator(c Chain[visavis.Generator]) visavis.Generator { return generator{c} }

type generator struct{ chain Chain[visavis.Generator] }

// Warm implements visavis.Warmer.
func (g generator) Warm(ctx context.Context) { g.chain.warm(ctx) }

// Generate implements visavis.Generator.
func (g generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	w := writing{
		route: newRoute(g.chain, Think), prompt: p, emit: emit, deadline: time.Now().Add(thinkBudget),
	}
	for i := w.route.next(); i >= 0; {
		err := w.ask(ctx, i)
		switch {
		case ctx.Err() != nil:
			w.credit(i)
			return ctx.Err()
		case err == nil:
			w.route.Health.worked(w.route.Engines[i].Name)
			return nil
		case w.began:
			w.route.fail(i, err)
			w.route.report(i, err, -1)
			return fmt.Errorf("%s: %w", w.route.Engines[i].Name, err)
		}
		i = w.route.giveUp(i, err)
	}
	return w.route.err()
}

// writing is one call of Generate.
type writing struct {
	route    route[visavis.Generator]
	prompt   visavis.Prompt
	emit     func(visavis.Delta)
	deadline time.Time // for the first delta
	began    bool      // a delta was emitted
}

// credit counts a reply that was not wanted any more for its engine, if there was any of it.
func (w *writing) credit(i int) {
	if w.began {
		w.route.Health.worked(w.route.Engines[i].Name)
	}
}

// ask calls an engine, and once more if that may help.
func (w *writing) ask(ctx context.Context, i int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	asked := time.Now()
	err := w.try(ctx, i, min(firstDelta, w.share(i)))
	needs := fairShare
	if time.Since(asked) < hasty {
		needs = hastyShare
	}
	pause, ok := again(err)
	if !ok || w.began || w.share(i) < needs {
		return err
	}
	w.route.fail(i, err)
	if err := sleep(ctx, pause); err != nil {
		return err
	}
	patience := w.share(i)
	if w.route.left(i) > 0 {
		patience = min(firstDelta, patience)
	}
	return w.try(ctx, i, patience)
}

// share is the part of the remaining time that engine i may take.
func (w *writing) share(i int) time.Duration {
	return time.Until(w.deadline) / time.Duration(w.route.left(i)+1)
}

// try calls an engine once.
func (w *writing) try(ctx context.Context, i int, patience time.Duration) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	dog := newWatchdog(cancel)
	defer dog.disarm()
	dog.arm(patience)
	e := w.route.Engines[i]
	err := e.Engine.Generate(inner, w.prompt, func(d visavis.Delta) {
		if !dog.disarm() {
			return // too late: it counts as silent
		}
		if d.Thought != "" && d.Text == "" && d.Call == nil {
			w.ponder(d, dog)
			return
		}
		w.began = true
		w.emit(d)
		dog.arm(nextDelta)
	})
	if dog.hasBitten() && ctx.Err() == nil {
		return silent(e.Name, Think)
	}
	return err
}

// ponder passes a thought on. An engine that thinks is alive, but its reply has not begun: another may
// still take over, with as much time as if the prompt had come now.
func (w *writing) ponder(d visavis.Delta, dog *watchdog) {
	w.emit(d)
	w.deadline = time.Now().Add(thinkBudget)
	dog.arm(nextDelta)
}
