package listen

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

const (
	// streamIdle is how long a client may send neither audio nor text (4.5).
	streamIdle = 10 * time.Second
	// liveLead is how far audio may be ahead of the clock and count as live.
	liveLead = time.Second
)

// ServeStream answers GET /v1/listen: a stream of audio in, what was said in it out (4).
func (c Config) ServeStream(w http.ResponseWriter, r *http.Request) {
	s, err := c.newStream(r, w.Header().Get(refusal.RequestIDHeader))
	if err != nil {
		refuseQuery(w, err)
		return
	}
	if s.socket, err = socket.Open(w, r, s.socketConfig(c)); err != nil {
		return // it has been answered
	}
	defer s.intake.Stop()
	e := s.socket.Serve(r.Context(), s)
	s.log(c, e)
}

// stream is a client of /v1/listen. It implements socket.Handler; its fields belong to the goroutine
// whose turn it is at the entrance, except where it says otherwise.
type stream struct {
	order
	*entrance
	socket   *socket.Socket
	channels []*channel
	first    time.Time   // when audio came first
	numerals atomic.Bool // numbers are written in figures; for any goroutine
}

// channel is one channel of the audio.
type channel struct {
	*hearing.Stream
	machine machine       // used while Stream tells, but for its live and numerals
	heard   int64         // samples
	done    chan struct{} // closed when the recogniser has returned
}

func (c Config) newStream(r *http.Request, request string) (*stream, error) {
	o, err := c.order(r, request, wire.ParseListenQuery)
	if err != nil {
		return nil, err
	}
	s := &stream{order: o, entrance: newEntrance()}
	s.numerals.Store(spellingOf(o.query).numerals)
	return s, nil
}

func (s *stream) socketConfig(c Config) socket.Config {
	return socket.Config{
		Log: c.log(), Idle: streamIdle, OnIdle: s.idle,
		Closing: c.Closing, OnClosing: s.shutDown,
		Failed: func(err error) *socket.Ending {
			return &socket.Ending{Code: websocket.StatusInternalError, Reason: "internal error (NET-0000)", Err: err}
		},
	}
}

// Audio takes bytes of any number. An empty message ends the stream as CloseStream does (4.2).
func (s *stream) Audio(ctx context.Context, b []byte) {
	if !s.enter(ctx) {
		return
	}
	defer s.exit()
	if len(b) == 0 {
		s.finish(ctx)
		return
	}
	if s.first.IsZero() {
		s.first = time.Now()
	}
	s.account.add(b)
	s.misheard(s.intake.Append(b, func(n int, pcm []int16) error {
		if s.leaving.Load() {
			return errLeaving
		}
		return s.hear(ctx, n, pcm)
	}))
}

// hear has a channel's recogniser hear samples. It blocks while the recogniser, or the client with
// reading, is behind.
func (s *stream) hear(ctx context.Context, n int, pcm []int16) error {
	if s.channels == nil {
		s.open(ctx)
	}
	if err := s.socket.Room(ctx); err != nil {
		return err
	}
	c := s.channels[n]
	c.heard += int64(len(pcm))
	c.machine.live.Store(visavis.MicRate.D(c.heard) <= time.Since(s.first)+liveLead)
	return c.Hear(ctx, pcm)
}

// open starts a recogniser for each channel.
func (s *stream) open(ctx context.Context) {
	s.channels = make([]*channel, s.intake.Channels())
	for n := range s.channels {
		c := &channel{machine: newMachine(s.query, n, len(s.channels), s.account.result(), s.say), done: make(chan struct{})}
		c.machine.numerals = &s.numerals
		c.Stream = hearing.New(hearing.Config{Ears: s.ears, Hangover: quietOf(s.query.Endpointing), Patience: earsPatience, Tell: c.machine.handle})
		s.channels[n] = c
		s.socket.Go(func() {
			s.failed(ctx, c.Run(ctx))
			close(c.done) // not after a panic, whose ending is to be the stream's
		})
	}
}

// say sends a message. What fails has ended the socket.
func (s *stream) say(m wire.Message) { s.socket.Send(wire.Encode(m)) }

// failed ends the stream when a recogniser has stopped that should not. It is called by each one's
// goroutine.
func (s *stream) failed(ctx context.Context, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	reason := "the recogniser failed (NET-0000)"
	if errors.Is(err, hearing.ErrStuck) {
		reason = "the recogniser does not answer: open the stream again later (NET-0000)"
	}
	s.socket.End(&socket.Ending{Code: websocket.StatusInternalError, Reason: reason, Err: err})
}

