package failover_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// clinic asks a chain of a flaky engine and a steady one, again and again.
type clinic struct {
	health *failover.Health
	err    error // what the flaky one fails with; nil: it works
	calls  int   // of the flaky one
}

func (c *clinic) ask(t *testing.T) {
	t.Helper()
	flaky := generate(func(_ context.Context, _ visavis.Prompt, emit func(visavis.Delta)) error {
		c.calls++
		if c.err == nil {
			emit(visavis.Delta{Text: "hi"})
		}
		return c.err
	})
	chain := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](flaky, says("hi")), Health: c.health}
	if err := failover.Generator(chain).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
		t.Error(err)
	}
}

// wants asks once more and checks how often the flaky engine was called for it.
func (c *clinic) wants(t *testing.T, calls int, why string) {
	t.Helper()
	before := c.calls
	c.ask(t)
	if got := c.calls - before; got != calls {
		t.Errorf("called %d times, want %d: %s", got, calls, why)
	}
}

func TestHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clinic{health: failover.NewHealth(), err: status(503)}
		c.wants(t, 2, "tried again")
		c.wants(t, 0, "two failures: it is ill")
		time.Sleep(29 * time.Second)
		c.wants(t, 0, "for 30 s")
		time.Sleep(2 * time.Second)
		c.wants(t, 2, "then it is tried")
		time.Sleep(58 * time.Second)
		c.wants(t, 0, "it is ill for longer each time")
		time.Sleep(10 * time.Minute)
		c.err = nil
		c.wants(t, 1, "well again")
		c.wants(t, 1, "for all")
		c.err = status(400)
		c.wants(t, 1, "one failure is none")
		c.err = nil
		c.wants(t, 1, "a success forgives it")
		c.err = status(400)
		c.wants(t, 1, "so that the next one")
		c.wants(t, 1, "is the first again")
		c.wants(t, 0, "and the second makes it ill")
	})
}

func TestHealthOfWhatOnlyAnOperatorCanMend(t *testing.T) {
	for _, err := range []error{gone(), status(401), status(402), status(403), status(404)} {
		synctest.Test(t, func(t *testing.T) {
			c := &clinic{health: failover.NewHealth(), err: err}
			c.wants(t, 1, "once")
			time.Sleep(299 * time.Second)
			c.wants(t, 0, "five minutes")
			time.Sleep(2 * time.Second)
			c.wants(t, 1, "are over")
		})
	}
}

func TestHealthOfWhoAsksToBeLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clinic{health: failover.NewHealth(), err: &visavis.VendorError{Engine: "v", Status: 429, RetryAfter: 7 * time.Second}}
		c.wants(t, 1, "once")
		time.Sleep(6 * time.Second)
		c.wants(t, 0, "it asked for 7 s")
		time.Sleep(2 * time.Second)
		c.wants(t, 1, "they are over")
	})
}

// TestHealthOfWhatAClientWishes: that an engine cannot do what one client asks is not held against it;
// that it refuses the key is, whoever asks.
func TestHealthOfWhatAClientWishes(t *testing.T) {
	bad := status(400)
	for name, tt := range map[string]struct {
		err  error
		down int
	}{
		"a bad request":            {bad, 0},
		"a bad request, for good":  {&visavis.UnavailableError{Engine: "v", Reason: "no such speed", Err: bad}, 0},
		"what cannot be processed": {status(422), 0},
		"a refused key":            {status(401), 1},
	} {
		health := failover.NewHealth()
		g := failover.Generator(failover.Chain[visavis.Generator]{Health: health, Engines: []failover.Engine[visavis.Generator]{
			{Name: "a", Engine: failsWith(tt.err), Wished: true}, {Name: "b", Engine: says("hi")},
		}})
		for range 3 {
			if err := g.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if down := health.Down(); len(down) != tt.down {
			t.Errorf("%s: %v are down, want %d", name, down, tt.down)
		}
	}
}

func TestDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clinic{health: failover.NewHealth(), err: gone()}
		if down := c.health.Down(); down != nil {
			t.Errorf("down before anything failed: %v", down)
		}
		c.ask(t)
		now := time.Now()
		want := []failover.Outage{{Engine: "a", Err: c.err, Since: now, Until: now.Add(5 * time.Minute)}}
		if diff := cmp.Diff(want, c.health.Down(), cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() })); diff != "" {
			t.Errorf("down (-want +got):\n%s", diff)
		}
		time.Sleep(6 * time.Minute)
		c.err = nil
		c.ask(t)
		if down := c.health.Down(); len(down) > 0 {
			t.Errorf("down when it works: %v", down)
		}
		if down := (*failover.Health)(nil).Down(); down != nil {
			t.Errorf("nil knows of %v", down)
		}
	})
}

// When an illness is over, one conversation tries the engine; the others do not wait with it.
func TestOneTriesTheIll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		calls := 0
		dead := generate(func(ctx context.Context, _ visavis.Prompt, _ func(visavis.Delta)) error {
			mu.Lock()
			calls++
			mu.Unlock()
			return hang(ctx)
		})
		chain := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](dead, says("hi")), Health: failover.NewHealth()}
		ask := func() {
			if err := failover.Generator(chain).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
				t.Error(err)
			}
		}
		ask()
		time.Sleep(time.Minute)
		calls = 0
		quick := 0
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				began := time.Now()
				ask()
				if time.Since(began) == 0 {
					mu.Lock()
					quick++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if quick != 19 || calls != 2 {
			t.Errorf("%d of 20 did not wait, the dead one was called %d times; want 19 and 2 by the one", quick, calls)
		}
	})
}

// An engine that is ill is called all the same when there is no other.
func TestTheOnlyOneIsCalledThoughIll(t *testing.T) {
	chain := failover.Chain[visavis.Generator]{Engines: engines[visavis.Generator](failsWith(gone())), Health: failover.NewHealth()}
	g := failover.Generator(chain)
	_ = g.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
	if len(chain.Health.Down()) != 1 {
		t.Fatal("it is not ill")
	}
	chain.Engines[0].Engine = says("hi")
	if err := failover.Generator(chain).Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
		t.Error(err)
	}
	if down := chain.Health.Down(); len(down) > 0 {
		t.Errorf("still down: %v", down)
	}
}

// warmable counts how often it is warmed.
type warmable struct {
	generate
	warmed *int
}

func (w warmable) Warm(context.Context) { *w.warmed++ }

func TestWarmReadiesTheFirstThatIsWell(t *testing.T) {
	var a, b int
	chain := failover.Chain[visavis.Generator]{
		Engines: engines[visavis.Generator](warmable{failsWith(gone()), &a}, warmable{says("hi"), &b}),
		Health:  failover.NewHealth(),
	}
	g := failover.Generator(chain)
	g.(visavis.Warmer).Warm(t.Context())
	if err := g.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {}); err != nil {
		t.Error(err)
	}
	g.(visavis.Warmer).Warm(t.Context())
	if a != 1 || b != 1 {
		t.Errorf("warmed a %d times, b %d times; want the first, and the second when the first is ill", a, b)
	}
}
