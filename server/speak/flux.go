package speak

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// maxIdle is how long a client of /v2/speak may send nothing, not even a ping, while nothing is spoken.
const maxIdle = time.Minute

// ServeTurns serves GET /v2/speak (7). It returns when the websocket and all behind it have ended.
func (c Config) ServeTurns(w http.ResponseWriter, r *http.Request) {
	c = c.withDefaults()
	t, err := c.readTurns(r)
	if err != nil {
		c.refuse(w, err)
		return
	}
	c.stream(w, r, t.chosen, t.encoder, version{
		decode: wire.DecodeFluxSpeakClient, tell: withError, open: t.open, idle: t.idle,
	})
}

// readTurns reads the query. Errors are refusals, or become them.
func (c Config) readTurns(r *http.Request) (*flux, error) {
	values, err := refusal.Query(r)
	if err != nil {
		return nil, err
	}
	q, err := wire.ParseFluxSpeakQuery(values)
	if err != nil {
		return nil, coded(err)
	}
	encoder, err := c.fluxEncoder(q)
	if err != nil {
		return nil, err
	}
	voice, err := c.fluxVoice(q)
	if err != nil {
		return nil, err
	}
	f := &flux{chosen: voice, encoder: encoder, asked: prosodyOf(q.Speed, q.Expressivity)}
	f.applied.Speed = q.Speed
	return f, nil
}

// ServeTurnText serves POST /v2/speak: one text, and its audio.
func (c Config) ServeTurnText(w http.ResponseWriter, r *http.Request) {
	c = c.withDefaults()
	c.answer(w, r, c.fluxSynthesis)
}

// fluxSynthesis reads its query.
func (c Config) fluxSynthesis(values url.Values) (asked, error) {
	q, err := wire.ParseFluxSynthesizeQuery(values)
	if err != nil {
		return asked{}, coded(err)
	}
	encoder, err := c.fluxEncoder(q)
	return asked{encoder: encoder, voice: func() (Voice, error) { return c.fluxVoice(q) }, strip: withoutControls}, err
}

// coded gives the refusal of a parameter the code that the protocol has for it.
func coded(err error) error {
	var wrong *wire.QueryError
	if errors.As(err, &wrong) && wrong.Code != "" {
		return &refusal.Error{Status: http.StatusBadRequest, Code: string(wrong.Code), Message: wrong.Error()}
	}
	return err
}

// fluxEncoder is encoderFor with the one rate more that this version has.
func (c Config) fluxEncoder(q wire.FluxSpeakQuery) (*media.Encoder, error) {
	return c.Encoders.New(media.Output{
		Encoding: q.Encoding, Container: q.Container,
		Rate: visavis.SampleRate(q.SampleRate), BitRate: q.BitRate,
		Agent: q.SampleRate == 44100 && q.Encoding == wire.DefaultSpeakEncoding, // its rates have this one
	})
}

// fluxVoice returns the voice of a query, which speaks as it is asked to.
func (c Config) fluxVoice(q wire.FluxSpeakQuery) (Voice, error) {
	v, err := c.named(c.Turns(q.Model))
	if err != nil {
		return v, err
	}
	if s := prosodyOf(q.Speed, nil); v.With(s) == nil {
		return v, unheeded(string(wire.SpeedNotSupported), "speed", v)
	}
	if e := prosodyOf(nil, q.Expressivity); v.With(e) == nil {
		return v, unheeded(refusal.BadParameter, "expressivity", v)
	}
	v.Speaker = v.With(prosodyOf(q.Speed, q.Expressivity))
	if v.Speaker == nil {
		return v, unheeded(refusal.BadParameter, "expressivity together with speed", v)
	}
	return v, nil
}

func unheeded(code, parameter string, v Voice) *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: code,
		Message: parameter + " cannot be changed by the voice " + v.ID + ": leave it out, or choose another model.",
	}
}

// prosodyOf is what a voice is asked; what is nil, or changes nothing, is left to it.
func prosodyOf(speed, expressivity *float64) (p visavis.Prosody) {
	if speed != nil && *speed != 1 {
		p.Speed = *speed
	}
	if expressivity != nil {
		p.Expressivity = *expressivity
	}
	return p
}

// withError has an ending told by an Error as well, if it is one: the reason begins with its code then.
func withError(e *socket.Ending) *socket.Ending {
	code, description, told := strings.Cut(e.Reason, ": ")
	if told {
		e.Last = wire.Encode(wire.FluxSpeakError{Code: wire.Code(code), Description: description})
	}
	return e
}
