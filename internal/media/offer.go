package media

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// Containers of Output.
const (
	wavContainer = "wav"
	noContainer  = "none"
)

// offer is what a client can ask of an encoding.
type offer struct {
	containers []string             // the first is the default; none: the parameter does not apply
	rates      []visavis.SampleRate // the first is the default
	sink       func(Output) (sink, error)
	format     string // the content type outside of WAV; %d is the rate
}

// encodable returns the names that Output.Encoding takes.
func encodable() []string {
	return []string{linear16, muLaw, aLaw, flacStream}
}

// offerOf returns what can be asked of a named encoding.
func offerOf(name string) (offer, error) {
	switch name {
	case linear16:
		return rawOffer("audio/l16;rate=%d", 24000, 8000, 16000, 32000, 48000), nil
	case muLaw:
		return rawOffer("audio/mulaw;rate=%d", 8000, 16000), nil
	case aLaw:
		return rawOffer("audio/alaw;rate=%d", 8000, 16000), nil
	case flacStream:
		rates := []visavis.SampleRate{22050, 8000, 16000, 32000, 48000}
		return offer{rates: rates, sink: newFLACSink, format: "audio/flac"}, nil
	}
	return offer{}, &FormatError{Parameter: "encoding", Value: name, Reason: "not supported: use " + oneOf(encodable()...)}
}

func rawOffer(format string, rates ...visavis.SampleRate) offer {
	return offer{[]string{wavContainer, noContainer}, rates, newRawSink, format}
}

// complete fills in the defaults and refuses what the encoding does not take.
func (c offer) complete(o Output) (Output, error) {
	if o.Rate == 0 {
		o.Rate = c.rates[0]
	}
	if err := c.checkRate(o); err != nil {
		return o, err
	}
	if o.BitRate != 0 {
		return o, &FormatError{"bit_rate", strconv.Itoa(o.BitRate), "encoding=" + o.Encoding + " has none: leave it out"}
	}
	return c.contain(o)
}

func (c offer) checkRate(o Output) error {
	if _, ok := raw(o.Encoding); ok && o.AnyRate {
		return checkRange("sample_rate", int(o.Rate), int(MinRate), int(MaxRate), " Hz")
	}
	if slices.Contains(c.rates, o.Rate) {
		return nil
	}
	return &FormatError{"sample_rate", fmt.Sprint(o.Rate), "not supported with encoding=" + o.Encoding + ": use " + c.rateNames()}
}

func (c offer) contain(o Output) (Output, error) {
	switch {
	case len(c.containers) == 0 && o.Container != "":
		return o, &FormatError{"container", o.Container, "encoding=" + o.Encoding + " has none: leave it out"}
	case len(c.containers) == 0:
		return o, nil
	case o.Container == "":
		o.Container = c.containers[0]
	case !slices.Contains(c.containers, o.Container):
		return o, &FormatError{"container", o.Container, "not supported with encoding=" + o.Encoding + ": use " + oneOf(c.containers...)}
	}
	return o, nil
}

func (c offer) rateNames() string {
	var names []string
	for _, r := range slices.Sorted(slices.Values(c.rates)) {
		names = append(names, fmt.Sprint(r))
	}
	return oneOf(names...)
}

func (c offer) contentType(o Output) string {
	switch {
	case o.Container == wavContainer:
		return "audio/wav"
	case o.Container == noContainer:
		return fmt.Sprintf(c.format, o.Rate)
	}
	return c.format
}

// rawSink writes samples as they are, behind a WAV header or none.
type rawSink struct {
	encoding pcm.Encoding
	head     []byte
}

func newRawSink(o Output) (sink, error) {
	e, _ := raw(o.Encoding)
	s := rawSink{encoding: e}
	if o.Container == wavContainer {
		s.head = e.AppendWAVHeader(nil, o.Rate, pcm.UnknownLength)
	}
	return s, nil
}

func (s rawSink) header() []byte                            { return s.head }
func (s rawSink) append(dst []byte, samples []int16) []byte { return s.encoding.Append(dst, samples) }
func (s rawSink) close(dst []byte) []byte                   { return dst }
