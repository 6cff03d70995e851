package media

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/pion/opus"

	"github.com/visavis/visavis"
)

const (
	// opusRate is what every Opus stream decodes to, whatever was encoded.
	opusRate visavis.SampleRate = 48000
	// opusPacket is the longest packet, in samples of one channel: 120 ms.
	opusPacket = 5760
)

// opusDecoder decodes the packets of one stream.
type opusDecoder struct {
	decoder  opus.Decoder
	channels int
	skip     int // samples of the encoder's run-up that are still to be dropped, all channels counted
	pcm      []int16
}

// opusHead is what the header of an Ogg or WebM stream says (RFC 7845, section 5.1).
type opusHead struct {
	channels int
	preSkip  int // samples of one channel
}

// headLength is the bytes of an OpusHead without a channel mapping.
const headLength = 19

func parseOpusHead(b []byte) (opusHead, error) {
	if len(b) < headLength || string(b[:8]) != "OpusHead" {
		return opusHead{}, errors.New("the Opus header is damaged")
	}
	h := opusHead{channels: int(b[9]), preSkip: int(binary.LittleEndian.Uint16(b[10:]))}
	if h.channels != 1 && h.channels != 2 {
		return h, fmt.Errorf("this is Opus with %d channels, which is not supported: send 1 or 2", h.channels)
	}
	return h, nil
}

func newOpusDecoder(h opusHead) (*opusDecoder, error) {
	d, err := opus.NewDecoderWithOutput(int(opusRate), h.channels)
	if err != nil {
		return nil, err
	}
	return &opusDecoder{d, h.channels, h.preSkip * h.channels, make([]int16, opusPacket*h.channels)}, nil
}

// append appends the samples of a packet to dst.
func (d *opusDecoder) append(dst []int16, packet []byte) ([]int16, error) {
	n, err := d.decoder.DecodeToInt16(packet, d.pcm)
	if err != nil {
		return dst, fmt.Errorf("a packet of %d bytes is not Opus: %w", len(packet), err)
	}
	pcm := d.pcm[:n*d.channels]
	skipped := min(d.skip, len(pcm))
	d.skip -= skipped
	return append(dst, pcm[skipped:]...), nil
}

// packetStream decodes packets that come one at a time, without a container.
type packetStream struct {
	decoder *opusDecoder
}

func newPackets(f Format) (stream, error) {
	if err := checkRange("channels", max(f.Channels, 1), 1, 2, " with encoding=opus"); err != nil {
		return nil, err
	}
	d, err := newOpusDecoder(opusHead{channels: max(f.Channels, 1)})
	return &packetStream{d}, err
}

func (s *packetStream) append(dst []int16, b []byte) ([]int16, error) {
	switch {
	case len(b) == 0:
		return dst, nil
	case begins(b, 0, oggMagic), begins(b, 0, webmMagic):
		return dst, errors.New("this is a container, and encoding=opus means packets without one: leave encoding out")
	}
	return s.decoder.append(dst, b)
}

func (s *packetStream) close(dst []int16) ([]int16, error) { return dst, nil }
func (s *packetStream) rate() visavis.SampleRate           { return opusRate }
func (s *packetStream) channels() int                      { return s.decoder.channels }
