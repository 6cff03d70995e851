package media

import (
	"context"
	"errors"
)

// packetsPerSecond is how many packets of Opus there are: 20 ms each.
const packetsPerSecond = 50

// packedSink writes the packets of a codec one behind the other, or on pages.
type packedSink struct {
	codec  Codec
	output Output
	frames Frames    // nil before begin and after close
	pages  *oggPages // nil: no container
	single bool      // end makes one packet at a time

	rest  []int16 // of an incomplete frame
	taken int64   // samples
	made  int64   // packets
	dst   []byte  // what packet appends to
	put   func([]byte)
}

func newPackedSink(c Codec, o Output) *packedSink {
	s := &packedSink{codec: c, output: o, single: o.Container == noContainer}
	s.put = s.packet
	return s
}

func (s *packedSink) begin(ctx context.Context, dst []byte) (_ []byte, err error) {
	if s.frames, err = s.codec.Open(ctx, s.output.Rate, s.output.BitRate); err != nil {
		return dst, err
	}
	switch {
	case s.output.Encoding == mp3Stream && !s.output.Agent:
		return appendMP3Tag(dst, s.output.BitRate, s.frames.Delay()), nil
	case s.output.Container != oggContainer:
		return dst, nil
	}
	rate := int64(s.output.Rate)
	s.pages = newOggPages(
		int64(s.frames.Size())*int64(opusRate)/rate,
		int64(s.frames.Delay())*int64(opusRate)/rate)
	return s.pages.begin(dst, s.output.Rate), nil
}

// packet takes one that the codec has made.
func (s *packedSink) packet(b []byte) {
	s.made++
	if s.pages == nil {
		s.dst = append(s.dst, b...)
		return
	}
	s.dst = s.pages.add(s.dst, b)
}

func (s *packedSink) append(ctx context.Context, dst []byte, samples []int16) ([]byte, error) {
	s.rest = append(s.rest, samples...)
	s.taken += int64(len(samples))
	return s.encode(ctx, dst)
}

// encode encodes the frames that are complete.
func (s *packedSink) encode(ctx context.Context, dst []byte) ([]byte, error) {
	whole := len(s.rest) - len(s.rest)%s.frames.Size()
	s.dst = dst
	err := s.frames.Encode(ctx, s.rest[:whole], s.put)
	dst, s.dst = s.dst, nil
	s.rest = s.rest[:copy(s.rest, s.rest[whole:])]
	return dst, err
}

var errKeptBack = errors.New("the codec keeps its packets back")

// end lets silence follow until the last sample has come out. It is heard, by who does not know where the
// sound ends, for less than a frame.
func (s *packedSink) end(ctx context.Context, dst []byte) (_ []byte, err error) {
	const patience = 16 // frames that no codec keeps back
	size, owed := s.frames.Size(), s.owed()
	if s.pages != nil {
		s.pages.closing = true
	}
	for tries := owed - s.made + patience; s.made < owed; tries-- {
		if tries == 0 {
			return dst, errKeptBack
		}
		before := s.made
		s.rest = append(s.rest, make([]int16, size-len(s.rest))...)
		if dst, err = s.encode(ctx, dst); err != nil {
			return dst, err
		}
		if s.single && s.made > before {
			return dst, nil
		}
	}
	if s.pages != nil {
		dst = s.pages.end(dst, s.samples48())
	}
	return dst, nil
}

// owed returns how many packets have all of the sound in them.
func (s *packedSink) owed() int64 {
	if s.taken == 0 {
		return 0
	}
	size := int64(s.frames.Size())
	return (s.taken + int64(s.frames.Delay()) + size - 1) / size
}

// samples48 returns the length of the sound as Ogg counts it.
func (s *packedSink) samples48() int64 {
	rate := int64(s.output.Rate)
	return (s.taken*int64(opusRate) + rate - 1) / rate
}

func (s *packedSink) close() {
	if s.frames != nil {
		s.frames.Close()
	}
}
