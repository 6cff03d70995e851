package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// Rates of raw audio that a client may have replies in, in samples per second.
const (
	minRate = 8000
	maxRate = 48000
)

// outputFormat is how a reply's audio is sent.
type outputFormat struct {
	rate    visavis.SampleRate
	encoder func() encoder // for one reply
}

// encoder turns the samples of one reply into bytes. See media.Encoder for the contract.
type encoder interface {
	Header() []byte
	Append(dst []byte, pcm []int16) []byte
	Close(dst []byte) []byte
}

// parseOutput reads audio.output, which has its defaults.
func parseOutput(out wire.AudioOutput) (outputFormat, error) {
	const path = "audio.output"
	f := outputFormat{rate: visavis.SampleRate(out.SampleRate)}
	encoding, err := pcm.ParseEncoding(out.Encoding)
	switch {
	case err != nil:
		return f.compressed(path, out)
	case out.SampleRate < minRate || out.SampleRate > maxRate:
		return f, settingsError(path+".sample_rate", "%d Hz is not supported: use %d to %d", out.SampleRate, minRate, maxRate)
	case out.Bitrate != 0:
		return f, settingsError(path+".bitrate", "%s has none: leave it out", encoding)
	case out.Container != "none" && out.Container != "wav":
		return f, settingsError(path+".container", "%q is not supported: use none or wav", shown(out.Container))
	}
	raw := rawEncoder{encoding: encoding, rate: f.rate, wav: out.Container == "wav"}
	f.encoder = func() encoder { return raw }
	return f, nil
}

// compressed takes an encoding of package media.
func (f outputFormat) compressed(path string, out wire.AudioOutput) (outputFormat, error) {
	o := media.Output{Encoding: out.Encoding, Container: out.Container, Rate: f.rate, BitRate: out.Bitrate}
	if o.Container == wire.DefaultContainer {
		o.Container = "" // the encoding's own
	}
	if _, err := media.NewEncoder(o); err != nil {
		return f, formatError(path, err)
	}
	f.encoder = func() encoder {
		e, err := media.NewEncoder(o)
		if err != nil {
			panic(err) // it could be made before
		}
		return e
	}
	return f, nil
}

// rawEncoder encodes at any rate; package media holds to those of /v1/speak.
type rawEncoder struct {
	encoding pcm.Encoding
	rate     visavis.SampleRate
	wav      bool // each reply begins with a WAV header
}

func (r rawEncoder) Header() []byte {
	if !r.wav {
		return nil
	}
	return r.encoding.AppendWAVHeader(nil, r.rate, pcm.UnknownLength)
}

func (r rawEncoder) Append(dst []byte, samples []int16) []byte {
	return r.encoding.Append(dst, samples)
}
func (r rawEncoder) Close(dst []byte) []byte { return dst }
