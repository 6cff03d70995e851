package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// noKeys are the engines without any key and configuration: exactly the embedded ones.
var noKeys = [3]string{"sphinx", "script", "flite, then espeak"}

func TestSelectEngines(t *testing.T) {
	const dg, oai, gem, ant = "DEEPGRAM_API_KEY=k", "OPENAI_API_KEY=k", "GEMINI_API_KEY=k", "ANTHROPIC_API_KEY=k"
	for name, tt := range map[string]struct {
		config string
		env    []string
		want   [3]string // listen, think, speak
	}{
		"nothing": {want: noKeys},
		"a key of Deepgram's": {env: []string{dg}, want: [3]string{
			"deepgram/nova-3, then sphinx", "script", "deepgram/aura-2-asteria-en, then flite, then espeak"}},
		"a token of Deepgram's": {env: []string{"DEEPGRAM_ACCESS_TOKEN=k"}, want: [3]string{
			"deepgram/nova-3, then sphinx", "script", "deepgram/aura-2-asteria-en, then flite, then espeak"}},
		"a key that is empty": {env: []string{"DEEPGRAM_API_KEY="}, want: noKeys},
		"several models": {env: []string{oai, gem, ant}, want: [3]string{
			"openai/gpt-transcribe, then sphinx", "openai/gpt-6-luna, then gemini/gemini-3.5-flash-lite, then anthropic/claude-haiku-5-5, then script", noKeys[2]}},
		"Google's other name": {env: []string{"GOOGLE_API_KEY=k"}, want: [3]string{
			noKeys[0], "gemini/gemini-3.5-flash-lite, then script", noKeys[2]}},
		"all of them": {env: []string{dg, oai}, want: [3]string{
			"deepgram/nova-3, then openai/gpt-transcribe, then sphinx", "openai/gpt-6-luna, then script",
			"deepgram/aura-2-asteria-en, then flite, then espeak"}},
		"a key for a server that only chats, perhaps": {env: []string{oai, "OPENAI_BASE_URL=http://x/v1"}, want: [3]string{
			noKeys[0], "openai/gpt-6-luna, then script", noKeys[2]}},
		"the configuration overrides": {config: "think: [anthropic/claude-x]", env: []string{gem, ant}, want: [3]string{
			noKeys[0], "anthropic/claude-x", noKeys[2]}},
		"a voice of a language": {config: "speak: [de, slt, espeak]", want: [3]string{
			noKeys[0], noKeys[1], "de, then slt, then espeak"}},
		"a server by name": {config: "servers: {lab: {url: http://x}}\nthink: [lab/org/model]", want: [3]string{
			noKeys[0], "lab/org/model", noKeys[2]}},
		"a server without a key": {config: "think: [openai/llama]", env: []string{"OPENAI_BASE_URL=http://x/v1"}, want: [3]string{
			noKeys[0], "openai/llama", noKeys[2]}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := parseConfig("x.yaml", []byte(tt.config))
			if err != nil {
				t.Fatal(err)
			}
			sel, err := selectEngines(c, testEnviron(tt.env...))
			if err != nil {
				t.Fatal(err)
			}
			got := [3]string{used(sel.listen), used(sel.think), used(sel.speak)}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// used is what a choice uses, without what it does not.
func used(c choice) string {
	text, _, _ := strings.Cut(c.report(), " (")
	return text
}

func TestAbsentEnginesSayWhy(t *testing.T) {
	sel, err := selectEngines(config{}, testEnviron("ANTHROPIC_API_KEY=k"))
	if err != nil {
		t.Fatal(err)
	}
	report := sel.think.report() + sel.listen.report()
	for _, want := range []string{"openai: no OPENAI_API_KEY", "gemini: no GEMINI_API_KEY or GOOGLE_API_KEY", "deepgram: no DEEPGRAM_API_KEY"} {
		if !strings.Contains(report, want) {
			t.Errorf("%q is not in %q", want, report)
		}
	}
	if strings.Contains(report, "anthropic: no") {
		t.Errorf("it says that a key is missing which is there: %q", report)
	}
}

func TestEnginesThatCannotBeHad(t *testing.T) {
	for config, want := range map[string]string{
		"listen: [deepgram/nova-3]":            "listen: deepgram/nova-3 needs a key: set DEEPGRAM_API_KEY or DEEPGRAM_ACCESS_TOKEN in the environment or .env",
		"think: [openai/x, gemini/y]":          "OPENAI_API_KEY in the environment or .env\nthink: gemini/y needs a key: set GEMINI_API_KEY or GOOGLE_API_KEY",
		"think: [opnai/x]":                     `there is no model "opnai/x"; did you mean "openai/x"?`,
		"think: [openai/]":                     `there is no model "openai/"`,
		"listen: [deepgram/aura-2-asteria-en]": `there is no recogniser "deepgram/aura-2-asteria-en"`,
		"speak: [nobody]":                      `there is no voice "nobody"; there are deepgram/aura-2-asteria-en, `,
		"speak: [fliet]":                       `did you mean "flite"?`,
		"servers: {lab: {url: http://x, key_env: LAB_KEY}}\nthink: [lab/m]": "lab/m needs a key: set LAB_KEY",
	} {
		c, err := parseConfig("x.yaml", []byte(config))
		if err != nil {
			t.Fatal(err)
		}
		_, err = selectEngines(c, environ{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v\nwant %s", config, err, want)
		}
	}
}

// TestTable: the rows make sense, so that nobody finds out otherwise at run time.
func TestTable(t *testing.T) {
	for _, e := range table() {
		id := string(e.stage) + " " + e.vendor + " " + e.models
		makers := 0
		for _, is := range []bool{e.ears != nil, e.brain != nil, e.voice != nil} {
			if is {
				makers++
			}
		}
		ok := map[stage]bool{toListen: e.ears != nil, toThink: e.brain != nil, toSpeak: e.voice != nil}[e.stage]
		if makers != 1 || !ok {
			t.Errorf("%s: needs one maker, that of its stage", id)
		}
		if e.preset != "" && e.takes != nil && !e.takes(e.preset) {
			t.Errorf("%s: does not take its own preset", id)
		}
		if e.label == "" || e.able.languages == "" || !e.embedded() && e.models == "" {
			t.Errorf("%s: is not explained", id)
		}
	}
}
