package media

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/pion/opus/pkg/oggreader"
)

// maxPacket bounds what a packet may take, and so the memory of a stream: the longest ones are
// comments with a picture in them.
const maxPacket = 4 << 20

// oggStream is an Ogg stream while it is read.
type oggStream struct {
	reader *oggreader.OggReader
	limit  *io.LimitedReader
}

// readOgg decodes an Ogg stream of Opus.
func readOgg(p *pulled) error {
	s := oggStream{limit: &io.LimitedReader{R: p, N: maxPacket}}
	var head *oggreader.OggHeader
	var err error
	if s.reader, head, err = oggreader.NewWith(s.limit); err != nil {
		return fmt.Errorf("read Ogg, of which only Opus with 1 or 2 channels is supported: %w", err)
	}
	if head.ChannelMap != 0 {
		return errors.New("this is Opus with more than 2 channels, which is not supported: send 1 or 2")
	}
	if err := p.begin(opusRate, int(head.Channels)); err != nil {
		return err
	}
	return s.decode(p, opusHead{int(head.Channels), int(head.PreSkip)})
}

// decode decodes packets until there are no more. A header in their midst begins a new stream that
// was chained to the one before.
func (s oggStream) decode(p *pulled, h opusHead) error {
	d, err := newOpusDecoder(h)
	for err == nil {
		var packet []byte
		if packet, err = s.next(); err != nil {
			break
		}
		switch {
		case bytes.HasPrefix(packet, []byte("OpusTags")):
		case bytes.HasPrefix(packet, []byte("OpusHead")):
			d, err = p.chain(packet)
		default:
			err = p.packet(d, packet)
		}
	}
	return err
}

func (s oggStream) next() ([]byte, error) {
	s.limit.N = maxPacket
	packet, _, err := s.reader.ParseNextPacket()
	if err != nil && s.limit.N <= 0 {
		return nil, fmt.Errorf("the Ogg stream is damaged: a packet has more than %d MB", maxPacket>>20)
	}
	return packet, err
}

// packet decodes one packet. An empty one is of a sender that had nothing to send.
func (p *pulled) packet(d *opusDecoder, packet []byte) (err error) {
	if len(packet) == 0 {
		return nil
	}
	if p.out, err = d.append(p.out, packet); err != nil {
		return err
	}
	return p.decoded()
}

func (p *pulled) chain(packet []byte) (*opusDecoder, error) {
	h, err := parseOpusHead(packet)
	if err == nil && h.channels != p.count {
		err = fmt.Errorf("the number of channels changes from %d to %d", p.count, h.channels)
	}
	if err != nil {
		return nil, err
	}
	return newOpusDecoder(h)
}
