package media

import (
	"errors"
	"fmt"

	"github.com/at-wat/ebml-go"
)

// webm is as much of a WebM file as its sound needs.
type webm struct {
	Segment struct {
		Tracks struct {
			TrackEntry *webmEntry // the one that is being read
		}
		Cluster struct {
			SimpleBlock ebml.Block
			BlockGroup  struct {
				Block ebml.Block
			}
		}
	}
}

type webmEntry struct {
	TrackNumber  uint64
	CodecID      string
	CodecPrivate []byte
}

// webmTrack is the sound of a WebM file while it is read.
type webmTrack struct {
	p       *pulled
	file    webm
	number  uint64 // 0: not found yet
	decoder *opusDecoder
	err     error
}

// readWebM decodes the first Opus track of a WebM or Matroska file.
func readWebM(p *pulled) error {
	t := &webmTrack{p: p}
	err := ebml.Unmarshal(t, &t.file, ebml.WithElementReadHooks(t.hook), ebml.WithMaxLeafElementSize(maxPacket))
	if t.err != nil {
		return t.err
	}
	if err != nil {
		return fmt.Errorf("read WebM: %w", err)
	}
	return nil
}

// Read ends the file early when its sound cannot be decoded.
func (t *webmTrack) Read(b []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	return t.p.Read(b)
}

// hook is called after each element.
func (t *webmTrack) hook(e *ebml.Element) {
	if t.err != nil {
		return
	}
	switch e.Type {
	case ebml.ElementTrackEntry:
		t.err = t.found()
	case ebml.ElementTracks:
		if t.number == 0 {
			t.err = errors.New("this WebM has no Opus in it: other sound is not supported")
		}
	case ebml.ElementSimpleBlock, ebml.ElementBlock:
		if b, ok := e.Value.(ebml.Block); ok {
			t.err = t.block(b)
		}
	}
}

// found looks whether the track that was just read is the one.
func (t *webmTrack) found() error {
	entry := t.file.Segment.Tracks.TrackEntry
	if t.number != 0 || entry.CodecID != "A_OPUS" {
		return nil
	}
	h, err := parseOpusHead(entry.CodecPrivate)
	if err != nil {
		return err
	}
	t.number = entry.TrackNumber
	if t.decoder, err = newOpusDecoder(h); err != nil {
		return err
	}
	return t.p.begin(opusRate, h.channels)
}

func (t *webmTrack) block(b ebml.Block) error {
	if t.decoder == nil || b.TrackNumber != t.number {
		return nil
	}
	for _, packet := range b.Data {
		if err := t.p.packet(t.decoder, packet); err != nil {
			return err
		}
	}
	return nil
}
