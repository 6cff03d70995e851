package server

import (
	"cmp"
	"context"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/internal/socket"
)

// speech turns the audio of replies into binary frames. It belongs to the session's goroutine.
type speech struct {
	format outputFormat
	clock  *clock
	socket *socket.Socket

	encoder   *media.Encoder // of the present turn; nil: none is open
	track     track
	resampler *pcm.Resampler
	rate      visavis.SampleRate // that resampler converts from
	pcm       []int16
	spare     []byte // a buffer of the socket's that was not used
}

// begin makes ready for a turn's audio.
func (s *speech) begin(turn int) {
	s.close()
	s.track = track{turn: turn, to: s.format.rate}
	if s.resampler != nil {
		s.resampler.Reset()
	}
}

// begun reports whether audio of the turn was sent.
func (s *speech) begun() bool { return s.track.from != 0 }

// send queues a piece of the turn's audio.
func (s *speech) send(ctx context.Context, a *conversation.Audio) error {
	if !s.begun() {
		if err := s.open(ctx, a.Rate); err != nil {
			return err
		}
	}
	s.track.made += int64(len(a.PCM))
	s.pcm = s.resampler.Append(s.pcm[:0], a.PCM)
	return s.frames(ctx)
}

// finish queues what the resampler and the encoder still hold and returns how long the turn's audio became.
func (s *speech) finish(ctx context.Context) (samples int64, err error) {
	s.track.completed = true
	if s.encoder == nil {
		return s.track.sent, nil
	}
	s.pcm = s.resampler.Flush(s.pcm[:0])
	if err = s.frames(ctx); err == nil {
		err = s.end(ctx)
	}
	s.close()
	return s.track.sent, err
}

// end queues the end of the encoder's stream, a packet a message if it consists of such.
func (s *speech) end(ctx context.Context) error {
	for {
		b, err := s.encoder.End(ctx, s.buffer())
		if err != nil || len(b) == 0 {
			return err
		}
		if err := s.deliver(b); err != nil {
			return err
		}
	}
}

// close gives up what is open of the turn's audio.
func (s *speech) close() {
	if s.encoder != nil {
		s.encoder.Close()
		s.encoder = nil
	}
}

// open prepares for audio at the voice's rate.
func (s *speech) open(ctx context.Context, rate visavis.SampleRate) error {
	if s.resampler == nil || s.rate != rate {
		r, err := pcm.NewResampler(rate, s.format.rate)
		if err != nil {
			return err
		}
		s.resampler, s.rate = r, rate
	}
	s.track.from = rate
	s.encoder = s.format.encoder()
	b, err := s.encoder.Begin(ctx, s.buffer())
	if err != nil {
		return err
	}
	return s.deliver(b)
}

// buffer returns an empty buffer to encode into.
func (s *speech) buffer() []byte {
	if b := s.spare; b != nil {
		s.spare = nil
		return b
	}
	return s.socket.Buffer()
}

// deliver queues bytes, if there are any: an encoder may keep what it is given for a while.
func (s *speech) deliver(b []byte) error {
	if len(b) == 0 {
		s.spare = b
		return nil
	}
	return s.socket.SendAudio(b, s.track.turn)
}

// frames queues s.pcm in frames short enough for a cut between any two of them to be prompt.
func (s *speech) frames(ctx context.Context) error {
	size := cmp.Or(s.encoder.Piece(), int(s.format.rate.N(frameLength)))
	for rest := s.pcm; len(rest) > 0; {
		n := min(size, len(rest))
		// The clock first: the client may report the frame before we are back here.
		s.track.sent += int64(n)
		s.clock.update(s.track)
		b, err := s.encoder.Append(ctx, s.buffer(), rest[:n])
		if err != nil {
			return err
		}
		if err := s.deliver(b); err != nil {
			return err
		}
		rest = rest[n:]
	}
	s.clock.update(s.track)
	return nil
}

// at translates a sample of the voice to one of the client.
func (s *speech) at(sample int64, rate visavis.SampleRate) int64 {
	return rescale(sample, rate, s.format.rate)
}
