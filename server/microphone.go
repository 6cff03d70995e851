package server

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// Rates that a client may choose, in samples per second.
const (
	minRate = 8000
	maxRate = 48000
)

// microphone turns a client's binary frames into what a session hears. It belongs to the reading
// goroutine and does not allocate once its buffers have grown.
type microphone struct {
	decoder   pcm.Decoder
	resampler *pcm.Resampler
	decoded   []int16
	resampled []int16
}

func newMicrophone(in wire.AudioInput) (*microphone, error) {
	encoding, rate, err := parseFormat("audio.input", in.Encoding, in.SampleRate)
	if err != nil {
		return nil, err
	}
	resampler, err := pcm.NewResampler(rate, visavis.MicRate)
	if err != nil {
		return nil, err
	}
	return &microphone{decoder: pcm.Decoder{Encoding: encoding}, resampler: resampler}, nil
}

// samples returns the audio of a frame at visavis.MicRate, valid until the next call.
func (m *microphone) samples(b []byte) []int16 {
	m.decoded = m.decoder.Append(m.decoded[:0], b)
	m.resampled = m.resampler.Append(m.resampled[:0], m.decoded)
	return m.resampled
}

// parseFormat reads the encoding and rate of audio.input or audio.output.
func parseFormat(member, encoding string, rate int) (pcm.Encoding, visavis.SampleRate, error) {
	e, err := pcm.ParseEncoding(encoding)
	if err != nil {
		return 0, 0, settingsError(member+".encoding", "%v", err)
	}
	if rate < minRate || rate > maxRate {
		return 0, 0, settingsError(member+".sample_rate", "%d Hz is not supported: use %d to %d", rate, minRate, maxRate)
	}
	return e, visavis.SampleRate(rate), nil
}

func settingsError(member, format string, args ...any) error {
	return &wire.DecodeError{Code: wire.InvalidSettings, Type: "Settings", Member: member, Err: fmt.Errorf(format, args...)}
}
