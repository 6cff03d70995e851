package server

import (
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// obedient are ears that take any option.
func obedient(wire.ListenProvider) visavis.Transcriber { return ears{} }

// TestHeededMembers: what clients commonly send is taken, without a word.
func TestHeededMembers(t *testing.T) {
	cfg := Config{Ears: []Ears{{ID: "sphinx", Language: "en", Transcriber: ears{}, With: obedient}}}
	for _, agent := range []string{
		`{"listen":{"provider":{"type":"deepgram","version":"v2","model":"flux-general-en","language_hints":["de","en"],"eot_threshold":0.7,"eager_eot_threshold":0.5,"eot_timeout_ms":5000,"keyterms":["x"]}}}`,
		`{"listen":{"provider":{"type":"deepgram","version":"v1","model":"nova-3","language":"en-GB","smart_format":true}}}`,
		`{"listen":{"provider":{"type":"deepgram","model":"nova-3","language":"multi","smart_format":false}}}`,
		`{"language":"de"}`,
		`{"think_live":null}`,
		`{"think":{"provider":{"model":"script"},"context_length":"max"}}`,
		`{"think":{"provider":{"type":"aws_bedrock","model":"x"},"context_length":5000}}`,
		`{"think":[{"provider":{"type":"open_ai","version":"v1","model":"gpt-5","reasoning_mode":"low"},"prompt":"Be kind."},{"provider":{"type":"anthropic","model":"claude","temperature":1},"prompt":"Be brief."}]}`,
	} {
		inWorld(t, cfg, func(w *world) {
			c := w.dial()
			c.say(`{"type":"Settings","tags":["a"],"experimental":true,"mip_opt_out":true,"audio":{},"agent":` + agent + `}`)
			expect(t, agent, c.types(), []string{"Welcome", "SettingsApplied"})
		})
	}
}

// TestRefusedMembers: what cannot be is refused with an Error that names it.
func TestRefusedMembers(t *testing.T) {
	long := strings.Repeat("x", 201)
	cfg := Config{Ears: []Ears{{ID: "sphinx", Language: "en-US", Transcriber: ears{}}}}
	for agent, member := range map[string]string{
		`{"think_live":{}}`:           "agent.think_live",
		`{"think_conversational":{}}`: "agent.think_conversational",
		`{"think":{"functions":[{"name":"f","client_side":true}]}}`:                                      "agent.think.functions.client_side",
		`{"think":{"provider":{"type":"aws_bedrock","credentials":{"type":"iam","access_key_id":"x"}}}}`: "agent.think.provider.credentials",
		`{"speak":[{},{"provider":{"type":"aws_polly","credentials":{}}}]}`:                              "agent.speak[1].provider.credentials",
		`{"speak":{"provider":{"type":"aws_polly","engine":"neural"}}}`:                                  "agent.speak.provider.engine",
		`{"think":{"context_length":0}}`:                                                                 "agent.think.context_length",
		`{"think":[{},{"provider":{"temperature":3}}]}`:                                                  "agent.think[1].provider.temperature",
		`{"think":[{},{"provider":{"reasoning_mode":"much"}}]}`:                                          "agent.think[1].provider.reasoning_mode",
		`{"think":[{},{"prompt":"Be brief."}]}`:                                                          "agent.think[1].prompt",
		`{"think":[{"functions":[{"name":"f"}]},{"functions":[{"name":"g"}]}]}`:                          "agent.think[1].functions",
		`{"speak":{"provider":{"speed":2}}}`:                                                             "agent.speak.provider.speed",
		`{"speak":[{},{"provider":{"speed":0.5}}]}`:                                                      "agent.speak[1].provider.speed",
		`{"listen":{"provider":{"eot_threshold":-0.1}}}`:                                                 "agent.listen.provider.eot_threshold",
		`{"listen":{"provider":{"eot_timeout_ms":0}}}`:                                                   "agent.listen.provider.eot_timeout_ms",
		`{"listen":{"provider":{"eager_eot_threshold":0.95}}}`:                                           "agent.listen.provider.eager_eot_threshold",
		`{"listen":{"provider":{"eager_eot_threshold":0.8}}}`:                                            "agent.listen.provider.eager_eot_threshold",
		`{"listen":{"provider":{"language":"es"}}}`:                                                      "agent.listen.provider.language",
		`{"listen":{"provider":{"language_hints":["es","fr"]}}}`:                                         "agent.listen.provider.language_hints",
		`{"listen":{"provider":{"language_hints":["en",""]}}}`:                                           "agent.listen.provider.language_hints",
		`{"listen":{"provider":{"keyterms":["Visavis"]}}}`:                                               "agent.listen.provider.keyterms",
		`{"listen":{"provider":{"keyterms":["` + long + `"]}}}`:                                          "agent.listen.provider.keyterms",
	} {
		inWorld(t, cfg, func(w *world) {
			c := w.dial()
			c.say(`{"type":"Settings","audio":{},"agent":` + agent + `}`)
			c.expectEnd(1008, "INVALID_SETTINGS", "Settings: "+member+":")
		})
	}
}

// TestEarsOfALanguage: where nobody is named, those hear that understand the language.
func TestEarsOfALanguage(t *testing.T) {
	c := Config{Ears: []Ears{{ID: "sphinx", Language: "en"}, {ID: "deepgram/nova-3"}}}.withDefaults()
	for language, want := range map[string]string{"": "sphinx", "en-GB": "sphinx", "multi": "sphinx", "es": "deepgram/nova-3"} {
		if got := c.chooseEars(wire.ListenProvider{Language: language}); got[0].ID != want {
			t.Errorf("%q is heard by %s, want %s", language, got[0].ID, want)
		}
	}
}

// TestTongues: a language is told when it is certain.
func TestTongues(t *testing.T) {
	english, any := Ears{ID: "a", Language: "en"}, Ears{ID: "b"}
	told := any
	told.heeds = true
	for name, tt := range map[string]struct {
		asked wire.ListenProvider
		ears  []Ears
		want  []string
	}{
		"one language":               {wire.ListenProvider{}, []Ears{english}, []string{"en"}},
		"somebody else may stand in": {wire.ListenProvider{}, []Ears{english, any}, nil},
		"who was told does":          {wire.ListenProvider{Language: "es"}, []Ears{told}, []string{"es"}},
		"any language":               {wire.ListenProvider{Language: "multi"}, []Ears{told}, nil},
		"another one stands in":      {wire.ListenProvider{Language: "es"}, []Ears{told, english}, nil},
	} {
		expect(t, name, tonguesOf(tt.asked, tt.ears).heard, tt.want)
	}
}
