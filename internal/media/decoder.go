package media

import (
	"fmt"

	"github.com/visavis/visavis"
)

// Format is what a client says about the audio that it sends.
type Format struct {
	// Encoding is one that this package decodes (recognise.go lists them). Empty: the audio begins with a container's header, which tells
	// the rest.
	Encoding string
	Rate     visavis.SampleRate // of raw samples; Opus is decoded to 48000 Hz whatever this says
	Channels int                // of raw samples, interleaved, and of raw opus; 0: 1
}

// stream decodes one format. Its errors are for the client to read.
type stream interface {
	append(dst []int16, b []byte) ([]int16, error)
	close(dst []int16) ([]int16, error)
	rate() visavis.SampleRate
	channels() int
}

// Decoder turns one stream of audio into samples.
type Decoder struct {
	stream stream // nil while the container is not recognised
	head   []byte // what has come until then
	err    error
}

// NewDecoder returns a Decoder of a format, or a *FormatError.
func NewDecoder(f Format) (*Decoder, error) {
	if f.Encoding == "" {
		return &Decoder{}, nil
	}
	s, err := newNamed(f)
	if err != nil {
		return nil, err
	}
	return &Decoder{stream: s}, nil
}

// Append appends the samples of all frames that b completes to dst, channels interleaved. Of raw
// opus, b is one packet. An error is a *DataError and final: nothing more is decoded.
//
// Silence may be compressed to a two-thousandth: who reads what strangers send hands over a few
// kilobytes at a time, and uses the samples before the next.
func (d *Decoder) Append(dst []int16, b []byte) (samples []int16, err error) {
	if d.err != nil {
		return dst, d.err
	}
	defer d.guard(dst, &samples, &err)
	if d.stream == nil {
		return d.recognise(dst, b)
	}
	return d.stream.append(dst, b)
}

// Close appends what is left at the end of the stream to dst. It returns a *DataError when the
// stream ended before its first sample could come; one without a single byte is fine.
func (d *Decoder) Close(dst []int16) (samples []int16, err error) {
	if d.err != nil {
		return dst, d.err
	}
	defer d.guard(dst, &samples, &err)
	if d.stream != nil {
		return d.stream.close(dst)
	}
	if len(d.head) > 0 {
		return dst, unrecognised(d.head)
	}
	return dst, nil
}

// guard makes every failure a final *DataError, the panics of libraries included.
func (d *Decoder) guard(dst []int16, samples *[]int16, err *error) {
	if r := recover(); r != nil {
		*samples, *err = dst, fmt.Errorf("the audio is damaged: %v", r)
	}
	if *err == nil {
		return
	}
	if _, ok := (*err).(*DataError); !ok {
		*err = &DataError{Reason: (*err).Error()}
	}
	d.err, d.head = *err, nil
}

// Rate returns the samples per second; 0 while a container's header is incomplete.
func (d *Decoder) Rate() visavis.SampleRate {
	if d.stream == nil {
		return 0
	}
	return d.stream.rate()
}

// Channels returns how many samples a frame has; 0 while a container's header is incomplete.
func (d *Decoder) Channels() int {
	if d.stream == nil {
		return 0
	}
	return d.stream.channels()
}
