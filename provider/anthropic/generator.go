package anthropic

import (
	"cmp"
	"context"
	"net/http"

	sdk "github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
)

// Anthropic is the address of the vendor itself.
const Anthropic = "https://api.anthropic.com"

// maxTokens is room for a long story and for some thought, which counts, too.
const maxTokens = 8192

// Config says which model answers, and where.
type Config struct {
	BaseURL   string       // up to and without "/v1"; empty: Anthropic
	APIKey    string       // empty: none is sent
	Model     string       // required: "claude-haiku-5-5"
	System    string       // stands before the instructions of every prompt; empty: how to speak aloud
	MaxTokens int          // of a reply, thought included; 0: 8192
	Client    *http.Client // nil: http.DefaultClient
}

// Generator asks one model.
type Generator struct {
	cfg      Config
	service  vendor.Service
	messages sdk.MessageService
	models   sdk.ModelService
	warmth   vendor.Warmth
}

var (
	_ visavis.Generator = (*Generator)(nil)
	_ visavis.Warmer    = (*Generator)(nil)
)

// New returns a generator; it contacts nobody yet.
func New(cfg Config) *Generator {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, Anthropic)
	cfg.System = cmp.Or(cfg.System, dialogue.Spoken)
	cfg.MaxTokens = cmp.Or(cfg.MaxTokens, maxTokens)
	cfg.Client = cmp.Or(cfg.Client, http.DefaultClient)
	opts := []option.RequestOption{
		option.WithBaseURL(cfg.BaseURL),
		option.WithHTTPClient(cfg.Client),
		option.WithMaxRetries(0), // trying again is decided around the driver
		option.WithoutOpenTelemetry(),
		option.WithOpenTelemetryPropagation(false),
	}
	if cfg.APIKey != "" {
		opts = append(opts, option.WithAPIKey(cfg.APIKey))
	}
	return &Generator{
		cfg:     cfg,
		service: vendor.Service{Engine: "anthropic", Model: cfg.Model, Key: cfg.APIKey},
		// The services alone, not sdk.NewClient: that one would look for keys in the environment and
		// in files, which may belong to another address than ours.
		messages: sdk.NewMessageService(opts...),
		models:   sdk.NewModelService(opts...),
	}
}

// Generate streams the model's reply. A call is emitted as soon as it is complete. A reply that
// breaks off in the middle is an error, although what came was emitted; so is one that the model
// refuses to give.
func (g *Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	stream := g.messages.NewStreaming(ctx, g.request(p))
	defer stream.Close()
	reply := reply{ids: dialogue.UsedIn(p.Messages), emit: emit}
	for ctx.Err() == nil && stream.Next() {
		reply.take(stream.Current())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := stream.Err(); err != nil {
		return g.service.Error(failure(err))
	}
	if !reply.stopped {
		return g.service.BrokeOff()
	}
	g.warmth.Used()
	return reply.end(g.service)
}
