package server

import (
	"errors"
	"net/http"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/provider/fake"
)

func TestParseFlux(t *testing.T) {
	for name, want := range map[string]auraVoice{
		"flux-alexis-en": {"en", female},
		"flux-jack-en":   {"en", male},
		"flux-kit-en":    {"en", ""}, // not known
		"flux-newest-en": {"en", ""},
	} {
		if got, known := parseFlux(name); got != want || !known {
			t.Errorf("%s is %+v, %v", name, got, known)
		}
	}
	for _, name := range []string{"flux-general-en", "flux-general-multi", "flux-alexis-xx", "flux-alexis", "flux--en", "aura-2-thalia-en", "alexis"} {
		if _, known := parseFlux(name); known {
			t.Errorf("%s is taken for a voice of Flux", name)
		}
	}
}

// TestFluxVoices: a name of Flux is spoken by a voice of its gender, and other names by who has them;
// voices of the other family are refused.
func TestFluxVoices(t *testing.T) {
	cfg := Config{Voices: []Voice{
		{ID: "she", Language: "en-US", Gender: female, Speaker: fake.Speaker{}},
		{ID: "he", Language: "en-US", Gender: male, Speaker: fake.Speaker{}},
	}}
	for name, want := range map[string]string{"flux-alexis-en": "she", "flux-jack-en": "he", "flux-kit-en": "she", "he": "he"} {
		v, err := cfg.fluxVoiceOf(name)
		if err != nil || v.ID != want || v.Name != name || v.With(visavis.Prosody{}) == nil {
			t.Errorf("%s is %+v, error %v; want %s", name, v, err, want)
		}
		if v.With(visavis.Prosody{Speed: 1.1}) != nil {
			t.Errorf("%s speaks faster, and nobody has made it so", name)
		}
	}
	for _, name := range []string{"aura-2-thalia-en", "flux-general-en", "nobody", ""} {
		_, err := cfg.fluxVoiceOf(name)
		if no, _ := errors.AsType[*refusal.Error](err); no == nil || no.Status != http.StatusBadRequest {
			t.Errorf("%q: error %v", name, err)
		}
	}
	none := Config{}
	_, err := none.fluxVoiceOf("flux-alexis-en")
	if no, _ := errors.AsType[*refusal.Error](err); no == nil || no.Status != http.StatusServiceUnavailable {
		t.Errorf("without voices: %v", err)
	}
}

// TestFluxVoiceWith: what a client asks for is what the voice is asked for.
func TestFluxVoiceWith(t *testing.T) {
	var asked []visavis.Prosody
	cfg := Config{Voices: []Voice{{ID: "v", Language: "en", Speaker: fake.Speaker{}, With: func(p visavis.Prosody) visavis.Speaker {
		asked = append(asked, p)
		if p.Expressivity != 0 {
			return nil
		}
		return fake.Speaker{}
	}}}}
	v, err := cfg.fluxVoiceOf("v")
	if err != nil {
		t.Fatal(err)
	}
	if v.With(visavis.Prosody{Speed: 1.25}) == nil || len(asked) == 0 || asked[len(asked)-1].Speed != 1.25 {
		t.Errorf("asked for %+v", asked)
	}
	if v.With(visavis.Prosody{Speed: 1.25, Expressivity: 1}) != nil {
		t.Error("a voice that is not as lively as it is asked to be speaks all the same")
	}
}
