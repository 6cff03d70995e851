package codec

import (
	"context"
	"sync/atomic"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
)

// Fake is a codec without a library, for tests of servers: a packet is 20 ms in mu-law, whatever it is
// called and however few bits were asked for.
type Fake struct {
	Err  error // what every stream fails with behind its first packet; nil: none does
	open atomic.Int64
}

// Streams returns how many streams are open.
func (f *Fake) Streams() int { return int(f.open.Load()) }

// Open implements media.Codec.
func (f *Fake) Open(_ context.Context, rate visavis.SampleRate, _ int) (media.Frames, error) {
	f.open.Add(1)
	return &fakeStream{fake: f, size: int(rate / 50)}, nil
}

type fakeStream struct {
	fake   *Fake
	size   int
	made   int
	closed bool
	packet []byte
}

func (s *fakeStream) Size() int  { return s.size }
func (s *fakeStream) Delay() int { return 0 }

func (s *fakeStream) Encode(_ context.Context, frames []int16, packet func([]byte)) error {
	for ; len(frames) > 0; frames = frames[s.size:] {
		if s.made++; s.made > 1 && s.fake.Err != nil {
			return s.fake.Err
		}
		s.packet = pcm.MuLaw.Append(s.packet[:0], frames[:s.size])
		packet(s.packet)
	}
	return nil
}

func (s *fakeStream) Close() {
	if !s.closed {
		s.closed = true
		s.fake.open.Add(-1)
	}
}
