package server

import (
	"testing"

	"github.com/visavis/visavis/wire"
)

func TestChooseVoice(t *testing.T) {
	c := &Config{Voices: []Voice{{ID: "slt", Language: "en-US"}, {ID: "en-gb", Language: "en-GB"}, {ID: "de", Language: "de"}, {ID: "es", Language: "es"}}}
	model := func(m string) wire.SpeakProvider { return wire.SpeakProvider{Model: m} }
	for name, tt := range map[string]struct {
		chain     []wire.SpeakProvider
		languages []string
		want      string
	}{
		"nothing asked":           {nil, nil, "slt"},
		"an id":                   {[]wire.SpeakProvider{model("de")}, nil, "de"},
		"an id beats a language":  {[]wire.SpeakProvider{model("slt")}, []string{"de"}, "slt"},
		"an id in a fallback":     {[]wire.SpeakProvider{model("sonic"), model("es")}, nil, "es"},
		"another vendor's voice":  {[]wire.SpeakProvider{model("aura-2-thalia-en")}, nil, "slt"},
		"its language":            {[]wire.SpeakProvider{model("aura-2-celeste-es")}, nil, "es"},
		"a flux voice":            {[]wire.SpeakProvider{model("flux-kit-en")}, nil, "slt"},
		"eleven labs":             {[]wire.SpeakProvider{{ModelID: "eleven", LanguageCode: "es-MX"}}, nil, "es"},
		"polly":                   {[]wire.SpeakProvider{{Voice: &wire.Voice{ID: "Vicki"}, Language: "de-DE"}}, nil, "de"},
		"cartesia, our id":        {[]wire.SpeakProvider{{ModelID: "sonic-2", Voice: &wire.Voice{Mode: "id", ID: "de"}}}, nil, "de"},
		"agent.language":          {nil, []string{"de"}, "de"},
		"a region":                {nil, []string{"en-gb"}, "en-gb"},
		"a region we lack":        {nil, []string{"en-AU"}, "slt"},
		"multi is no language":    {nil, []string{"multi"}, "slt"},
		"a language nobody has":   {nil, []string{"tlh"}, "slt"},
		"a word is no language":   {[]wire.SpeakProvider{model("tts-de")}, nil, "slt"},
		"the first language wins": {[]wire.SpeakProvider{model("aura-2-celeste-es")}, []string{"de"}, "es"},
	} {
		var chain []wire.Speak
		for _, p := range tt.chain {
			chain = append(chain, wire.Speak{Provider: p})
		}
		got, err := c.chooseVoice(chain, tt.languages...)
		if err != nil || got.ID != tt.want {
			t.Errorf("%s: voice is %q (%v), want %q", name, got.ID, err, tt.want)
		}
	}
}

func TestChooseWithoutVoices(t *testing.T) {
	c := &Config{}
	if v, err := c.chooseVoice([]wire.Speak{{Provider: wire.SpeakProvider{Model: "slt"}}}, "en"); err != nil || v.Speaker != nil {
		t.Errorf("got %+v, %v", v, err)
	}
}

func TestChooseBrain(t *testing.T) {
	c := &Config{Brains: []Brain{{ID: "script"}, {ID: "llama3.2"}}}
	for model, want := range map[string]string{"": "script", "gpt-4o-mini": "script", "llama3.2": "llama3.2"} {
		b, err := c.chooseBrain([]wire.Think{{Provider: wire.ThinkProvider{Model: model}}})
		if err != nil || b.ID != want {
			t.Errorf("model %q: brain is %q (%v), want %q", model, b.ID, err, want)
		}
	}
}
