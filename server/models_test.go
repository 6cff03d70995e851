package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

func modelsConfig() Config {
	return Config{
		Ears: []Ears{
			{ID: "deepgram/nova-3", With: deafFor},
			{ID: "sphinx", Language: "en"},
		},
		Voices: []Voice{
			{ID: "deepgram/aura-2-thalia-en", Label: "Thalia", Language: "en"},
			{ID: "deepgram/aura-asteria-en", Language: "en"}, {ID: "lab/kokoro:af_heart"}, {ID: "slt", Label: "slt", Language: "en"},
		},
	}
}

func TestModels(t *testing.T) {
	s := New(modelsConfig())
	rec := ask(s, "GET", "/v1/models?include_outdated=true", "")
	var got wire.Models
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != 200 || rec.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	var names [][]string
	for _, m := range got.STT {
		names = append(names, append([]string{m.Name, m.CanonicalName, m.Architecture}, m.Languages...))
	}
	for _, m := range got.TTS {
		names = append(names, append([]string{m.Name, m.CanonicalName, m.Architecture}, m.Languages...))
	}
	want := [][]string{
		{"nova-3", "nova-3", "nova-3", "multi"}, {"sphinx", "sphinx", "sphinx", "en"},
		{"thalia", "aura-2-thalia-en", "aura-2", "en"}, {"asteria", "aura-asteria-en", "aura", "en"},
		{"lab/kokoro:af_heart", "lab/kokoro:af_heart", "kokoro", "multi"}, {"slt", "slt", "slt", "en"},
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !got.STT[0].FormattedOutput || got.STT[1].FormattedOutput {
		t.Error("ears that heed smart_format are not told from others")
	}
	checkRefused(t, "a bad query", ask(s, "GET", "/v1/models?include_outdated=perhaps", ""), 400, "INVALID_QUERY_PARAMETER")
}

// TestModel: every name and every UUID of the list leads to the same model, and to the engine that a
// client means by it.
func TestModel(t *testing.T) {
	cfg := modelsConfig()
	s := New(cfg)
	paths := map[string]string{}
	for _, e := range cfg.Ears {
		for _, name := range []string{e.ID, canonicalName(e.ID), wire.ModelUUID(e.ID)} {
			paths[name] = wire.ModelUUID(e.ID)
		}
		if found, ok := pick(cfg.Ears, "", canonicalName(e.ID)); !ok || found.ID != e.ID {
			t.Errorf("%s is listed as %s, by which it is not chosen", e.ID, canonicalName(e.ID))
		}
	}
	for _, v := range cfg.Voices {
		for _, name := range []string{v.ID, canonicalName(v.ID), wire.ModelUUID(v.ID)} {
			paths[name] = wire.ModelUUID(v.ID)
		}
		if found, ok := pick(cfg.Voices, "", canonicalName(v.ID)); !ok || found.ID != v.ID {
			t.Errorf("%s is listed as %s, by which it is not chosen", v.ID, canonicalName(v.ID))
		}
	}
	for name, uuid := range paths {
		rec := ask(s, "GET", "/v1/models/"+name, "")
		var m struct{ UUID string }
		if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil || rec.Code != 200 || m.UUID != uuid {
			t.Errorf("%s: %d %s %v", name, rec.Code, rec.Body, err)
		}
	}
	for name, id := range map[string]string{"nova-2-phonecall": "deepgram/nova-3", "flux-general-en": "deepgram/nova-3", "aura-2-zeus-en": "deepgram/aura-2-thalia-en"} {
		rec := ask(s, "GET", "/v1/models/"+name, "")
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), wire.ModelUUID(id)) {
			t.Errorf("%s is served by %s, but is said to be %d %s", name, id, rec.Code, rec.Body)
		}
	}
	for _, name := range []string{"", "nobody", "../models", "deepgram", "aura-2-nobody-en", "flux"} {
		checkRefused(t, name, ask(s, "GET", "/v1/models/"+name, ""), 404, "NOT_FOUND")
	}
	empty := ask(New(Config{}), "GET", "/v1/models", "")
	if got := strings.TrimSpace(empty.Body.String()); got != `{"stt":[],"tts":[]}` {
		t.Errorf("without engines: %s", got)
	}
}

// deafFor is a With of ears that take options and hear nothing.
func deafFor(wire.ListenProvider) visavis.Transcriber { return nil }
