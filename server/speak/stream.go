package speak

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// ServeStream serves GET /v1/speak. It returns when the websocket and all behind it have ended.
func (c Config) ServeStream(w http.ResponseWriter, r *http.Request) {
	c = c.withDefaults()
	voice, encoder, err := c.readQuery(r)
	if err != nil {
		c.refuse(w, err)
		return
	}
	requestID := w.Header().Get(refusal.RequestIDHeader)
	log := c.Log.With("request_id", requestID, "voice", voice.ID)
	s, err := socket.Open(w, r, c.socket(log))
	if err != nil {
		log.Info("no websocket", "err", err)
		return
	}
	p := &performer{
		voice: voice.Speaker, socket: s, messages: make(chan wire.Message),
		delivery: &delivery{socket: s, encoder: encoder, sound: sound{rate: encoder.Rate()}},
	}
	p.send(wire.SpeakMetadata{
		RequestID: requestID, ModelName: voice.Name,
		ModelVersion: wire.ModelVersion, ModelUUID: wire.ModelUUID(voice.ID),
	})
	limit := time.AfterFunc(maxSession, func() { s.End(tooLate()) })
	defer limit.Stop()
	log.Info("speech ended", "why", s.Serve(r.Context(), &listener{socket: s, performer: p}))
}

func (c Config) readQuery(r *http.Request) (Voice, *media.Encoder, error) {
	values, err := refusal.Query(r)
	if err != nil {
		return Voice{}, nil, err
	}
	q, err := wire.ParseSpeakQuery(values)
	if err != nil {
		return Voice{}, nil, err
	}
	encoder, err := encoderFor(q)
	if err != nil {
		return Voice{}, nil, err
	}
	voice, err := c.voice(q)
	return voice, encoder, err
}

func (c Config) socket(log *slog.Logger) socket.Config {
	return socket.Config{
		Log: log, MaxMessage: maxCommand, TooBig: tooBig,
		Closing: c.Closing, OnClosing: goingAway, Failed: broken,
	}
}

// listener hands the client's messages to the performer. It is called by the goroutine that reads.
type listener struct {
	socket    *socket.Socket
	performer *performer
	begun     bool // performer runs: since the first message
}

// Text implements socket.Handler.
func (l *listener) Text(ctx context.Context, b []byte) {
	m, err := wire.DecodeSpeakClient(b)
	if err != nil {
		l.socket.End(invalid(err))
		return
	}
	if !l.begun {
		l.begun = true
		l.socket.Go(func() { l.performer.run(ctx) })
	}
	select {
	case l.performer.messages <- m:
	case <-ctx.Done():
	}
}

// Audio implements socket.Handler.
func (l *listener) Audio(context.Context, []byte) { l.socket.End(notText()) }
