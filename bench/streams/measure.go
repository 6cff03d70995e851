package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// settle is how long streams run before they are measured: until buffers have grown.
const settle = 3 * time.Second

// result is what a number of streams costs.
type result struct {
	stream   stream
	n        int
	busy     float64 // processors, one stream's share
	memory   float64 // bytes, one stream's share
	mallocs  float64 // in 20 ms of a stream
	lateness time.Duration
}

func (r result) String() string {
	return fmt.Sprintf("%-11s %8d %12.3f %12.1f %14.3f %9v",
		r.stream.path, r.n, 100*r.busy, r.memory/1e3, r.mallocs, r.lateness.Round(100*time.Microsecond))
}

// measure starts a server, holds n streams and returns what they cost it.
func measure(ctx context.Context, s stream, n int, lasts time.Duration) (result, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	address, wait, err := start(ctx)
	if err != nil {
		return result{}, err
	}
	defer wait()
	defer stop()
	idle, err := look(ctx, address)
	if err != nil {
		return result{}, err
	}
	g, carried := errgroup.WithContext(ctx)
	late := make([]lateness, n)
	for i := range n {
		g.Go(func() error { return s.carry(carried, s.url(address), &late[i], settle+lasts+time.Second) })
	}
	from, to, err := window(carried, address, lasts)
	// The streams' error comes first: that of the window is often its consequence.
	if err := cmp.Or(g.Wait(), err); err != nil {
		return result{}, err
	}
	frames := float64(n) * lasts.Seconds() * framesPerSecond
	return result{
		stream: s, n: n,
		busy:     (to.CPU - from.CPU).Seconds() / lasts.Seconds() / float64(n),
		memory:   float64(to.Memory-idle.Memory) / float64(n),
		mallocs:  float64(to.Mallocs-from.Mallocs) / frames,
		lateness: percentile(late, 0.99),
	}, nil
}

// window looks at the server when all has settled, and again a while later.
func window(ctx context.Context, address string, lasts time.Duration) (from, to usage, err error) {
	if err := sleep(ctx, settle); err != nil {
		return from, to, err
	}
	if from, err = look(ctx, address); err != nil {
		return from, to, err
	}
	if err := sleep(ctx, lasts); err != nil {
		return from, to, err
	}
	to, err = look(ctx, address)
	return from, to, err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// start starts the server; wait waits for it to end, which it does with ctx.
func start(ctx context.Context) (address string, wait func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-serve")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cmd.Wait()
		return "", nil, fmt.Errorf("the server did not say where it is: %w", err)
	}
	return strings.TrimSpace(line), cmd.Wait, nil
}

// look asks the server what it has used.
func look(ctx context.Context, address string) (u usage, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+usagePath, nil)
	if err != nil {
		return u, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return u, err
	}
	defer resp.Body.Close()
	return u, json.NewDecoder(resp.Body).Decode(&u)
}

// percentile returns the lateness that a share of all frames stays below.
func percentile(all []lateness, share float64) time.Duration {
	var list []time.Duration
	for _, l := range all {
		list = append(list, l...)
	}
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[int(share*float64(len(list)-1))]
}
