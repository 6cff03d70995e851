package media

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"

	"github.com/visavis/visavis"
)

// readMP3 decodes an MP3 stream.
func readMP3(p *pulled) error {
	s := &mp3Source{r: p}
	head, err := s.open()
	if err != nil {
		return fmt.Errorf("read MP3 tags: %w", err)
	}
	if head.valid() && head.version() == mpeg25 {
		return fmt.Errorf("an MP3 below 16000 Hz is not supported: send it at 16000 to 48000")
	}
	d, err := mp3.NewDecoder(s)
	if err != nil {
		return fmt.Errorf("read MP3: %w", err)
	}
	if err := p.begin(visavis.SampleRate(d.SampleRate()), head.channels()); err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, d, pairSize*int64(head.runUp())); err != nil {
		return fmt.Errorf("read MP3: %w", err)
	}
	for block := make([]byte, 1152*pairSize); ; {
		n, err := d.Read(block)
		p.out = appendPairs(p.out, block[:n], p.count)
		if err != nil {
			return fmt.Errorf("read MP3: %w", err)
		}
	}
}

// pairSize is the bytes of what the library gives: two channels even where there is one.
const pairSize = 4

func appendPairs(dst []int16, b []byte, channels int) []int16 {
	for ; len(b) >= pairSize; b = b[pairSize:] {
		dst = append(dst, int16(binary.LittleEndian.Uint16(b)))
		if channels == 2 {
			dst = append(dst, int16(binary.LittleEndian.Uint16(b[2:])))
		}
	}
	return dst
}

// mp3Source is the stream behind its tags. The library would allocate whatever size a tag claims.
type mp3Source struct {
	r    io.Reader
	head mp3Head // what the library reads before the rest of r
}

// tagHead is the bytes of an ID3v2 tag's header.
const tagHead = 10

// open passes over ID3v2 tags and returns the beginning of the first frame.
func (s *mp3Source) open() (mp3Head, error) {
	for {
		b := make([]byte, maxMP3Head)
		n, err := io.ReadFull(s.r, b[:tagHead])
		if err != nil && n < tagHead {
			return nil, err
		}
		if string(b[:3]) != "ID3" {
			n, err := io.ReadFull(s.r, b[tagHead:])
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return nil, err
			}
			s.head = b[:tagHead+n]
			return s.head, nil
		}
		if _, err := io.CopyN(io.Discard, s.r, tagSize(b)); err != nil {
			return nil, err
		}
	}
}

// tagSize reads the size of a tag behind its header: seven bits of each of the header's last four
// bytes. A flag says that a footer follows.
func tagSize(b []byte) int64 {
	size := int64(0)
	for _, c := range b[6:tagHead] {
		size = size<<7 | int64(c&0x7F)
	}
	if b[5]&0x10 != 0 {
		size += tagHead
	}
	return size
}

func (s *mp3Source) Read(b []byte) (int, error) {
	if len(s.head) > 0 {
		n := copy(b, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	return s.r.Read(b)
}
