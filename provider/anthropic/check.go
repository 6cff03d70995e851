package anthropic

import (
	"context"
	"time"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/visavis/visavis/internal/vendor"
)

// Warm opens a connection, so that the first prompt does not wait for one.
func (g *Generator) Warm(ctx context.Context) { g.warmth.Warm(ctx, g.find) }

// Check asks Anthropic whether it has the model, and returns how long the answer's first byte took.
// Its error is like those of Generate. Nothing is written, and so nothing is paid for.
func (g *Generator) Check(ctx context.Context) (time.Duration, error) {
	return vendor.FirstByte(ctx, g.find)
}

func (g *Generator) find(ctx context.Context) error {
	_, err := g.models.Get(ctx, g.cfg.Model, sdk.ModelGetParams{})
	return g.explain(ctx, err, "look for "+g.cfg.Model)
}

// Models returns the models that the key may use, newest first.
func (g *Generator) Models(ctx context.Context) ([]string, error) {
	page, err := g.models.List(ctx, sdk.ModelListParams{Limit: param.NewOpt(int64(1000))})
	if err != nil {
		return nil, g.explain(ctx, err, "list models")
	}
	var names []string
	for _, m := range page.Data {
		names = append(names, m.ID)
	}
	return names, nil
}

func (g *Generator) explain(ctx context.Context, err error, op string) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	f := failure(err)
	f.Op = op
	return g.service.Error(f)
}
