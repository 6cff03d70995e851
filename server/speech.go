package server

import (
	"errors"

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

	encoder   *media.Encoder // of the present turn
	track     track
	resampler *pcm.Resampler
	rate      visavis.SampleRate // that resampler converts from
	pcm       []int16
}

// begin makes ready for a turn's audio.
func (s *speech) begin(turn int) {
	s.track = track{turn: turn, to: s.format.rate}
	if s.resampler != nil {
		s.resampler.Reset()
	}
}

// begun reports whether audio of the turn was sent.
func (s *speech) begun() bool { return s.track.from != 0 }

// send queues a piece of the turn's audio.
func (s *speech) send(a *conversation.Audio) error {
	if !s.begun() {
		if err := s.open(a.Rate); err != nil {
			return err
		}
	}
	s.track.made += int64(len(a.PCM))
	s.pcm = s.resampler.Append(s.pcm[:0], a.PCM)
	return s.frames()
}

// finish queues what the resampler still holds and returns how long the turn's audio became.
func (s *speech) finish() (samples int64, err error) {
	s.track.completed = true
	if s.begun() {
		s.pcm = s.resampler.Flush(s.pcm[:0])
		err = errors.Join(s.frames(), s.deliver(s.encoder.Close(s.socket.Buffer())))
	}
	return s.track.sent, err
}

// open prepares for audio at the voice's rate.
func (s *speech) open(rate visavis.SampleRate) error {
	if s.resampler == nil || s.rate != rate {
		r, err := pcm.NewResampler(rate, s.format.rate)
		if err != nil {
			return err
		}
		s.resampler, s.rate = r, rate
	}
	s.track.from = rate
	s.encoder = s.format.encoder()
	return s.deliver(append(s.socket.Buffer(), s.encoder.Header()...))
}

// deliver queues bytes, if there are any: an encoder may keep what it is given for a while.
func (s *speech) deliver(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return s.socket.SendAudio(b, s.track.turn)
}

// frames queues s.pcm in frames short enough for a cut between any two of them to be prompt.
func (s *speech) frames() error {
	size := int(s.format.rate.N(frameLength))
	for rest := s.pcm; len(rest) > 0; {
		n := min(size, len(rest))
		// The clock first: the client may report the frame before we are back here.
		s.track.sent += int64(n)
		s.clock.update(s.track)
		if err := s.deliver(s.encoder.Append(s.socket.Buffer(), rest[:n])); err != nil {
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
