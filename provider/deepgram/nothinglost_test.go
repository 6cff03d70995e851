package deepgram

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// Whatever the pauses and however slow the vendor, each word that is said is in one answer, once.
func TestNoWordIsLostOrHeardTwice(t *testing.T) {
	for _, model := range []string{"nova-3", "flux-general-en"} {
		for seed := range uint64(8) {
			rng := rand.New(rand.NewPCG(seed, 1))
			dg := &vendors.Deepgram{Vendor: vendors.Vendor{Seed: seed}, ListenPace: vendors.Pace{
				Handshake: vendors.Latency{Median: time.Duration(rng.IntN(1500)) * time.Millisecond},
				First:     vendors.Latency{Median: time.Duration(20+rng.IntN(600)) * time.Millisecond, Spread: 200 * time.Millisecond},
			}}
			simulate(t, dg, func(t *testing.T, cfg Config) {
				said, ends := "", 0
				o := ListenOptions{Model: model, Endpointing: time.Duration(100+rng.IntN(900)) * time.Millisecond, EOTTimeout: 2 * time.Second}
				got, err := listen(t, NewListen(cfg, o), func(m *mic) {
					for n := range 12 {
						text := fmt.Sprintf("number %d%s", n, []string{"", ".", " is said", " is what I say."}[rng.IntN(4)])
						said += " " + text
						m.say(text)
						ends++
						m.quiet(time.Duration(rng.IntN(1500)) * time.Millisecond)
					}
					m.quiet(5 * time.Second)
				})
				if err != nil || words(answers(got)...) != words(said) {
					t.Errorf("%s, seed %d: %v, heard\n%q, said\n%q", model, seed, err, words(answers(got)...), words(said))
				}
				if n := len(answers(got)); model == "nova-3" && n != ends {
					t.Errorf("seed %d: %d answers for %d ends", seed, n, ends)
				}
			})
		}
	}
}
