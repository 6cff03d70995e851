package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/visavis/visavis/bench/caller"
)

// allowedOrchestration is the most that may be left at p50 when the engines' shares are taken off.
const allowedOrchestration = 5 * time.Millisecond

// questions are of different lengths; the persona has an answer to each.
var questions = []string{
	"What can you do?",
	"What time is it?",
	"Who are you?",
	"How does the lip sync work?",
	"Tell me a joke.",
	"What is seven times eight?",
}

func main() {
	url := flag.String("url", "", "the `address` of a running server; empty: start one")
	binary := flag.String("bin", "bin/visavis", "the `file` that speaks, and serves when there is no -url")
	voice := flag.String("voice", "rms", "the voice that asks")
	turns := flag.Int("turns", 24, "how many turns to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *url, *binary, *voice, *turns); err != nil {
		fmt.Fprintln(os.Stderr, "latency: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, url, binary, voice string, turns int) error {
	if url == "" {
		started, end, err := startServer(ctx, binary)
		if err != nil {
			return err
		}
		defer end()
		url = started
	}
	asked, err := speakAll(ctx, binary, voice, questions)
	if err != nil {
		return err
	}
	c, err := caller.Dial(ctx, url)
	if err != nil {
		return err
	}
	defer c.HangUp()
	all, missed, err := askAll(ctx, c, asked, turns)
	if err != nil {
		return err
	}
	caller.Print(os.Stdout, all)
	fmt.Printf("%d questions were not understood and are not counted\n", missed)
	if p50 := caller.Percentile(all, func(m caller.Measured) time.Duration { return m.Orchestration }, 50); p50 >= allowedOrchestration {
		return errors.New("orchestration takes too long")
	}
	return nil
}

// askAll asks questions in rotation until enough turns were measured. As many as that may be missed.
func askAll(ctx context.Context, c *caller.Caller, asked []caller.Question, turns int) (all []caller.Measured, missed int, err error) {
	for i := 0; len(all) < turns && missed <= turns; i++ {
		q := asked[i%len(asked)]
		m, err := c.Ask(ctx, q)
		if errors.Is(err, caller.ErrMissed) {
			missed++
			fmt.Printf("--  not understood  %s\n", q.Text)
			continue
		}
		if err != nil {
			return nil, missed, fmt.Errorf("question %d, %q: %w", i+1, q.Text, err)
		}
		all = append(all, m)
		fmt.Printf("%2d  %4.0f ms end to end  %s\n", len(all), caller.Milliseconds(m.EndToEnd), q.Text)
	}
	return all, missed, nil
}
