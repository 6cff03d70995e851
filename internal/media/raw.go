package media

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// rawStream decodes samples without a header.
type rawStream struct {
	decoder pcm.Decoder
	hz      visavis.SampleRate
}

func newRaw(e pcm.Encoding, f Format) (stream, error) {
	if err := checkRange("sample_rate", int(f.Rate), int(MinRate), int(MaxRate), " Hz, which raw audio needs"); err != nil {
		return nil, err
	}
	channels := max(f.Channels, 1)
	if f.Channels < 0 || channels > MaxChannels {
		return nil, checkRange("channels", f.Channels, 1, MaxChannels, "")
	}
	return &rawStream{pcm.Decoder{Encoding: e, Channels: channels}, f.Rate}, nil
}

func (s *rawStream) append(dst []int16, b []byte) ([]int16, error) {
	return s.decoder.Append(dst, b), nil
}

func (s *rawStream) close(dst []int16) ([]int16, error) { return dst, nil }
func (s *rawStream) rate() visavis.SampleRate           { return s.hz }
func (s *rawStream) channels() int                      { return s.decoder.Channels }

// wavStream decodes a WAV file.
type wavStream struct {
	decoder pcm.WAVDecoder
	checked bool
}

func (s *wavStream) append(dst []int16, b []byte) ([]int16, error) {
	samples, err := s.decoder.Append(dst, b)
	if err != nil || s.checked || s.decoder.Rate() == 0 {
		return samples, err
	}
	if err := checkContent(s.decoder.Rate(), s.decoder.Channels()); err != nil {
		return dst, err
	}
	s.checked = true
	return samples, nil
}

func (s *wavStream) close(dst []int16) ([]int16, error) { return dst, s.decoder.Close() }
func (s *wavStream) rate() visavis.SampleRate           { return s.decoder.Rate() }
func (s *wavStream) channels() int                      { return s.decoder.Channels() }

// checkContent refuses what a container has and nobody can hear.
func checkContent(rate visavis.SampleRate, channels int) error {
	if rate < pcm.MinRate || rate > pcm.MaxRate {
		return fmt.Errorf("a sampling rate of %d Hz is not supported: use %d to %d", rate, pcm.MinRate, pcm.MaxRate)
	}
	if channels < 1 || channels > MaxChannels {
		return fmt.Errorf("%d channels are not supported: use 1 to %d", channels, MaxChannels)
	}
	return nil
}
