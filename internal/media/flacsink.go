package media

import (
	"bytes"
	"context"
	"fmt"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// flacBlock is the samples of a frame: 20 to 130 ms, at which a reply may begin to be heard.
const flacBlock = 1024

// flacSink writes FLAC. It knows neither length nor checksum when it writes the header, and says so.
type flacSink struct {
	encoder *flac.Encoder
	out     bytes.Buffer // what the encoder has written
	head    []byte
	frame   frame.Frame
	samples []int32 // of the frame that is being filled
}

func newFLACSink(o Output) (sink, error) {
	s := &flacSink{samples: make([]int32, 0, flacBlock)}
	var err error
	s.encoder, err = flac.NewEncoder(&s.out, &meta.StreamInfo{
		BlockSizeMin: flacBlock, BlockSizeMax: flacBlock,
		SampleRate: uint32(o.Rate), NChannels: 1, BitsPerSample: 16,
	})
	if err != nil {
		return nil, err
	}
	s.frame.Header = frame.Header{HasFixedBlockSize: true, SampleRate: uint32(o.Rate), Channels: frame.ChannelsMono, BitsPerSample: 16}
	s.head = bytes.Clone(s.out.Bytes())
	s.out.Reset()
	return s, nil
}

func (s *flacSink) begin(_ context.Context, dst []byte) ([]byte, error) {
	return append(dst, s.head...), nil
}

func (s *flacSink) append(_ context.Context, dst []byte, samples []int16) (_ []byte, err error) {
	for _, v := range samples {
		if s.samples = append(s.samples, int32(v)); len(s.samples) == flacBlock {
			if dst, err = s.flush(dst); err != nil {
				return dst, err
			}
		}
	}
	return dst, nil
}

func (s *flacSink) end(_ context.Context, dst []byte) ([]byte, error) {
	if len(s.samples) == 0 {
		return dst, nil
	}
	return s.flush(dst)
}

func (s *flacSink) close() {}

// flush writes the frame that is being filled.
func (s *flacSink) flush(dst []byte) ([]byte, error) {
	s.frame.BlockSize = uint16(len(s.samples))
	s.frame.Subframes = []*frame.Subframe{{
		SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, // the encoder finds a better one
		Samples:   s.samples, NSamples: len(s.samples),
	}}
	if err := s.encoder.WriteFrame(&s.frame); err != nil {
		return dst, fmt.Errorf("encode FLAC: %w", err)
	}
	dst = append(dst, s.out.Bytes()...)
	s.out.Reset()
	s.samples = s.samples[:0]
	return dst, nil
}
