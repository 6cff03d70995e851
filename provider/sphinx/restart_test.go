package sphinx

import (
	"slices"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/worker"
)

// A dead worker costs the time to hear again what was said so far, and no word.
func testWorkerKilled(t *testing.T, e *Engine) {
	c := call(t, e)
	pcm := recording(t, "goforward.raw")
	c.say(pcm)
	c.answer()
	for i := range 2 {
		all := workers(t, e, 3)
		c.start()
		c.send(pcm[:2*len(pcm)/3])
		idle := workers(t, e, 2)
		for _, w := range all {
			if !slices.Contains(idle, w) {
				w.Kill()
			}
		}
		killed := time.Now()
		c.send(pcm[2*len(pcm)/3:])
		c.end()
		if got := c.answer(); got.Text != "go forward ten meters" {
			t.Errorf("kill %d: heard %q, want all that was said", i, got.Text)
		}
		next := slices.IndexFunc(c.seen, killed.Before)
		if next < 0 {
			t.Fatal("no partial after the kill")
		}
		t.Logf("killed after %v of speech: the next partial came after %v, the answer after %v",
			visavis.MicRate.D(int64(2*len(pcm)/3)), c.seen[next].Sub(killed), time.Since(killed))
	}
	c.hangUp()
}

// All workers dead at once, the spare included: the words wait for a new one.
func testAllWorkersKilled(t *testing.T, e *Engine) {
	c := call(t, e)
	pcm := recording(t, "goforward.raw")
	all := workers(t, e, 3)
	c.start()
	c.send(pcm[:len(pcm)/2])
	for _, w := range all {
		w.Kill()
	}
	c.send(pcm[len(pcm)/2:])
	c.end()
	if got := c.answer(); got.Text != "go forward ten meters" {
		t.Errorf("heard %q, want all that was said", got.Text)
	}
	c.hangUp()
}

// workers returns n of the idle workers, waiting until there are so many.
func workers(t *testing.T, e *Engine, n int) []*worker.Process {
	t.Helper()
	var procs []*worker.Process
	for range n {
		p, err := e.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer e.pool.Release(p)
		procs = append(procs, p)
	}
	return procs
}
