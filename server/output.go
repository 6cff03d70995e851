package server

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

// outputFormat is how a reply's audio is sent.
type outputFormat struct {
	rate     visavis.SampleRate
	output   media.Output
	encoders media.Encoders
}

// parseOutput reads audio.output, which has its defaults.
func (c *Config) parseOutput(out wire.AudioOutput) (outputFormat, error) {
	rate := visavis.SampleRate(out.SampleRate)
	o := media.Output{Encoding: out.Encoding, Container: out.Container, Rate: rate, BitRate: out.Bitrate, Agent: true}
	if _, err := pcm.ParseEncoding(o.Encoding); err != nil && o.Container == wire.DefaultContainer {
		o.Container = "" // the encoding's own
	}
	if _, err := c.Encoders.New(o); err != nil {
		return outputFormat{}, formatError("audio.output", err)
	}
	return outputFormat{rate, o, c.Encoders}, nil
}

// encoder returns one for a reply, which has to be closed.
func (f outputFormat) encoder() *media.Encoder {
	e, err := f.encoders.New(f.output)
	if err != nil {
		panic(err) // parseOutput could make one
	}
	return e
}
