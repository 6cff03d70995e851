package vendors

import (
	"context"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"
)

// Latency is a distribution of delays: log-normal, as those of servers are. The zero value is no
// delay.
type Latency struct {
	Median time.Duration
	// Spread is how much longer than the median one in ten takes; 0: all take the same. No delay is
	// longer than the median and three spreads.
	Spread time.Duration
}

// Pace is how fast a vendor answers one kind of call.
type Pace struct {
	Handshake Latency // from the request to the answer's header or the websocket's upgrade
	First     Latency // from what is needed to the first token, transcript or sound of it
	Chunk     Latency // before each further piece; the gap between two tokens
}

// decile is how many standard deviations above the mean a normal variable is once in ten times.
const decile = 1.2816

// draw returns the next delay.
func (l Latency) draw(rng *rand.Rand) time.Duration {
	if l.Spread <= 0 || l.Median <= 0 {
		return max(0, l.Median)
	}
	sigma := math.Log1p(l.Spread.Seconds()/l.Median.Seconds()) / decile
	d := time.Duration(float64(l.Median) * math.Exp(sigma*rng.NormFloat64()))
	return min(d, l.Median+3*l.Spread)
}

// dice returns the source of chance of the n-th call of a path. It depends on nothing else, so that
// calls that run at the same time do not change each other's delays.
func dice(seed uint64, path string, n int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(path))
	return rand.New(rand.NewPCG(seed^h.Sum64(), uint64(n)))
}

// sleep waits for d or until ctx ends, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
