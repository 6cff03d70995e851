package main

import (
	"fmt"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/deepgram"
	"github.com/visavis/visavis/provider/espeak"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/openai"
)

// voicesTable is the voices.
func voicesTable() []engine {
	return []engine{
		{
			stage: toSpeak, vendor: "deepgram", label: "Deepgram", models: "aura-2-VOICE-LANGUAGE and older aura-VOICE-en",
			keys: deepgramKeys(), base: deepgramBase, preset: deepgram.DefaultVoice, takes: deepgram.IsVoice,
			able:  abilities{streams: true, languages: "English, Spanish, German, French, Dutch, Italian, Japanese"},
			voice: deepgramVoice, tells: deepgramTeller,
			language: languageOfAura,
		},
		{
			stage: toSpeak, vendor: "openai", label: "OpenAI", models: "its speech models, as MODEL:VOICE",
			keys: openAIKeys(), base: openAIBase,
			able:  abilities{streams: true, languages: "many"},
			voice: openAIVoice,
		},
		{
			stage: toSpeak, vendor: serverVendor, label: "OpenAI-compatible", models: "any that is served, as MODEL:VOICE",
			able:  abilities{streams: true, languages: "the model's"},
			voice: openAIVoice,
		},
		{
			stage: toSpeak, vendor: flite.Name, label: "flite",
			able:  abilities{streams: true, wordTimes: true, languages: "English"},
			voice: embeddedVoice, voices: fliteVoices,
		},
		{
			stage: toSpeak, vendor: espeak.Name, label: "espeak-ng",
			able:  abilities{streams: true, wordTimes: true, languages: "about a hundred"},
			voice: embeddedVoice, voices: espeakVoices,
		},
	}
}

func deepgramVoice(w *workshop, p pick) (visavis.Speaker, error) {
	v := deepgram.NewVoice(w.deepgram(p), deepgram.VoiceOptions{Model: p.model})
	w.closers = append(w.closers, v.Close)
	return w.withLips(p, v, false)
}

// atSpeed returns a voice that speaks so many times as fast.
func atSpeed(id string, s visavis.Speaker, speed float64) (visavis.Speaker, error) {
	if speed == 1 {
		return s, nil
	}
	if p, ok := s.(visavis.Prosodic); ok {
		if other := p.With(visavis.Prosody{Speed: speed}); other != nil {
			return other, nil
		}
	}
	return nil, fmt.Errorf("the voice %s cannot speak %g times as fast: try 0.7 to 1.5", id, speed)
}

// languageOfAura reads the language off the end of a voice's name, such as aura-2-celeste-es.
func languageOfAura(model string) string { return model[strings.LastIndexByte(model, '-')+1:] }

// openAIVoice makes the voice of an id such as openai/gpt-4o-mini-tts:alloy.
func openAIVoice(w *workshop, p pick) (visavis.Speaker, error) {
	colon := strings.LastIndexByte(p.model, ':')
	if colon <= 0 || colon == len(p.model)-1 {
		return nil, fmt.Errorf("speak: %s names no voice: write %s:VOICE", p.id, strings.TrimSuffix(p.id, ":"))
	}
	v := openai.NewVoice(openai.VoiceConfig{
		BaseURL: w.baseURL(p), APIKey: w.key(p), Model: p.model[:colon], Voice: p.model[colon+1:], Client: w.client,
	})
	return w.withLips(p, v, true)
}

func embeddedVoice(w *workshop, p pick) (visavis.Speaker, error) { return w.local.voice(p.model) }

func fliteVoices() []namedVoice {
	var all []namedVoice
	for _, v := range flite.Voices() {
		all = append(all, namedVoice{v.Name, v.Label, "en", v.Gender})
	}
	return all
}

func espeakVoices() []namedVoice {
	var all []namedVoice
	for _, v := range espeak.Voices() {
		all = append(all, namedVoice{v.Name, v.Label, v.Name, ""})
	}
	return all
}
