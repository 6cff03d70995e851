package providertest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
)

// Generator checks a brain against the contract of visavis.Generator.
func Generator(t *testing.T, g visavis.Generator) {
	c := generatorCheck{g}
	t.Run("a reply", c.reply)
	t.Run("the first word of a conversation", c.opening)
	t.Run("a long history", c.history)
	t.Run("cancelled before it began", c.cancelledBefore)
	t.Run("cancelled in the middle", c.cancelledWriting)
	t.Run("several replies at once", c.atOnce)
}

type generatorCheck struct{ generator visavis.Generator }

func asking(text string) visavis.Prompt {
	return visavis.Prompt{
		System:   "You are a friendly face.",
		Messages: []visavis.Message{{Role: visavis.User, Text: text}},
	}
}

// write generates a reply and returns its text.
func (c generatorCheck) write(t *testing.T, p visavis.Prompt) string {
	t.Helper()
	var reply strings.Builder
	for _, d := range c.deltas(t, p) {
		reply.WriteString(d.Text)
	}
	return reply.String()
}

// deltas generates a reply and returns its pieces.
func (c generatorCheck) deltas(t *testing.T, p visavis.Prompt) []visavis.Delta {
	t.Helper()
	var got []visavis.Delta
	guard := alone{t: t, what: "Generate"}
	err := call(t, patience, "Generate", func() error {
		defer guard.end()
		return c.generator.Generate(withPatience(t), p, func(d visavis.Delta) {
			guard.enter()
			defer guard.leave()
			if d.Text == "" && d.Call == nil {
				t.Error("an empty delta was emitted")
			}
			got = append(got, d)
		})
	})
	if err != nil {
		t.Fatalf("Generate: %v", err)
	}
	return got
}

func (c generatorCheck) reply(t *testing.T) {
	if c.write(t, asking("Hello, who are you?")) == "" {
		t.Error("the reply is empty")
	}
}

func (c generatorCheck) opening(t *testing.T) {
	c.write(t, visavis.Prompt{}) // an empty reply is one too
}

func (c generatorCheck) history(t *testing.T) {
	p := asking("Tell me a story.")
	for range 50 {
		p.Messages = append(p.Messages,
			visavis.Message{Role: visavis.Assistant, Text: "Once upon a", Interrupted: true},
			visavis.Message{Role: visavis.User, Text: "Go on, please."})
	}
	if c.write(t, p) == "" {
		t.Error("the reply is empty")
	}
}

func (c generatorCheck) cancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := call(t, promptly, "Generate", func() error {
		return c.generator.Generate(ctx, asking("Hello"), func(visavis.Delta) { t.Error("emit was called") })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Generate returned %v, want ctx's error", err)
	}
}

func (c generatorCheck) cancelledWriting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	guard := alone{t: t, what: "Generate"}
	deltas := 0
	err := call(t, patience, "Generate", func() error {
		defer guard.end()
		return c.generator.Generate(ctx, asking("Tell me a long story."), func(visavis.Delta) {
			guard.enter()
			defer guard.leave()
			if deltas++; deltas > 1 {
				t.Error("emit was called after the context had ended")
			}
			cancel()
		})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Generate returned %v, want ctx's error", err)
	}
}

func (c generatorCheck) atOnce(t *testing.T) {
	var g errgroup.Group
	ctx := withPatience(t)
	for range 4 {
		g.Go(func() error { return c.generator.Generate(ctx, asking("Hello, who are you?"), func(visavis.Delta) {}) })
	}
	if err := call(t, patience, "Generate, four times at once,", g.Wait); err != nil {
		t.Error(err)
	}
}
