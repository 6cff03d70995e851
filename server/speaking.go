package server

import (
	"net/http"

	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/server/speak"
	"github.com/visavis/visavis/wire"
)

// speaking is what /v1/speak is served with.
func (c *Config) speaking(closing <-chan struct{}) speak.Config {
	return speak.Config{Voice: c.voiceOf, Log: c.Log, Closing: closing}
}

// voiceOf returns the voice of a name, with what stands in for it. A voice of Deepgram's that is not
// here is spoken by one of its language. Its error is a *refusal.Error.
func (c *Config) voiceOf(name string, _ wire.SpeakQuery) (speak.Voice, error) {
	if len(c.Voices) == 0 {
		return speak.Voice{}, &refusal.Error{
			Status: http.StatusServiceUnavailable, Code: "SERVICE_UNAVAILABLE", Message: "No voice is available on this server.",
		}
	}
	v, ok := pick(c.Voices, "deepgram", name)
	if !ok {
		aura, known := parseAura(name)
		if !known {
			return speak.Voice{}, unknownVoice(name)
		}
		v = c.voiceLike(aura)
	}
	voices := withFallbacks([]Voice{v}, c.Voices)
	return speak.Voice{
		ID: v.ID, Name: name, Language: v.Language,
		Speaker: failover.Speaker(standingIn(voices, speakerOf, c.Health, c.streamFailed)),
	}, nil
}

func unknownVoice(name string) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "Bad Request",
		Message: "No such model: " + shown(name) + ". GET /v1/models lists the voices of this server; Deepgram's names, such as aura-2-thalia-en, are understood as well.",
	}
}
