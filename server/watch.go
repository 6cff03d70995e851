package server

import (
	"context"
	"fmt"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// slowThink is after how long a brain that has not begun to answer is told of (section 8.6).
const slowThink = 5 * time.Second

// exhausted is the error of a chain of which no engine was left.
type exhausted struct {
	stage string
	err   error
}

func (e *exhausted) Error() string {
	return fmt.Sprintf("no engine was left to %s: %v", e.stage, e.err)
}
func (e *exhausted) Unwrap() error { return e.err }

// watchedGenerator is a chain of brains that says when it is slow and when it is at its end.
type watchedGenerator struct {
	visavis.Generator
	slow func() // called from a goroutine of its own, at most once for each reply
}

// Generate implements visavis.Generator. A reply that breaks off after it has begun is not the end of
// the chain.
func (g watchedGenerator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	late := time.AfterFunc(slowThink, func() {
		if ctx.Err() == nil {
			g.slow()
		}
	})
	defer late.Stop()
	begun := false
	err := g.Generator.Generate(ctx, p, func(d visavis.Delta) {
		late.Stop() // a thought is a sign of life, too, though no part of the reply
		begun = begun || d.Text != "" || d.Call != nil
		emit(d)
	})
	if err == nil || begun || ctx.Err() != nil {
		return err
	}
	return &exhausted{failover.Think, err}
}

// Warm implements visavis.Warmer.
func (g watchedGenerator) Warm(ctx context.Context) { warm(ctx, g.Generator) }

// watchedSpeaker is a chain of voices that says when it is at its end.
type watchedSpeaker struct{ visavis.Speaker }

// Speak implements visavis.Speaker.
func (s watchedSpeaker) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	err := s.Speaker.Speak(ctx, clauses, emit)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return &exhausted{failover.Speak, err}
}

// Warm implements visavis.Warmer.
func (s watchedSpeaker) Warm(ctx context.Context) { warm(ctx, s.Speaker) }

func warm(ctx context.Context, engine any) {
	if w, ok := engine.(visavis.Warmer); ok {
		w.Warm(ctx)
	}
}