// misheard ends the stream of a client whose bytes are no audio (4.5).
func (s *stream) misheard(err error) {
	if err == nil {
		return
	}
	var data *media.DataError
	if errors.As(err, &data) {
		s.over.Store(true)
		s.socket.End(&socket.Ending{Code: websocket.StatusPolicyViolation, Reason: "DATA-0000: " + data.Reason, Err: err})
	}
}

// Text takes a control message.
func (s *stream) Text(ctx context.Context, b []byte) {
	if !s.enter(ctx) {
		return
	}
	defer s.exit()
	m, err := wire.DecodeListenClient(b)
	if err != nil {
		s.over.Store(true)
		s.socket.End(&socket.Ending{
			Code: websocket.StatusPolicyViolation, Err: err,
			Reason: fmt.Sprintf("DATA-0000: send KeepAlive, Finalize or CloseStream as text: %v", err),
		})
		return
	}
	switch m := m.(type) {
	case wire.ListenConfigure:
		s.configure(m)
	case wire.Finalize:
		s.finalize(ctx, m.Channel)
	case wire.CloseStream:
		s.finish(ctx)
	}
}

// configure changes the stream: numerals are the one feature that Deepgram has for that. Recognisers
// keep the key terms that they began with.
func (s *stream) configure(m wire.ListenConfigure) {
	if m.Keyterms == nil {
		if wanted, ok := m.Features["numerals"]; ok {
			possible := wire.ListenQuery{Numerals: true, Language: s.query.Language}
			s.numerals.Store(wanted && spellingOf(possible).numerals)
		}
		s.say(wire.ListenConfigured{RequestID: s.account.request})
		return
	}
	s.say(wire.ListenNotConfigured{
		RequestID: s.account.request, Code: wire.KeytermsNotSupported,
		Description: "The key terms of a stream stay: open another one with keyterm in its query.",
	})
}

// finalize has what was heard understood now, of one channel or of all (4.2).
func (s *stream) finalize(ctx context.Context, channel *int) {
	for n, c := range s.channels {
		if channel == nil || *channel == n {
			c.Settle(ctx) // what fails ends the socket
		}
	}
}

// finish takes the end of the audio and has the socket end when all is understood. The client is read
// on meanwhile, as it may leave.
func (s *stream) finish(ctx context.Context) {
	s.over.Store(true)
	if err := s.closeIntake(ctx); err != nil {
		s.misheard(err)
		return
	}
	s.socket.Go(func() {
		defer close(s.told)
		s.conclude(ctx)
		if ctx.Err() == nil {
			s.socket.End(s.account.ending(s.channels))
		}
	})
}

// closeIntake has what is left of the audio heard.
func (s *stream) closeIntake(ctx context.Context) error {
	return s.intake.Close(func(n int, pcm []int16) error { return s.hear(ctx, n, pcm) })
}

// conclude has all that was heard understood and told, unless a recogniser fails.
func (s *stream) conclude(ctx context.Context) {
	for _, c := range s.channels {
		c.Close(ctx) // fails only when Run has, or ctx has ended
	}
	for _, c := range s.channels {
		select {
		case <-c.done:
		case <-ctx.Done():
			return
		}
	}
}

// idle is how a stream ends whose client sends nothing (4.5); after the audio's end it owes nothing.
func (s *stream) idle() *socket.Ending {
	if !s.over.Load() {
		s.part(websocket.StatusInternalError,
			"neither audio nor a text message came for 10 s: send KeepAlive (NET-0001, https://dpgr.am/net0001)")
	}
	return nil
}

// shutDown is how a stream ends whose server does.
func (s *stream) shutDown() *socket.Ending {
	s.part(websocket.StatusGoingAway, "the server is shutting down")
	return nil
}

// part ends the stream when what was heard, in the midst of speech perhaps, has been told.
func (s *stream) part(code websocket.StatusCode, reason string) {
	end := &socket.Ending{Code: code, Reason: reason}
	s.leave(s.socket, func(ctx context.Context) {
		s.closeIntake(ctx) // a file that breaks off is no news now
		s.conclude(ctx)
		end.Last = wire.Encode(s.account.metadata(s.channels))
	}, func() *socket.Ending { return end })
}

// log tells the operator of faults of ours, and whoever looks for it of every end.
func (s *stream) log(c Config, e *socket.Ending) {
	level := slog.LevelDebug
	if e.Code == websocket.StatusInternalError && e.Err != nil {
		level = slog.LevelWarn
	}
	c.log().Log(context.Background(), level, "a listen stream ended", "request", s.account.request, "channels", len(s.channels), "ending", e)
}
