package media

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/visavis/visavis"
)

// Containers of Output.
const (
	wavContainer = "wav"
	oggContainer = "ogg"
	noContainer  = "none"
)

// offer is what a client can ask of an encoding.
type offer struct {
	containers []string             // the first is the default; none: the parameter does not apply
	rates      []visavis.SampleRate // the first is the default
	anyRate    bool                 // a conversation may have others, from MinRate to MaxRate
	bits       bitRates
	codec      Codec
	sink       func(Output) (sink, error)
	format     string // the content type outside of WAV; %d is the rate
}

// bitRates are bits per second.
type bitRates struct {
	least, most, preset int // preset 0: the encoding has none
	only                []int
}

// encodable returns the names that Output.Encoding takes.
func (e Encoders) encodable() []string {
	names := []string{linear16, muLaw, aLaw, flacStream}
	for _, c := range e.codecs() {
		if c.codec != nil {
			names = append(names, c.name)
		}
	}
	return names
}

// codecs lists the codecs, and the packages that would bring them.
func (e Encoders) codecs() []namedCodec {
	return []namedCodec{{mp3Stream, "libmp3lame0", e.MP3}, {opusPackets, "libopus0", e.Opus}}
}

type namedCodec struct {
	name, apt string
	codec     Codec
}

// complete fills in the defaults and refuses what the encoding does not take.
func (e Encoders) complete(o Output) (Output, offer, error) {
	if o.Encoding == "" {
		o.Encoding = e.preset(o.Container)
	}
	c, err := e.offerOf(o)
	if err != nil {
		return o, c, err
	}
	o.Rate = cmp.Or(o.Rate, c.rates[0])
	if err := c.checkRate(o); err != nil {
		return o, c, err
	}
	if o, err = c.withBitRate(o); err != nil {
		return o, c, err
	}
	o, err = c.contain(o)
	return o, c, err
}

// preset is the encoding of who asks for none: what the container is for, and else Deepgram's where it can be had.
func (e Encoders) preset(container string) string {
	switch {
	case container == oggContainer:
		return opusPackets
	case container == wavContainer, e.MP3 == nil:
		return linear16
	}
	return mp3Stream
}

// offerOf returns what can be asked of an encoding.
func (e Encoders) offerOf(o Output) (offer, error) {
	switch o.Encoding {
	case linear16:
		return rawOffer("audio/l16;rate=%d", 24000, 8000, 16000, 32000, 48000), nil
	case muLaw:
		return rawOffer("audio/mulaw;rate=%d", 8000, 16000), nil
	case aLaw:
		return rawOffer("audio/alaw;rate=%d", 8000, 16000), nil
	case flacStream:
		rates := []visavis.SampleRate{22050, 8000, 16000, 32000, 48000}
		return offer{rates: rates, anyRate: true, sink: newFLACSink, format: "audio/flac"}, nil
	}
	for _, c := range e.codecs() {
		if c.name == o.Encoding && c.codec != nil {
			return packed(c, o.Agent), nil
		}
	}
	return offer{}, &FormatError{Parameter: "encoding", Value: o.Encoding, Reason: e.instead(o.Encoding)}
}

// instead says why an encoding is not to be had, and what is.
func (e Encoders) instead(name string) string {
	for _, c := range e.codecs() {
		if c.name == name {
			return "this server lacks the package " + c.apt + " for it: use " + oneOf(e.encodable()...)
		}
	}
	return "not supported: use " + oneOf(e.encodable()...)
}

func rawOffer(format string, rates ...visavis.SampleRate) offer {
	return offer{containers: []string{wavContainer, noContainer}, rates: rates, anyRate: true, sink: newRawSink, format: format}
}

// packed is what can be asked of a codec, in a conversation or else by POST.
func packed(n namedCodec, agent bool) offer {
	c := map[string]offer{
		opusPackets: {
			containers: []string{noContainer, oggContainer},
			rates:      []visavis.SampleRate{48000, 8000, 12000, 16000, 24000},
			bits:       bitRates{least: 4000, most: 650_000, preset: 12_000}, format: "audio/ogg;codecs=opus",
		},
		mp3Stream: {
			rates: []visavis.SampleRate{22050, 8000, 11025, 12000, 16000, 24000, 32000, 44100, 48000},
			bits:  bitRates{preset: 48_000, only: []int{32_000, 48_000}}, format: "audio/mpeg",
		},
	}[n.name]
	if !agent {
		c.rates = c.rates[:1]
		c.containers = slices.DeleteFunc(c.containers, func(name string) bool { return name == noContainer })
	}
	c.codec = n.codec
	c.sink = func(o Output) (sink, error) { return newPackedSink(n.codec, o), nil }
	return c
}

func (c offer) checkRate(o Output) error {
	if c.anyRate && o.Agent {
		return checkRange("sample_rate", int(o.Rate), int(MinRate), int(MaxRate), " Hz")
	}
	if slices.Contains(c.rates, o.Rate) {
		return nil
	}
	return &FormatError{"sample_rate", fmt.Sprint(o.Rate), "not supported with encoding=" + o.Encoding + ": use " + numbers(c.rates)}
}

func (c offer) withBitRate(o Output) (Output, error) {
	given := strconv.Itoa(o.BitRate)
	switch {
	case o.BitRate == 0:
		o.BitRate = c.bits.preset
	case c.bits.preset == 0:
		return o, &FormatError{"bit_rate", given, "encoding=" + o.Encoding + " has none: leave it out"}
	case c.bits.only == nil:
		return o, checkRange("bit_rate", o.BitRate, c.bits.least, c.bits.most, " bits per second with encoding="+o.Encoding)
	case !slices.Contains(c.bits.only, o.BitRate):
		return o, &FormatError{"bit_rate", given, "not supported with encoding=" + o.Encoding + ": use " + numbers(c.bits.only)}
	}
	return o, nil
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

// numbers lists some for a message, in order.
func numbers[N ~int](all []N) string {
	var names []string
	for _, n := range slices.Sorted(slices.Values(all)) {
		names = append(names, strconv.Itoa(int(n)))
	}
	return oneOf(names...)
}

func (c offer) contentType(o Output) string {
	if o.Container == wavContainer {
		return "audio/wav"
	}
	return strings.ReplaceAll(c.format, "%d", fmt.Sprint(o.Rate))
}
