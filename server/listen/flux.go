package listen

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// fluxIdle is how long a client may send nothing, not even a ping (5.2).
const fluxIdle = 60 * time.Second

// inactiveClient is the code of the Error of a client that sends nothing.
const inactiveClient wire.Code = "INACTIVE_CLIENT"

// ServeTurns answers GET /v2/listen: a stream of audio in, the turns of its speaker out (5).
func (c Config) ServeTurns(w http.ResponseWriter, r *http.Request) {
	h, err := c.newFluxClient(r, w.Header().Get(refusal.RequestIDHeader))
	if err != nil {
		refuseQuery(w, err)
		return
	}
	if h.socket, err = socket.Open(w, r, h.socketConfig(c)); err != nil {
		return // it has been answered
	}
	h.stream.socket, h.out.socket = h.socket, h.socket
	h.out.send(wire.FluxConnected{})
	defer h.intake.Stop()
	e := h.socket.Serve(r.Context(), h)
	c.log().Debug("flux stream ended", "request", h.out.request, "engine", h.engine, "ending", e)
}

// fluxClient is a client of /v2/listen. It implements socket.Handler.
type fluxClient struct {
	*entrance
	socket   *socket.Socket
	ears     func(wire.ListenProvider) (Engine, error)
	engine   string
	intake   *hearing.Intake
	hear     func(channel int, pcm []int16) error // takes what comes out of intake
	stream   *fluxStream
	out      *numberer
	settings fluxSettings
}

func (c Config) newFluxClient(r *http.Request, request string) (*fluxClient, error) {
	values, err := refusal.Query(r)
	if err != nil {
		return nil, err
	}
	q, err := wire.ParseFluxQuery(values)
	if err != nil {
		return nil, err
	}
	if len(q.Redact) > 0 {
		return nil, &wire.QueryError{Parameter: "redact", Reason: "is not supported by the recognisers here: leave it out"}
	}
	settings := settingsOf(q)
	engine, err := c.Ears(settings.provider())
	if err != nil {
		return nil, err
	}
	intake, err := hearing.NewIntake(media.Format{Encoding: q.Encoding, Rate: visavis.SampleRate(q.SampleRate)}, false)
	if err != nil {
		return nil, err
	}
	h := &fluxClient{
		entrance: newEntrance(), ears: c.Ears, engine: engine.ID, intake: intake,
		out: &numberer{request: request}, settings: settings,
	}
	h.stream = newFluxStream(engine.Transcriber, settings)
	h.stream.out = h.out
	return h, nil
}

func (h *fluxClient) socketConfig(c Config) socket.Config {
	return socket.Config{
		Log: c.log(), Idle: fluxIdle, PingsCount: true,
		OnIdle: h.idle, Closing: c.Closing, OnClosing: h.shutDown, Failed: h.out.fault,
	}
}

// idle is how a stream ends whose client sends nothing. After the end of its audio it owes nothing.
func (h *fluxClient) idle() *socket.Ending {
	if !h.over.Load() {
		h.part(websocket.StatusInternalError, inactiveClient, "nothing came for a minute: send audio, silence too, or pings")
	}
	return nil
}

// shutDown is how a stream ends whose server does.
func (h *fluxClient) shutDown() *socket.Ending {
	h.part(websocket.StatusGoingAway, wire.ServerGoingAway, "the server is shutting down")
	return nil
}

// part ends the stream when what was heard has been told. A turn that is open then has no end (5.5).
func (h *fluxClient) part(status websocket.StatusCode, code wire.Code, description string) {
	end := func() *socket.Ending { return h.out.last(status, code, description, nil) }
	h.leave(h.socket, func(ctx context.Context) {
		if h.hear == nil {
			return
		}
		h.closeIntake(ctx) // a file that breaks off is no news now
		h.stream.finish(ctx, end)
		h.await(ctx)
	}, end)
}

// begin starts the recogniser with the client's first message.
func (h *fluxClient) begin(ctx context.Context) {
	if h.hear != nil {
		return
	}
	h.hear = func(_ int, pcm []int16) error {
		if h.leaving.Load() {
			return errLeaving
		}
		return h.stream.hear(ctx, pcm)
	}
	h.socket.Go(func() { h.stream.transcribe(ctx) })
	h.socket.Go(func() {
		h.stream.follow(ctx)
		close(h.told)
	})
}

// Audio takes a piece of audio of any size.
func (h *fluxClient) Audio(ctx context.Context, b []byte) {
	if !h.enter(ctx) {
		return
	}
	defer h.exit()
	h.begin(ctx)
	h.refuseSound(ctx, h.intake.Append(b, h.hear))
}

// refuseSound ends the stream of a client whose bytes are no audio.
func (h *fluxClient) refuseSound(ctx context.Context, err error) {
	var data *media.DataError
	if errors.As(err, &data) {
		h.abort(ctx, "DATA-0000: "+data.Error(), err)
	}
}

// Text takes a control message.
func (h *fluxClient) Text(ctx context.Context, b []byte) {
	if !h.enter(ctx) {
		return
	}
	defer h.exit()
	h.begin(ctx)
	m, err := wire.DecodeFluxClient(b)
	if err != nil {
		h.misunderstood(ctx, b, err)
		return
	}
	switch m := m.(type) {
	case wire.Configure:
		h.configure(ctx, m)
	case wire.ForceEndTurn:
		h.stream.force(ctx)
	case wire.CloseStream:
		h.finish(ctx)
	}
}

// configure changes the settings. A recogniser is asked for anew when it has to listen for other words,
// and takes over at the next pause.
func (h *fluxClient) configure(ctx context.Context, m wire.Configure) {
	next, err := h.settings.with(m)
	if err == nil && h.settings.hearsUnlike(next) {
		var engine Engine
		if engine, err = h.ears(next.provider()); err == nil {
			h.stream.successor = engine.Transcriber
		}
	}
	if err == nil {
		h.settings = next
	}
	h.stream.configure(ctx, next, err)
}

// finish takes the end of the audio. All that follows is ignored.
func (h *fluxClient) finish(ctx context.Context) {
	h.over.Store(true)
	if err := h.closeIntake(ctx); err != nil {
		h.refuseSound(ctx, err)
		return
	}
	h.stream.finish(ctx, orderly)
}

// closeIntake has what is left of the audio heard.
func (h *fluxClient) closeIntake(ctx context.Context) error {
	return h.intake.Close(func(_ int, pcm []int16) error { return h.stream.hear(ctx, pcm) })
}

// misunderstood: a Configure whose members are wrong is refused; what is no message of this protocol
// ends the stream, except for KeepAlive, which clients of /v1/listen send out of habit.
func (h *fluxClient) misunderstood(ctx context.Context, b []byte, err error) {
	var wrong *wire.DecodeError
	other, _ := wire.DecodeListenClient(b)
	switch {
	case other == wire.KeepAlive{}:
	case errors.As(err, &wrong) && wrong.Type == (wire.Configure{}).Type():
		h.stream.configure(ctx, h.settings, err)
	default:
		h.abort(ctx, err.Error(), err)
	}
}

// abort ends the stream by the client's fault, when what came before has been told.
func (h *fluxClient) abort(ctx context.Context, description string, err error) {
	h.over.Store(true)
	h.stream.finish(ctx, func() *socket.Ending {
		return h.out.last(websocket.StatusPolicyViolation, wire.UnparsableClientMessage, description, err)
	})
}
