package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
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
		got, err := c.chooseVoices("agent.speak", chain, tt.languages...)
		if err != nil || len(got) == 0 || got[0].ID != tt.want {
			t.Errorf("%s: voices are %v (%v), want %q first", name, ids(got), err, tt.want)
		}
	}
}

func ids[E offered](chain []E) (list []string) {
	for _, e := range chain {
		list = append(list, e.id())
	}
	return list
}

func TestChooseFromNothing(t *testing.T) {
	c := &Config{}
	if v, err := c.chooseVoices("agent.speak", []wire.Speak{{Provider: wire.SpeakProvider{Model: "slt"}}}, "en"); err != nil || v != nil {
		t.Errorf("got %+v, %v", v, err)
	}
	if e := c.chooseEars(wire.ListenProvider{Model: "nova-3"}); e != nil {
		t.Errorf("got %+v", e)
	}
}

func TestChooseBrains(t *testing.T) {
	c := &Config{Brains: []Brain{
		{ID: "script"},
		{ID: "openai/gpt-4o-mini", Fallbacks: []string{"anthropic/claude", "not here", "script"}},
		{ID: "anthropic/claude", Fallbacks: []string{"script", "openai/gpt-4o-mini"}},
		{ID: "gemini/flash"},
		{ID: "ollama/llama3.2"},
		{ID: "other/flash"},
	}}
	p := func(kind, model string) wire.ThinkProvider { return wire.ThinkProvider{Type: kind, Model: model} }
	mini := []string{"openai/gpt-4o-mini", "anthropic/claude", "script"}
	for name, tt := range map[string]struct {
		chain []wire.ThinkProvider
		want  []string
	}{
		"nothing asked":                 {nil, []string{"script"}},
		"an unknown model":              {[]wire.ThinkProvider{p("open_ai", "gpt-9")}, []string{"script"}},
		"no model":                      {[]wire.ThinkProvider{p("open_ai", "")}, []string{"script"}},
		"an id":                         {[]wire.ThinkProvider{p("", "openai/gpt-4o-mini")}, mini},
		"a vendor's model":              {[]wire.ThinkProvider{p("open_ai", "gpt-4o-mini")}, mini},
		"a model without vendor":        {[]wire.ThinkProvider{p("", "gpt-4o-mini")}, mini},
		"google":                        {[]wire.ThinkProvider{p("google", "flash")}, []string{"gemini/flash"}},
		"the vendor decides":            {[]wire.ThinkProvider{p("other", "flash")}, []string{"other/flash"}},
		"served by somebody else":       {[]wire.ThinkProvider{p("open_ai", "llama3.2")}, []string{"ollama/llama3.2"}},
		"part of a name":                {[]wire.ThinkProvider{p("open_ai", "mini")}, []string{"script"}},
		"a chain":                       {[]wire.ThinkProvider{p("google", "flash"), p("open_ai", "gpt-4o-mini")}, append([]string{"gemini/flash"}, mini...)},
		"a chain with unknown elements": {[]wire.ThinkProvider{p("groq", "x"), p("google", "flash"), p("groq", "y")}, []string{"gemini/flash"}},
		"a chain that names one twice":  {[]wire.ThinkProvider{p("", "script"), p("", "script")}, []string{"script"}},
		"elements before fallbacks":     {[]wire.ThinkProvider{p("open_ai", "gpt-4o-mini"), p("google", "flash")}, []string{"openai/gpt-4o-mini", "gemini/flash", "anthropic/claude", "script"}},
	} {
		var chain []wire.Think
		for _, p := range tt.chain {
			chain = append(chain, wire.Think{Provider: p})
		}
		got, err := c.chooseBrains("agent.think", chain)
		if diff := cmp.Diff(tt.want, ids(got)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestChooseByVendorsNames(t *testing.T) {
	c := &Config{
		Ears: []Ears{{ID: "sphinx"}, {ID: "deepgram/nova-3", Fallbacks: []string{"sphinx"}}, {ID: "deepgram/flux-general-en"}},
		Voices: []Voice{
			{ID: "slt", Language: "en"}, {ID: "deepgram/aura-2-thalia-en", Language: "en", Fallbacks: []string{"slt"}},
			{ID: "openai/tts-1/alloy", Language: "en"}, {ID: "openai/nova", Language: "en"},
		},
	}
	for model, want := range map[string][]string{
		"nova-3": {"deepgram/nova-3", "sphinx"}, "flux-general-en": {"deepgram/flux-general-en"}, "nova-2": {"sphinx"}, "": {"sphinx"},
	} {
		if diff := cmp.Diff(want, ids(c.chooseEars(wire.ListenProvider{Type: "deepgram", Model: model}))); diff != "" {
			t.Errorf("ears %q (-want +got)\n%s", model, diff)
		}
	}
	for want, p := range map[string]wire.SpeakProvider{
		"deepgram/aura-2-thalia-en": {Type: "deepgram", Model: "aura-2-thalia-en"},
		"openai/tts-1/alloy":        {Type: "open_ai", Model: "tts-1", Voice: &wire.Voice{ID: "alloy"}},
		"openai/nova":               {Type: "open_ai", Model: "tts-1", Voice: &wire.Voice{ID: "nova"}},
		"slt":                       {Type: "eleven_labs", ModelID: "turbo"},
	} {
		got, err := c.chooseVoices("agent.speak", []wire.Speak{{Provider: p}})
		if err != nil || got[0].ID != want {
			t.Errorf("%+v: voices are %v (%v), want %q first", p, ids(got), err, want)
		}
	}
}

// optioned are ears that were made for a client's options.
type optioned struct {
	ears
	wire.ListenProvider
}

func TestOptionsOfEars(t *testing.T) {
	with := func(p wire.ListenProvider) visavis.Transcriber {
		if p.Language == "tlh" {
			return nil
		}
		return optioned{ListenProvider: p}
	}
	c := &Config{Ears: []Ears{{ID: "a", Transcriber: ears{}, With: with, Fallbacks: []string{"b"}}, {ID: "b", Transcriber: ears{}}}}
	for name, tt := range map[string]struct {
		options wire.ListenProvider
		heeded  bool
	}{
		"none":                {wire.ListenProvider{Type: "deepgram", Model: "a"}, false},
		"a language":          {wire.ListenProvider{Language: "de"}, true},
		"key terms":           {wire.ListenProvider{Keyterms: []string{"Visavis"}}, true},
		"what they cannot do": {wire.ListenProvider{Language: "tlh"}, false},
	} {
		chain := c.chooseEars(tt.options)
		if _, heeded := chain[0].Transcriber.(optioned); heeded != tt.heeded || len(chain) != 2 {
			t.Errorf("%s: %d ears, options heeded: %v, want %v", name, len(chain), heeded, tt.heeded)
		}
		if _, heeded := chain[1].Transcriber.(optioned); heeded {
			t.Errorf("%s: ears that take no options were given some", name)
		}
	}
}
