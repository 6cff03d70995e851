package media

import (
	"fmt"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"

	"github.com/visavis/visavis"
)

// readFLAC decodes a FLAC stream.
func readFLAC(p *pulled) error {
	s, err := flac.New(p)
	if err != nil {
		return fmt.Errorf("read FLAC header: %w", err)
	}
	if err := p.begin(visavis.SampleRate(s.Info.SampleRate), int(s.Info.NChannels)); err != nil {
		return err
	}
	for {
		f, err := s.ParseNext()
		if err != nil {
			return fmt.Errorf("read FLAC: %w", err)
		}
		if len(f.Subframes) != p.count {
			return fmt.Errorf("read FLAC: the number of channels changes from %d to %d", p.count, len(f.Subframes))
		}
		p.out = appendFrame(p.out, f, int(s.Info.BitsPerSample))
		if err := p.decoded(); err != nil {
			return err
		}
	}
}

// appendFrame appends the samples of a frame, interleaved and with 16 bits.
func appendFrame(dst []int16, f *frame.Frame, bits int) []int16 {
	down, up := max(bits-16, 0), max(16-bits, 0)
	for i := range int(f.BlockSize) {
		for _, channel := range f.Subframes {
			dst = append(dst, int16(channel.Samples[i]>>down<<up))
		}
	}
	return dst
}
