package speak

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// sound brings the audio of replies, one after the other, to the rate that the client wants. It
// belongs to the goroutine that speaks.
type sound struct {
	rate visavis.SampleRate // that the client wants

	resampler *pcm.Resampler     // one for all replies, reset between them
	from      visavis.SampleRate // that resampler converts from
	pcm       []int16            // the result; valid until the next call
}

// piece returns what is known of the sound after the next piece of the reply. A few samples stay
// behind, so that pieces join without a click.
func (s *sound) piece(sp visavis.Speech) ([]int16, error) {
	s.pcm = s.pcm[:0]
	if sp.Rate != s.from {
		if err := s.convertFrom(sp.Rate); err != nil {
			return nil, err
		}
	}
	s.pcm = s.resampler.Append(s.pcm, sp.PCM)
	return s.pcm, nil
}

// rest returns the end of the reply.
func (s *sound) rest() []int16 {
	if s.resampler == nil {
		return nil
	}
	s.pcm = s.resampler.Flush(s.pcm[:0])
	return s.pcm
}

// drop forgets a reply that was broken off.
func (s *sound) drop() {
	if s.resampler != nil {
		s.resampler.Reset()
	}
}

// convertFrom changes to a voice with another rate. All pieces of a reply have the same, so that nothing
// is left to be heard of the one before.
func (s *sound) convertFrom(rate visavis.SampleRate) error {
	r, err := pcm.NewResampler(rate, s.rate)
	if err != nil {
		return err
	}
	s.resampler, s.from = r, rate
	return nil
}
