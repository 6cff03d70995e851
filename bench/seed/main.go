package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/visavis/visavis/bench/caller"
	"github.com/visavis/visavis/bench/vendors"
)

// questions are what the caller says, in rotation.
func questions() []string {
	return []string{
		"what is the weather like in oslo today",
		"tell me a story about a fox",
		"how far away is the moon",
		"who wrote that book",
	}
}

// speeds are how fast the simulated vendors are, at the median.
type speeds struct {
	listen, rest, token, sound time.Duration
	seed                       uint64
}

func main() {
	var s speeds
	flag.DurationVar(&s.listen, "listen", 230*time.Millisecond, "from a sound to streamed words about it")
	flag.DurationVar(&s.rest, "rest", 1100*time.Millisecond, "for a request with a recording")
	flag.DurationVar(&s.token, "token", 400*time.Millisecond, "until a model's first token")
	flag.DurationVar(&s.sound, "sound", 150*time.Millisecond, "until a voice's first sound")
	flag.Uint64Var(&s.seed, "seed", 1, "of all that is left to chance")
	turns := flag.Int("turns", 12, "how many questions to ask in each way")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s, *turns); err != nil {
		fmt.Fprintln(os.Stderr, "seed: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, s speeds, turns int) error {
	v := newVendors(s)
	defer v.close()
	streamed, err := converse(ctx, v.streamed(), turns)
	if err != nil {
		return fmt.Errorf("streamed: %w", err)
	}
	recorded, err := converse(ctx, v.recorded(), turns)
	if err != nil {
		return fmt.Errorf("prerecorded: %w", err)
	}
	fmt.Println("\nstreamed")
	caller.Print(os.Stdout, streamed)
	fmt.Println("\nprerecorded")
	caller.Print(os.Stdout, recorded)
	fmt.Printf("\nThe streamed reply begins %.0f ms earlier (median).\n",
		caller.Milliseconds(middle(recorded)-middle(streamed)))
	return v.violations()
}

func middle(all []caller.Measured) time.Duration {
	return caller.Percentile(all, func(m caller.Measured) time.Duration { return m.EndToEnd }, 50)
}

// converse asks questions of a server and checks what it answers.
func converse(ctx context.Context, s *service, turns int) ([]caller.Measured, error) {
	defer s.stop()
	c, err := caller.Dial(ctx, s.url)
	if err != nil {
		return nil, err
	}
	defer c.HangUp()
	c.Patient = true
	asked := questions()
	var all []caller.Measured
	for i := range turns {
		text := asked[i%len(asked)]
		m, err := c.Ask(ctx, caller.NewQuestion(text, vendors.Utterance(text)))
		if err != nil {
			return nil, fmt.Errorf("question %d, %q: %w", i+1, text, err)
		}
		if said := vendors.Text(m.Reply, caller.ReplyRate); !answers(said, text) {
			return nil, fmt.Errorf("question %d, %q: the reply was %q", i+1, text, said)
		}
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, errors.New("nothing was asked")
	}
	return all, nil
}

// answers reports whether a reply is the model's, and to this question.
func answers(said, question string) bool {
	return slices.Equal(letters(said), letters(reply(question)))
}
