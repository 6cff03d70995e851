package media

import (
	"github.com/visavis/visavis"
)

// Output is the audio that a client asks for. What it leaves out gets the default that Deepgram's
// POST /v1/speak has.
type Output struct {
	Encoding  string // one that this package makes (offer.go lists them)
	Container string // "wav", "none"; empty: the encoding's own
	Rate      visavis.SampleRate
	AnyRate   bool // of raw audio, from MinRate to MaxRate, not only those of POST /v1/speak
	BitRate   int  // bits per second, of encodings that lose some; 0: not given
}

// sink encodes one format.
type sink interface {
	header() []byte
	append(dst []byte, samples []int16) []byte
	close(dst []byte) []byte
}

// Encoder turns the mono samples of one stream into bytes.
type Encoder struct {
	sink   sink
	rate   visavis.SampleRate
	format string
}

// NewEncoder returns an Encoder, or a *FormatError that names the parameter that cannot be met.
func NewEncoder(o Output) (*Encoder, error) {
	c, err := offerOf(o.Encoding)
	if err != nil {
		return nil, err
	}
	if o, err = c.complete(o); err != nil {
		return nil, err
	}
	s, err := c.sink(o)
	if err != nil {
		return nil, err
	}
	return &Encoder{sink: s, rate: o.Rate, format: c.contentType(o)}, nil
}

// ContentType returns the media type of the bytes, such as "audio/l16;rate=24000".
func (e *Encoder) ContentType() string { return e.format }

// Rate returns the samples per second that Append takes.
func (e *Encoder) Rate() visavis.SampleRate { return e.rate }

// Header returns what comes before the first sample: for WAV a header whose sizes say that the
// length is not known. It may be empty.
func (e *Encoder) Header() []byte { return e.sink.header() }

// Append appends what samples complete to dst. Encodings that work in blocks keep the rest.
func (e *Encoder) Append(dst []byte, samples []int16) []byte { return e.sink.append(dst, samples) }

// Close appends what is left at the end of the stream to dst.
func (e *Encoder) Close(dst []byte) []byte { return e.sink.close(dst) }
