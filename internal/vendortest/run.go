package vendortest

import (
	"testing"

	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/providertest"
)

// Run runs all checks.
func (s Subject) Run(t *testing.T) {
	for _, model := range s.Models {
		t.Run(model, func(t *testing.T) { s.with(t, func(b *bench) { conforms(b, model) }) })
		s.run(t, model+" sampled", func(b *bench) { sampled(b, model) })
	}
	s.thinking(t)
	s.refusals(t)
	s.faults(t)
	s.endings(t)
	s.run(t, "streams", streams)
	s.run(t, "lets go", letsGo)
	s.run(t, "keeps warm", keepsWarm)
	s.run(t, "checks", checks)
	s.run(t, "lists models", listsModels)
	t.Run("takes nothing from the environment", func(t *testing.T) { s.with(t, ignoresEnvironment) })
}

// conforms checks the contract. Subtests, and so real time: the suites are made of them.
func conforms(b *bench, model string) {
	d := b.driver("", model)
	providertest.Generator(b.T, d)
	providertest.Tools(b.T, d)
}

// faults are what happens to the connection.
func (s Subject) faults(t *testing.T) {
	begun := vendors.Progress{Words: 3}
	const part = "You said: Tell"
	for name, f := range map[string]struct {
		after vendors.Progress
		do    vendors.Trouble
		said  string // before it, at least
		fails bool
	}{
		"dies before it answers":    {vendors.Progress{}, vendors.Drop{}, "", true},
		"dies before the first":     {vendors.Progress{Bytes: 1}, vendors.Drop{}, "", true},
		"dies in the middle":        {begun, vendors.Drop{}, part, true},
		"says nonsense":             {begun, vendors.Garbage{Data: "event: content_block_delta\ndata: {oops\n\n"}, part, true},
		"says what is wrong":        {begun, vendors.Garbage{Data: s.Event}, part, true},
		"comes byte by byte":        {begun, vendors.Dribble{}, whole, false},
		"hesitates for ten seconds": {begun, vendors.Stall{For: 1e10}, whole, false},
	} {
		s.run(t, name, func(b *bench) {
			b.inject(f.after, f.do)
			said, _, err := ask(b.Context(), b.driver("", ""))
			if len(said) < len(f.said) || said != whole[:len(said)] {
				b.Errorf("said %q, want at least %q", said, f.said)
			}
			if f.fails {
				b.vendorError(err, 0)
			} else if err != nil {
				b.Errorf("Generate: %v", err)
			}
			if b.prompts() != 1 {
				b.Errorf("%d prompts were sent, want 1: trying again is not the driver's business", b.prompts())
			}
		})
	}
}
