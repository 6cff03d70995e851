package openai

import (
	"cmp"
	"context"
	"net/http"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
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
	System  string       // stands before the instructions of every prompt; empty: how to speak aloud
	Client  *http.Client // nil: http.DefaultClient
}

// Generator asks one model at one address.
type Generator struct {
	cfg         Config
	service     vendor.Service
	completions sdk.ChatCompletionService
	models      sdk.ModelService
	warmth      vendor.Warmth
}

var (
	_ visavis.Generator = (*Generator)(nil)
	_ visavis.Warmer    = (*Generator)(nil)
)

// New returns a generator; it contacts nobody yet.
func New(cfg Config) *Generator {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, OpenAI)
	cfg.System = cmp.Or(cfg.System, dialogue.Spoken)
	opts := options(cfg.BaseURL, cfg.APIKey, cfg.Client)
	return &Generator{
		cfg:         cfg,
		service:     vendor.Service{Engine: "openai", Model: cfg.Model, Key: cfg.APIKey},
		completions: sdk.NewChatCompletionService(opts...),
		models:      sdk.NewModelService(opts...),
	}
}

// Generate streams the model's reply. Calls are emitted after its text, when all of them are
// complete. A reply that breaks off in the middle is an error, although what came was emitted; so is
// one that a content filter stopped.
func (g *Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	var end doneWatch
	stream := g.completions.NewStreaming(ctx, g.request(p), option.WithMiddleware(end.watch))
	defer stream.Close()
	reply := reply{ids: dialogue.UsedIn(p.Messages), emit: emit}
	for ctx.Err() == nil && stream.Next() {
		reply.take(stream.Current())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := stream.Err(); err != nil {
		return g.explain(err)
	}
	if !reply.finished() && !end.seen {
		return g.service.BrokeOff()
	}
	g.warmth.Used()
	return reply.end(g.service)
}
