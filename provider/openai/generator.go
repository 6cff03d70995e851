package openai

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"

	"github.com/visavis/visavis"
)

// Addresses that need not be typed.
const (
	OpenAI = "https://api.openai.com/v1"
	Ollama = "http://localhost:11434/v1"
)

// Config says which model answers, and where.
type Config struct {
	BaseURL string       // up to and with "/v1"; empty: OpenAI
	APIKey  string       // empty: none is sent
	Model   string       // required: "llama3.2", "gpt-4o-mini"
	System  string       // stands before the instructions of every prompt; empty: Spoken
	Client  *http.Client // nil: http.DefaultClient
}

// Generator asks one model at one address.
type Generator struct {
	cfg         Config
	completions sdk.ChatCompletionService
}

var _ visavis.Generator = (*Generator)(nil)

// New returns a generator; it contacts nobody yet.
func New(cfg Config) *Generator {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, OpenAI)
	cfg.System = cmp.Or(cfg.System, Spoken)
	if cfg.Client == nil {
		cfg.Client = http.DefaultClient
	}
	opts := []option.RequestOption{
		option.WithBaseURL(cfg.BaseURL),
		option.WithHTTPClient(cfg.Client),
		option.WithMaxRetries(0),
	}
	if cfg.APIKey != "" {
		opts = append(opts, option.WithAPIKey(cfg.APIKey))
	}
	// The service alone, not sdk.NewClient: that one would take a key from the environment, which
	// may belong to another address than ours.
	return &Generator{cfg: cfg, completions: sdk.NewChatCompletionService(opts...)}
}

// Generate streams the model's reply. Its error is a *visavis.UnavailableError when the server
// refuses the key or does not have the model; after any other, another try may succeed. A reply
// that breaks off in the middle is an error, although what came was emitted.
func (g *Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	stream := g.completions.NewStreaming(ctx, sdk.ChatCompletionNewParams{
		Model:    shared.ChatModel(g.cfg.Model),
		Messages: messages(g.cfg.System, p),
	})
	defer stream.Close()
	finished := false
	for ctx.Err() == nil && stream.Next() {
		for _, choice := range stream.Current().Choices {
			if choice.Delta.Content != "" {
				emit(visavis.Delta{Text: choice.Delta.Content})
			}
			finished = finished || choice.FinishReason != ""
		}
	}
	switch err := stream.Err(); {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return g.explain(err)
	case !finished:
		return fmt.Errorf("openai: reply of %q broke off: %w", g.cfg.Model, io.ErrUnexpectedEOF)
	}
	return nil
}
