package failover_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// schedules is how many random schedules of faults a property is checked with.
const schedules = 300

// anyFault returns a way to fail.
func anyFault(rng *rand.Rand) func(context.Context) error {
	switch rng.IntN(5) {
	case 0:
		return hang
	case 1:
		return returns(errBroken)
	case 2:
		return returns(status(400))
	case 3:
		return returns(&visavis.VendorError{Engine: "v", Status: 429, RetryAfter: time.Duration(rng.IntN(2000)) * time.Millisecond})
	}
	return returns(status(503))
}

// moody is a voice that fails a few times, now and then, and may read ahead.
type moody struct {
	rng   *rand.Rand
	moods int // times that it will fail
	timed bool
}

func (m *moody) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	v := &voice{timed: m.timed}
	if m.moods > 0 {
		m.moods--
		v.after, v.fails = m.rng.IntN(30), anyFault(m.rng)
	}
	if m.rng.IntN(2) == 0 {
		return v.Speak(ctx, clauses, emit)
	}
	ahead := make(chan string, 8)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	defer func() { cancel(); <-done }()
	go func() {
		defer close(done)
		for {
			select {
			case text, more := <-clauses:
				if !more {
					close(ahead)
					return
				}
				ahead <- text
			case <-ctx.Done():
				return
			}
		}
	}()
	return v.Speak(ctx, ahead, emit)
}

// Whatever fails when, as long as one voice is left: every clause is heard, in order, and what is
// heard twice is marked.
func TestSpeakerLosesNothing(t *testing.T) {
	for seed := range uint64(schedules) {
		for _, timed := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) { speakerRun(t, rand.New(rand.NewPCG(seed, 1)), timed, seed) })
		}
	}
}

func speakerRun(t *testing.T, rng *rand.Rand, timed bool, seed uint64) {
	var voices []visavis.Speaker
	for range 1 + rng.IntN(3) {
		voices = append(voices, &moody{rng, rng.IntN(4), timed})
	}
	voices = append(voices, &moody{rng, 0, timed})
	var clauses []string
	for range 1 + rng.IntN(6) {
		text := ""
		for range rng.IntN(25) {
			text += string(rune('A' + rng.IntN(26)))
		}
		clauses = append(clauses, text)
	}
	in := make(chan string)
	pauses := rand.New(rand.NewPCG(seed, 2))
	go func() {
		defer close(in)
		for _, text := range clauses {
			time.Sleep(time.Duration(pauses.IntN(3000)) * time.Millisecond)
			in <- text
		}
	}()
	h := heard{t: t, block: time.Duration(rng.IntN(2)) * time.Second}
	c := failover.Chain[visavis.Speaker]{Engines: engines(voices...)}
	if rng.IntN(2) == 0 {
		c.Health = failover.NewHealth()
	}
	if err := h.listen(c, in); err != nil {
		t.Errorf("seed %d: %v", seed, err)
	}
	for i, want := range clauses {
		got := ""
		if i < len(h.text) {
			got = h.text[i]
		}
		// Without times, nine tenths may pass for the whole.
		if got != want && (timed || !strings.HasPrefix(want, got) || 10*len(got) < 9*len(want)) {
			t.Fatalf("seed %d, timed %v: clause %d is %q, heard %q", seed, timed, i, want, got)
		}
	}
}

// moodyEars fail a few times, now and then.
func moodyEars(seed uint64, moods int) *recogniser {
	rng := rand.New(rand.NewPCG(seed, 4))
	return &recogniser{
		delay: time.Duration(rng.IntN(1000)) * time.Millisecond,
		fault: func(ctx context.Context, _ *ear, c visavis.Chunk) error {
			often := 400
			if c.Mark != visavis.NoMark {
				often = 4
			}
			if moods == 0 || rng.IntN(often) > 0 {
				return nil
			}
			moods--
			return anyFault(rng)(ctx)
		},
	}
}

// Whatever fails when: every utterance is understood as it was said, once, in order, and its words
// are where they were said.
func TestTranscriberLosesNothing(t *testing.T) {
	for seed := range uint64(schedules / 5) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 3))
			var ears []visavis.Transcriber
			for range 1 + rng.IntN(3) {
				ears = append(ears, moodyEars(rng.Uint64(), rng.IntN(5)))
			}
			var health *failover.Health
			if rng.IntN(2) == 0 {
				health = failover.NewHealth()
			}
			u := newUser(t, health, ears...)
			for range 1 + rng.IntN(5) {
				u.quiet(time.Duration(rng.IntN(6000)) * time.Millisecond)
				u.utters(1 + rng.IntN(6))
			}
			u.quiet(30 * time.Second)
			u.leaves()
			if t.Failed() {
				t.Fatalf("seed %d, reports %v", seed, u.reports)
			}
			if u.waited > 0 {
				t.Errorf("seed %d: the microphone waited for %v", seed, u.waited)
			}
		})
	}
}
