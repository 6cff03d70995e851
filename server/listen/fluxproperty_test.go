package listen

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/visavis/visavis/wire"
)

// TestTurnsHoldInvariants plays random events, one stream with ears that judge and one without.
func TestTurnsHoldInvariants(t *testing.T) {
	ends := 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 7))
		c := newTurnChecker(t, fluxSettings{rules: randomRules(rng)})
		kinds := 11 + int(seed%2)*5 // without what only judges do, or with it
		for range 300 {
			c.step(byte(rng.IntN(kinds) | rng.IntN(16)<<4))
		}
		c.settle()
		ends += c.ends
	}
	if ends < 240 {
		t.Errorf("only %d turns ended in all: the events are no conversation", ends)
	}
}

func randomRules(rng *rand.Rand) wire.FluxRules {
	r := wire.FluxRules{EOT: 0.5 + rng.Float64()/2, Timeout: time.Duration(500+rng.IntN(5000)) * time.Millisecond}
	if rng.IntN(2) == 0 {
		r.Eager = 0.3 + rng.Float64()*(r.EOT-0.3)
	}
	return r
}

// FuzzTurns plays any order of events; see turnChecker.step for what a byte is.
func FuzzTurns(f *testing.F) {
	f.Add([]byte{0x50, 0x36, 0x45, 0x01, 0x95, 0x37, 0xf5}, 0.7, 0.4)
	f.Add([]byte{0x00, 0x26, 0x09, 0x27, 0x95, 0x01, 0xf5, 0x37}, 0.5, 0.0)
	f.Add([]byte{0x00, 0x0c, 0x0b, 0x1d, 0x01, 0xf5, 0x07, 0x0a}, 1.0, 0.9)
	f.Fuzz(func(t *testing.T, script []byte, eot, eager float64) {
		rules, err := wire.FluxRules{EOT: 0.7, Timeout: 5 * time.Second}.With(&wire.FluxThresholds{EOT: &eot})
		if err != nil {
			return
		}
		if with, err := rules.With(&wire.FluxThresholds{EagerEOT: &eager}); err == nil {
			rules = with
		}
		c := newTurnChecker(t, fluxSettings{rules: rules})
		for _, b := range script[:min(len(script), 200)] {
			c.step(b)
		}
		c.settle()
	})
}
