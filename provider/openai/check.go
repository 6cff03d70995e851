package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	sdk "github.com/openai/openai-go/v3"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/vendor"
)

// Warm opens a connection, so that the first prompt does not wait for one.
func (g *Generator) Warm(ctx context.Context) {
	g.warmth.Warm(ctx, func(ctx context.Context) error {
		_, err := g.Models(ctx)
		return err
	})
}

// Check asks the server whether it has the model, and returns how long the answer's first byte took.
// Its error is like those of Generate. Nothing is written, and so nothing is paid for.
func (g *Generator) Check(ctx context.Context) (time.Duration, error) {
	var models []string
	took, err := vendor.FirstByte(ctx, func(ctx context.Context) (err error) {
		models, err = g.Models(ctx)
		return err
	})
	if err != nil {
		return 0, err
	}
	// A server with one model may know it by a file's name and answer to any, as llama.cpp does.
	one := len(models) == 1 && g.cfg.BaseURL != OpenAI
	if !one && !slices.ContainsFunc(models, g.is) {
		return 0, &visavis.UnavailableError{Engine: "openai",
			Reason: fmt.Sprintf("model %q is not among the %d that are there", g.cfg.Model, len(models)),
			Remedy: "choose another model, or install this one"}
	}
	return took, nil
}

// is reports whether a name in a server's list is our model's; Ollama adds ":latest".
func (g *Generator) is(name string) bool {
	return name == g.cfg.Model || strings.TrimSuffix(name, ":latest") == g.cfg.Model
}

// Models returns the models that the server lists.
func (g *Generator) Models(ctx context.Context) ([]string, error) {
	page, err := g.models.List(ctx)
	if refused, ok := errors.AsType[*sdk.Error](err); ok && refused.StatusCode == http.StatusNotFound {
		return nil, &visavis.UnavailableError{Engine: "openai", Reason: "nothing answers as OpenAI does at this address (404)",
			Remedy: `check the base URL; it ends in "/v1"`}
	}
	if err != nil {
		f := failure(err)
		f.Op = "list models"
		return nil, ended(ctx, g.service.Error(f))
	}
	var names []string
	for _, m := range page.Data {
		names = append(names, m.ID)
	}
	return names, nil
}
