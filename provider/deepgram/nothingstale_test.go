package deepgram

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis/bench/vendors"
)

// Whenever replies are cut and however soon the next one begins, no reply ever has a sound of
// another, and those that are not cut are complete.
func TestNoReplyHasTheSoundOfAnother(t *testing.T) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 2))
		dg := &vendors.Deepgram{
			Vendor: vendors.Vendor{Seed: seed}, Factor: float64(2 + rng.IntN(20)),
			SpeakPace: vendors.Pace{
				Handshake: vendors.Latency{Median: time.Duration(rng.IntN(300)) * time.Millisecond},
				First:     vendors.Latency{Median: time.Duration(rng.IntN(400)) * time.Millisecond, Spread: 100 * time.Millisecond},
			},
		}
		voiced(t, dg, func(t *testing.T, v *Voice) {
			for n := range 20 {
				clauses := []string{fmt.Sprintf("Reply %d begins,", n), fmt.Sprintf("goes on with %d,", n), fmt.Sprintf("and ends. This was %d.", n)}
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				if rng.IntN(3) > 0 {
					ctx, cancel = context.WithTimeout(ctx, time.Duration(rng.IntN(2500))*time.Millisecond)
				}
				s := speak(ctx, v, time.Duration(rng.IntN(800))*time.Millisecond, nil, clauses...)
				cancel()
				want := words(clauses...)
				switch {
				case s.err == nil && s.text() != want:
					t.Errorf("seed %d, reply %d is %q", seed, n, s.text())
				case s.err != nil && !errors.Is(s.err, context.DeadlineExceeded):
					t.Errorf("seed %d, reply %d: %v", seed, n, s.err)
				case !strings.HasPrefix(want, withoutLastWord(s.text())):
					t.Errorf("seed %d, reply %d, cut, begins %q", seed, n, s.text())
				}
				time.Sleep(time.Duration(rng.IntN(3)*100) * time.Millisecond)
			}
			if n := len(dg.Requests("")); n > 8 {
				t.Errorf("seed %d: %d connections for 20 replies", seed, n)
			}
		})
	}
}

// withoutLastWord drops the word in which a reply was cut.
func withoutLastWord(text string) string { return text[:max(0, strings.LastIndexByte(text, ' '))] }
