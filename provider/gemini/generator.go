package gemini

import (
	"cmp"
	"context"
	"net/http"

	"google.golang.org/genai"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/dialogue"
	"github.com/visavis/visavis/internal/vendor"
)

// Google is the address of the vendor itself.
const Google = "https://generativelanguage.googleapis.com"

// noKey keeps the SDK from looking for a key in the environment when there is none. It is not sent.
const noKey = "none"

// Config says which model answers, and where.
type Config struct {
	BaseURL string       // up to and without "/v1beta"; empty: Google
	APIKey  string       // empty: none is sent
	Model   string       // required: "gemini-2.5-flash"
	System  string       // stands before the instructions of every prompt; empty: how to speak aloud
	Client  *http.Client // nil: http.DefaultClient
}

// Generator asks one model.
type Generator struct {
	cfg     Config
	service vendor.Service
	client  *genai.Client // nil: the SDK refuses the configuration
	warmth  vendor.Warmth
}

var (
	_ visavis.Generator = (*Generator)(nil)
	_ visavis.Warmer    = (*Generator)(nil)
)

// New returns a generator; it contacts nobody yet.
func New(cfg Config) *Generator {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, Google)
	cfg.System = cmp.Or(cfg.System, dialogue.Spoken)
	cfg.Client = cmp.Or(cfg.Client, http.DefaultClient)
	g := &Generator{cfg: cfg, service: vendor.Service{Engine: "gemini", Model: cfg.Model, Key: cfg.APIKey}}
	// The error is dropped for what it shows: the whole configuration, with the key.
	g.client, _ = genai.NewClient(context.Background(), &genai.ClientConfig{
		APIKey:     cmp.Or(cfg.APIKey, noKey),
		Backend:    genai.BackendGeminiAPI,
		HTTPClient: client(cfg),
		// Without retry options the SDK tries once.
		HTTPOptions: genai.HTTPOptions{BaseURL: cfg.BaseURL, APIVersion: "v1beta"},
	})
	return g
}

// Generate streams the model's reply. A call is emitted as it comes. A reply that breaks off in the
// middle is an error, although what came was emitted; so is one that a filter stopped.
func (g *Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if g.client == nil {
		return g.unusable()
	}
	answer := new(answer)
	reply := reply{ids: dialogue.UsedIn(p.Messages), emit: emit}
	contents, config := g.request(p)
	for chunk, err := range g.client.Models.GenerateContentStream(answer.in(ctx), g.cfg.Model, contents, config) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return g.service.Error(answer.failure(err))
		}
		reply.take(chunk)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return g.end(answer, reply)
}

// end judges how an answer without an error ended.
func (g *Generator) end(a *answer, r reply) error {
	switch {
	case a.broken != nil:
		return g.service.Error(vendor.Failure{Err: a.broken})
	case !r.finished():
		return g.service.BrokeOff()
	}
	g.warmth.Used()
	return r.end(g.service)
}

func (g *Generator) unusable() error {
	return &visavis.UnavailableError{Engine: "gemini", Reason: "the SDK does not accept this configuration", Remedy: "check the base URL"}
}
