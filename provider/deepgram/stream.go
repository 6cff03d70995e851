package deepgram

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// ears turn the messages of one protocol into transcripts. Implementations are state machines: they
// keep no clock and start nothing.
type ears interface {
	// start and end take our own turn detector's marks; at is the sample behind the chunk.
	start(at int64)
	end(at int64, now time.Time)
	// endTurn: the caller does not wait for the server's judgement of the turn.
	endTurn(now time.Time)
	hear(m wire.Message, now time.Time) error
	// opened: what was said so far is only sent now; waits begin anew.
	opened(now time.Time)
	// due is when expire wants to be called; zero: never.
	due() time.Time
	expire(now time.Time) error
	// owe reports whether an end was not yet answered.
	owe() bool
	// closing asks for what is owed before the stream is closed; finish answers it with what there is.
	closing()
	finish()
}

// fluxChunk is how much audio Flux wants at a time: 80 ms (5.1).
const fluxChunk = int(visavis.MicRate) * 80 / 1000

// stream is one call of Listen.Transcribe. Its fields belong to run's goroutine.
type stream struct {
	timeline
	in     <-chan visavis.Chunk
	emit   func(visavis.Transcript)
	log    *slog.Logger
	ears   ears
	decode func([]byte) (wire.Message, error)

	open       func(visavis.SampleRate) // makes line
	line       *line                    // nil: there was no audio yet
	chunk      int                      // samples to send at a time; 0: as they come
	held       []int16                  // wait for the chunk to be full
	keepsAlive bool
	connected  bool
	quietSince time.Time // when audio was last sent
	fault      error     // of a message that could not be queued

	timer   *time.Timer
	armed   time.Time // when timer fires
	lastBy  time.Time // the stream ends by then; zero: it is not being closed
	running sync.WaitGroup
}

func decodeListen(b []byte) (wire.Message, error) { return wire.DecodeListen(b) }
func decodeFlux(b []byte) (wire.Message, error)   { return wire.DecodeFlux(b) }

// run is the loop.
func (s *stream) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer s.running.Wait()
	defer stop()
	s.timer = time.NewTimer(math.MaxInt64)
	defer s.timer.Stop()
	for {
		done, err := s.step(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if done || err != nil {
			return err
		}
	}
}

// step waits for one thing to happen and handles it.
func (s *stream) step(ctx context.Context) (done bool, err error) {
	s.arm()
	in, room := s.microphone()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-room:
	case c, more := <-in:
		if more {
			s.hear(ctx, c)
		} else {
			s.close()
		}
	case in := <-s.incoming():
		if in.err != nil {
			return s.ended(in.err)
		}
		err = s.understand(in)
	case now := <-s.timer.C:
		s.armed = time.Time{}
		s.expire(now)
	}
	return s.isOver(), errors.Join(err, s.fault)
}

// microphone returns where audio comes from, or what to wait for until more of it can be taken.
func (s *stream) microphone() (in <-chan visavis.Chunk, room <-chan struct{}) {
	if s.line != nil && s.line.full() {
		return nil, s.line.room
	}
	return s.in, nil
}

func (s *stream) incoming() <-chan incoming {
	if s.line == nil {
		return nil
	}
	return s.line.received
}

// hear passes a chunk on to the server and its mark to the ears.
func (s *stream) hear(ctx context.Context, c visavis.Chunk) {
	s.timeline.fed += int64(len(c.PCM))
	if len(c.PCM) > 0 {
		s.sendAudio(ctx, c)
	}
	switch c.Mark {
	case visavis.SpeechStart:
		s.ears.start(s.fed)
	case visavis.SpeechEnd:
		s.sendHeld()
		s.ears.end(s.fed, time.Now())
	case visavis.TurnEnd:
		s.sendHeld()
		s.ears.endTurn(time.Now())
	case visavis.NoMark:
	}
}

func (s *stream) sendAudio(ctx context.Context, c visavis.Chunk) {
	if s.line == nil {
		s.open(c.Rate)
		s.running.Go(func() { s.line.run(ctx) })
	}
	s.quietSince = time.Now()
	if s.chunk == 0 {
		s.try(s.line.putAudio(c.PCM))
		return
	}
	s.held = append(s.held, c.PCM...)
	if len(s.held) >= s.chunk {
		s.sendHeld()
	}
}

func (s *stream) sendHeld() {
	if len(s.held) > 0 {
		s.try(s.line.putAudio(s.held))
		s.held = s.held[:0]
	}
}

// send is how the ears talk to the server.
func (s *stream) send(m wire.Message) {
	if s.line != nil {
		s.try(s.line.putText(m))
	}
}

func (s *stream) try(err error) { s.fault = errors.Join(s.fault, err) }

// understand handles a message; what is not known is ignored.
func (s *stream) understand(in incoming) error {
	if in.opened {
		s.connected = true
		s.ears.opened(time.Now())
		return nil
	}
	m, err := s.decode(in.text)
	if err != nil {
		s.log.Debug("message ignored", "engine", engine, "err", err)
		return nil
	}
	return s.ears.hear(m, time.Now())
}

// close begins the end of the stream: the microphone is gone.
func (s *stream) close() {
	s.in = nil
	s.lastBy = time.Now().Add(closeWait)
	s.ears.closing()
	if s.line != nil {
		s.sendHeld()
		s.send(wire.CloseStream{})
	}
}

// ended is the end of the line, which is a fault unless we closed it and got all we asked for.
func (s *stream) ended(err error) (bool, error) {
	if s.in != nil || s.ears.owe() && !orderly(err) {
		return false, err
	}
	s.ears.finish()
	return true, nil
}

// isOver reports whether a stream that is being closed has nothing to wait for.
func (s *stream) isOver() bool {
	if s.lastBy.IsZero() {
		return false
	}
	if s.line != nil && time.Now().Before(s.lastBy) {
		return false
	}
	s.ears.finish()
	return true
}

// arm sets the timer to the next thing that is due. The pause of a microphone begins anew with
// each chunk; it is looked at when the timer fires, so that audio costs no timer.
func (s *stream) arm() {
	next := s.lastBy
	for _, at := range []time.Time{s.earsDue(), s.aliveBy()} {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() || !s.armed.IsZero() && !next.Before(s.armed) {
		return
	}
	s.armed = next
	s.timer.Reset(time.Until(next))
}

// aliveBy is when a KeepAlive is due.
func (s *stream) aliveBy() time.Time {
	if !s.keepsAlive || s.line == nil || s.in == nil {
		return time.Time{}
	}
	return s.quietSince.Add(keepAlive)
}

func (s *stream) expire(now time.Time) {
	if at := s.aliveBy(); !at.IsZero() && !now.Before(at) {
		s.quietSince = now
		s.send(wire.KeepAlive{})
	}
	if at := s.earsDue(); !at.IsZero() && !now.Before(at) {
		s.try(s.ears.expire(now))
	}
}

// earsDue is when the ears are due. While the line is opened they wait: nobody has heard them yet.
func (s *stream) earsDue() time.Time {
	if s.line != nil && !s.connected {
		return time.Time{}
	}
	return s.ears.due()
}
