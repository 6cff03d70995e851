package server

import (
	"net/http"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/server/speak"
)

// Deepgram's Flux voices, most of them sorted by their first names alone.
const (
	fluxWomen = "alexis bree brittany brooke elise gemma haley hannah heather kelsey maeve meena meghan paige priya sharon sienna"
	fluxMen   = "bruce cliff cole colin conor donovan jack marcelo marcus miles naveen rufus sean tanner wade wes"
)

// parseFlux reads a name such as flux-alexis-en. The voices are still growing in number, so that any name
// is one, but for that of a model that hears.
func parseFlux(model string) (v auraVoice, known bool) {
	rest, ok := strings.CutPrefix(model, "flux-")
	name, language, both := strings.Cut(rest, "-")
	if !ok || !both || name == "" || name == "general" || language != "en" {
		return v, false
	}
	return auraVoice{language, genderIn(name, fluxWomen, fluxMen)}, true
}

// fluxVoiceOf is voiceOf for /v2/speak.
func (c *Config) fluxVoiceOf(name string) (speak.Voice, error) {
	if len(c.Voices) == 0 {
		return speak.Voice{}, noVoice()
	}
	if _, aura := parseAura(name); aura {
		return speak.Voice{}, otherPath(name, "/v1/speak")
	}
	v, ok := pick(c.Voices, "deepgram", name)
	if !ok {
		flux, known := parseFlux(name)
		if !known {
			return speak.Voice{}, unknownVoice(name)
		}
		v = c.voiceLike(flux)
	}
	return speak.Voice{
		ID: v.ID, Name: name, Language: v.Language,
		With: func(p visavis.Prosody) visavis.Speaker { return c.speakingAs(v, manner{prosody: p}) },
	}, nil
}

// otherPath refuses one of Deepgram's voices where Deepgram does not have it.
func otherPath(name, path string) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "Bad Request",
		Message: "The model " + shown(name) + " speaks on " + path + " only.",
	}
}
