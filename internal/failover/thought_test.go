package failover_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// thinks considers something every three seconds, so many times, and then does what follows.
func thinks(times int, next generate) generate {
	return func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
		for range times {
			if err := sleep(ctx, 3*time.Second); err != nil {
				return err
			}
			emit(visavis.Delta{Thought: "Hm."})
		}
		return next(ctx, p, emit)
	}
}

// TestThoughts: an engine that considers its reply for longer than one may be silent is not given up,
// and one that fails before its reply has begun is followed by another, whatever it has considered.
func TestThoughts(t *testing.T) {
	for name, tt := range map[string]struct {
		first  generate
		called int // of the second
		said   string
	}{
		"considers it for long":       {thinks(9, says("Yes.")), 0, "Yes."},
		"considers it and falls ill":  {thinks(9, failsWith(status(400))), 1, "No."},
		"considers it and falls mute": {thinks(2, hangs), 1, "No."},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				called, said := 0, ""
				second := generate(func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
					called++
					return says("No.")(ctx, p, emit)
				})
				g := failover.Generator(failover.Chain[visavis.Generator]{
					Engines: []failover.Engine[visavis.Generator]{{Name: "a", Engine: tt.first}, {Name: "b", Engine: second}},
					Health:  failover.NewHealth(), Report: func(failover.Failure) {},
				})
				err := g.Generate(t.Context(), visavis.Prompt{}, func(d visavis.Delta) { said += d.Text })
				if err != nil || said != tt.said || called != tt.called {
					t.Errorf("said %q, the second was called %d times: %v; want %q and %d", said, called, err, tt.said, tt.called)
				}
			})
		})
	}
}
