package server

import (
	"net/http"

	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/server/speak"
	"github.com/visavis/visavis/wire"
)

// speaking is what /v1/speak and /v2/speak are served with.
func (c *Config) speaking(closing <-chan struct{}) speak.Config {
	return speak.Config{Voice: c.voiceOf, Turns: c.fluxVoiceOf, Encoders: c.Encoders, Log: c.Log, Closing: closing}
}

// voiceOf returns the voice of a name, with what stands in for it. A voice of Deepgram's that is not
// here is spoken by one of its language. A speed that it cannot speak at is refused; those that stand
// in keep to it if they can. Its error is a *refusal.Error.
func (c *Config) voiceOf(name string, q wire.SpeakQuery) (speak.Voice, error) {
	if len(c.Voices) == 0 {
		return speak.Voice{}, noVoice()
	}
	if _, flux := parseFlux(name); flux {
		return speak.Voice{}, otherPath(name, "/v2/speak")
	}
	v, ok := pick(c.Voices, "deepgram", name)
	if !ok {
		aura, known := parseAura(name)
		if !known {
			return speak.Voice{}, unknownVoice(name)
		}
		v = c.voiceLike(aura)
	}
	asked := mannerOf(wire.SpeakProvider{Speed: &q.Speed})
	v, err := asked.demandSpeed(v)
	if err != nil {
		return speak.Voice{}, err
	}
	voices := withFallbacks([]Voice{v}, c.Voices)
	asked.adaptAll(voices[1:])
	return speak.Voice{
		ID: v.ID, Name: name, Language: v.Language,
		Speaker: failover.Speaker(standingIn(voices, speakerOf, c.Health, c.streamFailed)),
	}, nil
}

func noVoice() *refusal.Error {
	return &refusal.Error{
		Status: http.StatusServiceUnavailable, Code: "SERVICE_UNAVAILABLE", Message: "No voice is available on this server.",
	}
}

func unknownVoice(name string) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "Bad Request",
		Message: "No such model: " + shown(name) + ". GET /v1/models lists the voices of this server; Deepgram's names, such as aura-2-thalia-en, are understood as well.",
	}
}
