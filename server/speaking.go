package server

import (
	"net/http"

	"github.com/visavis/visavis"
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
	speaker := c.speakingAs(v, mannerOf(wire.SpeakProvider{Speed: &q.Speed}))
	if speaker == nil {
		return speak.Voice{}, fixedSpeed(v)
	}
	return speak.Voice{ID: v.ID, Name: name, Language: v.Language, Speaker: speaker}, nil
}

// speakingAs returns a voice that speaks in a manner, with what stands in for it, each of those as well as
// it can; nil if it cannot itself.
func (c *Config) speakingAs(v Voice, m manner) visavis.Speaker {
	v, unheeded := m.adapt(v)
	if len(unheeded) > 0 {
		return nil
	}
	voices := withFallbacks([]Voice{v}, c.Voices)
	m.adaptAll(voices[1:])
	return failover.Speaker(standingIn(voices, speakerOf, c.Health, c.streamFailed))
}

func fixedSpeed(v Voice) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "INVALID_QUERY_PARAMETER",
		Message: "speed cannot be changed by the voice " + v.ID + ": leave it out, or choose another model.",
	}
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
