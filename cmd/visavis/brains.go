package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/anthropic"
	"github.com/visavis/visavis/provider/gemini"
	"github.com/visavis/visavis/provider/openai"
)

// brainsTable is the language models, and the persona that needs none.
func brainsTable() []engine {
	return []engine{
		{
			stage: toThink, vendor: "openai", label: "OpenAI", models: "any chat model",
			keys: openAIKeys(), base: openAIBase, preset: "gpt-6-luna",
			able:  abilities{streams: true, tools: true, languages: "many"},
			brain: openAIBrain,
		},
		{
			stage: toThink, vendor: "gemini", label: "Google", models: "any Gemini",
			keys: []string{"GEMINI_API_KEY", "GOOGLE_API_KEY"}, base: "GOOGLE_GEMINI_BASE_URL", preset: "gemini-3.5-flash-lite",
			able: abilities{streams: true, tools: true, languages: "many"},
			brain: func(w *workshop, p pick) visavis.Generator {
				return w.sampled(gemini.New(gemini.Config{BaseURL: w.baseURL(p), APIKey: w.key(p), Model: p.model, Client: w.client}))
			},
		},
		{
			stage: toThink, vendor: "anthropic", label: "Anthropic", models: "any Claude",
			keys: []string{"ANTHROPIC_API_KEY"}, base: "ANTHROPIC_BASE_URL", preset: "claude-haiku-5-5",
			able: abilities{streams: true, tools: true, languages: "many"},
			brain: func(w *workshop, p pick) visavis.Generator {
				return w.sampled(anthropic.New(anthropic.Config{BaseURL: w.baseURL(p), APIKey: w.key(p), Model: p.model, Client: w.client}))
			},
		},
		{
			stage: toThink, vendor: ollamaVendor, label: "Ollama", models: "any that is installed",
			able:  abilities{streams: true, tools: true, languages: "the model's"},
			brain: func(w *workshop, p pick) visavis.Generator { return w.chat(openai.Ollama, "", p.model) },
		},
		{
			stage: toThink, vendor: serverVendor, label: "OpenAI-compatible", models: "any that is served",
			able:  abilities{streams: true, tools: true, languages: "the model's"},
			brain: openAIBrain,
		},
		{
			stage: toThink, vendor: "script", label: "scripted persona",
			able:  abilities{streams: true, languages: "English"},
			brain: func(w *workshop, _ pick) visavis.Generator { return w.local.persona },
		},
	}
}

// openAIKeys are the variables that let us in at OpenAI.
func openAIKeys() []string { return []string{"OPENAI_API_KEY"} }

const openAIBase = "OPENAI_BASE_URL"

func openAIBrain(w *workshop, p pick) visavis.Generator {
	return w.chat(w.baseURL(p), w.key(p), p.model)
}

func (w *workshop) chat(baseURL, key, model string) visavis.Generator {
	return w.sampled(openai.New(openai.Config{BaseURL: baseURL, APIKey: key, Model: model, Client: w.client}))
}

// sampled adds the operator's sampling to prompts that bring none of their own.
type sampled struct {
	visavis.Generator
	sampling visavis.Sampling
}

func (w *workshop) sampled(g visavis.Generator) visavis.Generator {
	own := visavis.Sampling{Temperature: w.config.Temperature, Effort: w.config.Effort}
	if own == (visavis.Sampling{}) {
		return g
	}
	return sampled{g, own}
}

// Generate implements visavis.Generator.
func (s sampled) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	p.Sampling.Temperature = cmp.Or(p.Sampling.Temperature, s.sampling.Temperature)
	p.Sampling.Effort = cmp.Or(p.Sampling.Effort, s.sampling.Effort)
	return s.Generator.Generate(ctx, p, emit)
}

// Warm implements visavis.Warmer.
func (s sampled) Warm(ctx context.Context) {
	if warmer, ok := s.Generator.(visavis.Warmer); ok {
		warmer.Warm(ctx)
	}
}

// Check asks the engine itself, if it can tell.
func (s sampled) Check(ctx context.Context) (time.Duration, error) {
	if c, ok := s.Generator.(checker); ok {
		return c.Check(ctx)
	}
	return 0, errors.ErrUnsupported
}
