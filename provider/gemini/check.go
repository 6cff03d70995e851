package gemini

import (
	"context"
	"strings"
	"time"

	"google.golang.org/genai"

	"github.com/visavis/visavis/internal/vendor"
)

// Warm opens a connection, so that the first prompt does not wait for one.
func (g *Generator) Warm(ctx context.Context) { g.warmth.Warm(ctx, g.find) }

// Check asks Google whether it has the model, and returns how long the answer's first byte took. Its
// error is like those of Generate. Nothing is written, and so nothing is paid for.
func (g *Generator) Check(ctx context.Context) (time.Duration, error) {
	return vendor.FirstByte(ctx, g.find)
}

func (g *Generator) find(ctx context.Context) error {
	return g.ask(ctx, "look for "+g.cfg.Model, func(ctx context.Context) error {
		_, err := g.client.Models.Get(ctx, g.cfg.Model, nil)
		return err
	})
}

// Models returns the models that can take part in a conversation.
func (g *Generator) Models(ctx context.Context) ([]string, error) {
	var names []string
	err := g.ask(ctx, "list models", func(ctx context.Context) error {
		for m, err := range g.client.Models.All(ctx) {
			if err != nil {
				return err
			}
			if writes(m) {
				names = append(names, strings.TrimPrefix(m.Name, "models/"))
			}
		}
		return nil
	})
	return names, err
}

// writes reports whether a model generates content; others make vectors or pictures.
func writes(m *genai.Model) bool {
	for _, action := range m.SupportedActions {
		if action == "generateContent" {
			return true
		}
	}
	return false
}

// ask does a call and explains its error.
func (g *Generator) ask(ctx context.Context, op string, call func(context.Context) error) error {
	if g.client == nil {
		return g.unusable()
	}
	answer := new(answer)
	err := call(answer.in(ctx))
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	f := answer.failure(err)
	f.Op = op
	return g.service.Error(f)
}
