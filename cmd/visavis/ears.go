package main

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/provider/openai"
	"github.com/visavis/visavis/provider/sphinx"
	"github.com/visavis/visavis/wire"
)

// deepgramKeys are the variables that let us in at Deepgram.
func deepgramKeys() []string { return []string{"DEEPGRAM_API_KEY", "DEEPGRAM_ACCESS_TOKEN"} }

const deepgramBase = "DEEPGRAM_BASE_URL"

// earsTable is the recognisers.
func earsTable() []engine {
	return []engine{
		{
			stage: toListen, vendor: "deepgram", label: "Deepgram", models: "flux-general-en, flux-general-multi",
			keys: deepgramKeys(), base: deepgramBase, takes: deepgram.IsFlux,
			able: abilities{streams: true, partials: true, turns: true, wordTimes: true, languages: "English; ten with flux-general-multi"},
			ears: deepgramEars, earsFor: deepgramEarsFor,
			language: languageOfFlux,
		},
		{
			stage: toListen, vendor: "deepgram", label: "Deepgram", models: "nova-3 and older ones",
			keys: deepgramKeys(), base: deepgramBase, preset: deepgram.DefaultListenModel, takes: notAVoice,
			able: abilities{streams: true, partials: true, wordTimes: true, languages: "many"},
			ears: deepgramEars, earsFor: deepgramEarsFor, reads: deepgramReader,
		},
		{
			stage: toListen, vendor: "openai", label: "OpenAI", models: "its transcription models",
			keys: openAIKeys(), base: openAIBase, preset: "gpt-transcribe", foreign: true,
			able: abilities{languages: "many"},
			ears: openAIEars,
		},
		{
			stage: toListen, vendor: serverVendor, label: "OpenAI-compatible", models: "any that is served",
			able: abilities{languages: "the model's"},
			ears: openAIEars,
		},
		{
			stage: toListen, vendor: sphinx.Name, label: "PocketSphinx",
			able: abilities{streams: true, partials: true, wordTimes: true, languages: "English"},
			ears: sphinxEars, earsFor: sphinxEarsFor,
			language: func(string) string { return "en" },
		},
	}
}

// languageOfFlux tells the model for English from the one for several languages.
func languageOfFlux(model string) string {
	if strings.HasSuffix(model, "-en") {
		return "en"
	}
	return ""
}

func notAVoice(model string) bool { return !deepgram.IsVoice(model) }

func deepgramEars(w *workshop, p pick) visavis.Transcriber {
	return deepgram.NewListen(w.deepgram(p), w.listenOptions(p))
}

// deepgram says where Deepgram is and who asks.
func (w *workshop) deepgram(p pick) deepgram.Config {
	return deepgram.Config{BaseURL: w.baseURL(p), Credential: w.deepgramCredential(), HTTPClient: w.client, Log: w.log}
}

// deepgramCredential prefers the key, which does not expire.
func (w *workshop) deepgramCredential() deepgram.Credential {
	if key := w.env.get("DEEPGRAM_API_KEY"); key != "" {
		return deepgram.Key(key)
	}
	if token := w.env.get("DEEPGRAM_ACCESS_TOKEN"); token != "" {
		return deepgram.AccessToken(func(context.Context) (string, error) { return token, nil })
	}
	return deepgram.Credential{}
}

func (w *workshop) listenOptions(p pick) deepgram.ListenOptions {
	c := w.config
	return deepgram.ListenOptions{
		Model: p.model, Language: c.Language, Keyterms: c.Keyterms,
		EOTThreshold: orZero(c.Flux.EndOfTurn), EagerEOTThreshold: orZero(c.Flux.EagerEndOfTurn), EOTTimeout: c.Flux.Timeout,
	}
}

// deepgramEarsFor listens as a client wishes, and otherwise as is configured.
func deepgramEarsFor(w *workshop, p pick, wish wire.ListenProvider) visavis.Transcriber {
	o := w.listenOptions(p)
	o.Language = cmp.Or(wish.Language, firstOf(wish.LanguageHints), o.Language)
	if len(wish.Keyterms) > 0 {
		o.Keyterms = wish.Keyterms
	}
	o.Verbatim = wish.SmartFormat != nil && !*wish.SmartFormat
	o.FillerWords = wish.FillerWords
	o.EOTThreshold = cmp.Or(orZero(wish.EOTThreshold), o.EOTThreshold)
	o.EagerEOTThreshold = cmp.Or(orZero(wish.EagerEOTThreshold), o.EagerEOTThreshold)
	o.EOTTimeout = cmp.Or(time.Duration(orZero(wish.EOTTimeoutMS))*time.Millisecond, o.EOTTimeout)
	return deepgram.NewListen(w.deepgram(p), o)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func orZero[T any](v *T) (zero T) {
	if v == nil {
		return zero
	}
	return *v
}

func openAIEars(w *workshop, p pick) visavis.Transcriber {
	language, _, _ := strings.Cut(w.config.Language, "-") // it knows no regions
	if language == "multi" {
		language = ""
	}
	return openai.NewEars(openai.EarsConfig{
		BaseURL: w.baseURL(p), APIKey: w.key(p), Model: p.model, Client: w.client,
		Language: language, Hint: strings.Join(w.config.Keyterms, ", "),
	})
}
