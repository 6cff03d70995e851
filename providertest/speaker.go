package providertest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
)

// Speaker checks a voice against the contract of visavis.Speaker. With clauses it speaks those,
// two or more of several words in the voice's language; without, English ones.
func Speaker(t *testing.T, s visavis.Speaker, clauses ...string) {
	if len(clauses) == 0 {
		clauses = []string{"Hello there, my friend!", "It costs 5.99, I believe.", "A well-known fact (so they say)."}
	}
	c := speakerCheck{speaker: s, clauses: clauses}
	t.Run("one clock over all clauses", c.oneClock)
	t.Run("nothing to say", c.nothing)
	t.Run("a clause is spoken before the next is known", c.streams)
	t.Run("cancelled before it began", c.cancelledBefore)
	t.Run("cancelled while it waits for a clause", c.cancelledWaiting)
	t.Run("cancelled in the middle", c.cancelledSpeaking)
	t.Run("several replies at once", c.atOnce)
}

type speakerCheck struct {
	speaker visavis.Speaker
	clauses []string
}

// queue returns a channel that holds clauses and is closed.
func queue(clauses ...string) <-chan string {
	ch := make(chan string, len(clauses))
	for _, c := range clauses {
		ch <- c
	}
	close(ch)
	return ch
}

// speak says clauses and returns what was emitted, its PCM copied.
func (c speakerCheck) speak(t *testing.T, clauses ...string) []visavis.Speech {
	t.Helper()
	var got []visavis.Speech
	guard := alone{t: t, what: "Speak"}
	err := call(t, patience, "Speak", func() error {
		defer guard.end()
		return c.speaker.Speak(withPatience(t), queue(clauses...), func(s visavis.Speech) {
			guard.enter()
			defer guard.leave()
			s.PCM = slices.Clone(s.PCM)
			got = append(got, s)
		})
	})
	if err != nil {
		t.Fatalf("Speak: %v", err)
	}
	return got
}

func (c speakerCheck) oneClock(t *testing.T) {
	clauses := slices.Insert(slices.Clone(c.clauses), 1, "\U0001F389") // nothing to speak: no piece
	pieces := c.speak(t, clauses...)
	if len(pieces) == 0 {
		t.Fatal("nothing was spoken")
	}
	for i := range clauses {
		spoken := slices.ContainsFunc(pieces, func(s visavis.Speech) bool { return s.Clause == i })
		if spoken != (i != 1) {
			t.Errorf("clause %d, %q: spoken %v", i, clauses[i], spoken)
		}
	}
	CheckReply(t, clauses, pieces)
}

func (c speakerCheck) nothing(t *testing.T) {
	for _, clauses := range [][]string{nil, {""}, {" \n"}, {"\U0001F389\U0001F389", "..."}} {
		if pieces := c.speak(t, clauses...); len(pieces) > 0 {
			t.Errorf("%q made %d pieces of speech, want none", clauses, len(pieces))
		}
	}
}

func (c speakerCheck) streams(t *testing.T) {
	clauses := make(chan string)
	heard := make(chan int, 1)
	seen := -1
	g, ctx := errgroup.WithContext(withPatience(t))
	g.Go(func() error {
		return c.speaker.Speak(ctx, clauses, func(s visavis.Speech) {
			if s.Clause > seen {
				seen = s.Clause
				heard <- s.Clause
			}
		})
	})
	for i, text := range c.clauses {
		select {
		case clauses <- text:
		case <-ctx.Done():
		}
		select {
		case got := <-heard:
			if got != i {
				t.Errorf("clause %d was heard, want %d", got, i)
			}
		case <-ctx.Done():
			t.Fatalf("clause %d was not spoken while the next was unknown: %v", i, g.Wait())
		}
	}
	close(clauses)
	if err := call(t, patience, "Speak", g.Wait); err != nil {
		t.Errorf("Speak: %v", err)
	}
}

func (c speakerCheck) cancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := call(t, promptly, "Speak", func() error {
		return c.speaker.Speak(ctx, make(chan string), func(visavis.Speech) {})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Speak returned %v, want ctx's error", err)
	}
}

func (c speakerCheck) cancelledWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	clauses := make(chan string, 1)
	clauses <- c.clauses[0]
	err := call(t, patience, "Speak", func() error {
		return c.speaker.Speak(ctx, clauses, func(visavis.Speech) { cancel() })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Speak returned %v, want ctx's error", err)
	}
}

func (c speakerCheck) cancelledSpeaking(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	guard := alone{t: t, what: "Speak"}
	pieces := 0
	err := call(t, patience, "Speak", func() error {
		defer guard.end()
		return c.speaker.Speak(ctx, queue(c.clauses...), func(visavis.Speech) {
			guard.enter()
			defer guard.leave()
			if pieces++; pieces > 1 {
				t.Error("emit was called after the context had ended")
			}
			cancel()
		})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Speak returned %v, want ctx's error", err)
	}
	CheckReply(t, c.clauses, c.speak(t, c.clauses...)) // the next reply is not harmed
}

func (c speakerCheck) atOnce(t *testing.T) {
	var g errgroup.Group
	replies := make([][]visavis.Speech, 3)
	ctx := withPatience(t)
	for i := range replies {
		g.Go(func() error {
			return c.speaker.Speak(ctx, queue(c.clauses...), func(s visavis.Speech) {
				s.PCM = slices.Clone(s.PCM)
				replies[i] = append(replies[i], s)
			})
		})
	}
	if err := call(t, patience, "Speak, three times at once,", g.Wait); err != nil {
		t.Fatal(err)
	}
	for _, r := range replies {
		CheckReply(t, c.clauses, r)
	}
}
