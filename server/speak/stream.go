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
	c.stream(w, r, voice, encoder, version{
		decode: wire.DecodeSpeakClient, tell: asItIs,
		open: func(p *performer, requestID string) {
			p.protocol = aura{p}
			p.send(wire.SpeakMetadata{
				RequestID: requestID, ModelName: voice.Name,
				ModelVersion: wire.ModelVersion, ModelUUID: wire.ModelUUID(voice.ID),
			})
		},
	})
}

// version is what sets one version of the websocket apart from the other.
type version struct {
	decode func([]byte) (wire.Message, error)
	tell   func(*socket.Ending) *socket.Ending  // gives an ending the words of the protocol
	open   func(p *performer, requestID string) // sets the protocol of p and greets the client
	idle   func() *socket.Ending                // says how maxIdle without a sign of life ends; nil: not at all
}

// stream serves a websocket in one of its versions.
func (c Config) stream(w http.ResponseWriter, r *http.Request, voice Voice, encoder *media.Encoder, v version) {
	requestID := w.Header().Get(refusal.RequestIDHeader)
	log := c.Log.With("request_id", requestID, "voice", voice.ID)
	s, err := socket.Open(w, r, c.socket(log, v))
	if err != nil {
		log.Info("no websocket", "err", err)
		return
	}
	p := &performer{
		voice: voice.Speaker, socket: s, messages: make(chan wire.Message), tell: v.tell,
		delivery: &delivery{socket: s, encoder: encoder, sound: sound{rate: encoder.Rate()}},
	}
	v.open(p, requestID)
	limit := time.AfterFunc(maxSession, func() { s.End(v.tell(tooLate())) })
	defer limit.Stop()
	log.Info("speech ended", "why", s.Serve(r.Context(), &listener{performer: p, decode: v.decode}))
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
	encoder, err := c.encoderFor(q)
	if err != nil {
		return Voice{}, nil, err
	}
	voice, err := c.voice(q)
	return voice, encoder, err
}

func (c Config) socket(log *slog.Logger, v version) socket.Config {
	cfg := socket.Config{
		Log: log, MaxMessage: maxCommand, TooBig: func() *socket.Ending { return v.tell(tooBig()) },
		Closing: c.Closing, OnClosing: goingAway,
		Failed: func(err error) *socket.Ending { return v.tell(broken(err)) },
	}
	if v.idle != nil {
		cfg.Idle, cfg.PingsCount, cfg.OnIdle = maxIdle, true, v.idle
	}
	return cfg
}

// listener hands the client's messages to the performer. It is called by the goroutine that reads.
type listener struct {
	performer *performer
	decode    func([]byte) (wire.Message, error)
	begun     bool // performer runs: since the first message
}

// Text implements socket.Handler.
func (l *listener) Text(ctx context.Context, b []byte) {
	m, err := l.decode(b)
	if err != nil {
		l.performer.end(invalid(err))
		return
	}
	if !l.begun {
		l.begun = true
		l.performer.socket.Go(func() { l.performer.run(ctx) })
	}
	select {
	case l.performer.messages <- m:
	case <-ctx.Done():
	}
}

// Audio implements socket.Handler.
func (l *listener) Audio(context.Context, []byte) { l.performer.end(notText()) }
