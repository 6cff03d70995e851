package sphinx

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// crowd is a queue whose members take turns that last until the test ends them.
type crowd struct {
	*turns
	order []string
	took  chan *turn
}

// join waits for a turn in the background and returns once it waits or has it.
func (c *crowd) join(ctx context.Context, name string, bulk int) {
	go func() {
		t, err := c.take(ctx, func() int { return bulk })
		if err == nil {
			c.order = append(c.order, name)
			c.took <- t
		}
	}()
	synctest.Wait()
}

// drain ends turns until nobody has one.
func (c *crowd) drain() {
	for len(c.took) > 0 {
		(<-c.took).end()
		synctest.Wait()
	}
}

func newCrowd(n int) *crowd { return &crowd{turns: newTurns(n), took: make(chan *turn, 32)} }

func TestLiveSpeechGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(1)
		for _, w := range []struct {
			name string
			bulk int
		}{
			{"first", 0}, {"long file", 9}, {"file", 5}, {"like file", 5},
			{"live 1", 0}, {"live 2", 0}, {"live 3", 0}, {"live 4", 0}, {"live 5", 0},
		} {
			c.join(t.Context(), w.name, w.bulk)
		}
		c.drain()
		want := []string{"first", "live 1", "live 2", "live 3", "long file", "live 4", "live 5", "file", "like file"}
		if !slices.Equal(c.order, want) {
			t.Errorf("turns went to\n%q, want live speech first, in its order, then short files, and every fourth time who waited longest:\n%q", c.order, want)
		}
		if c.free != 1 {
			t.Errorf("%d turns are free in the end, want the one there was", c.free)
		}
	})
}

func TestTurnYieldsToLiveSpeechOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(1)
		c.join(t.Context(), "file 1", 5)
		c.join(t.Context(), "file 2", 5)
		first := <-c.took
		if first.yield() {
			t.Error("a turn was yielded though nobody live waits")
		}
		c.join(t.Context(), "live", 0)
		if !first.yield() || first.yield() {
			t.Error("a turn is not yielded to somebody live exactly once")
		}
		first.end() // must not free the turn that another has by now
		synctest.Wait()
		if want := []string{"file 1", "live"}; !slices.Equal(c.order, want) {
			t.Errorf("turns went to %q, want %q", c.order, want)
		}
		c.drain()
		if c.free != 1 || len(c.order) != 3 {
			t.Errorf("%d turns free after %q, want 1 after all three", c.free, c.order)
		}
	})
}

// Whoever stops waiting neither gets a turn nor loses one, even if it comes at that moment.
func TestTurnIsNotLostOnWhoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(1)
		ctx, cancel := context.WithCancel(t.Context())
		c.join(ctx, "first", 0)
		c.join(ctx, "leaves", 0)
		cancel()
		synctest.Wait()
		late := c.queue(func() int { return 0 })
		c.drain() // the turn is late's now, who leaves without having noticed
		c.leave(late)
		if c.free != 1 || !slices.Equal(c.order, []string{"first"}) {
			t.Errorf("%d turns free after %q, want 1 after the first only", c.free, c.order)
		}
		c.join(t.Context(), "next", 5)
		if _, err := c.take(ctx, func() int { return 0 }); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting with a cancelled context returned %v, want %v", err, context.Canceled)
		}
		c.drain()
	})
}
