package media

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/visavis/visavis"
)

// words is a codec whose packet is the first sample of its frame, again and again. Of frames it keeps
// back the last keep; late is its delay.
type words struct {
	keep, late int
	err        error // of the frame after the first
}

func (w words) Open(_ context.Context, rate visavis.SampleRate, _ int) (Frames, error) {
	return &wordFrames{words: w, size: int(rate / 50)}, nil
}

type wordFrames struct {
	words
	size, given int
	waiting     []byte
	packet      []byte
	closed      int
}

func (w *wordFrames) Size() int  { return w.size }
func (w *wordFrames) Delay() int { return w.late }
func (w *wordFrames) Close()     { w.closed++ }

func (w *wordFrames) Encode(_ context.Context, frames []int16, packet func([]byte)) error {
	for ; len(frames) > 0; frames = frames[w.size:] {
		if w.given++; w.given > 1 && w.err != nil {
			return w.err
		}
		if w.waiting = append(w.waiting, byte(frames[0])); len(w.waiting) <= w.keep {
			continue
		}
		w.packet = append(w.packet[:0], bytes.Repeat(w.waiting[:1], 40)...)
		w.waiting = w.waiting[:copy(w.waiting, w.waiting[1:])]
		packet(w.packet)
	}
	return nil
}

// numbered is a sound of n frames, and some samples more; each has its number.
func numbered(n, size, more int) []int16 {
	x := make([]int16, n*size+more)
	for i := range x {
		x[i] = int16(i/size + 1)
	}
	return x
}

// TestSinglePackets: a message is one packet, also at the end, whatever the pieces; and all of the sound is in them.
func TestSinglePackets(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, codec := range []words{{}, {late: 312}, {late: 960 + 312, keep: 2}} {
		for _, more := range []int{0, 1, 700, 959} {
			e, err := Encoders{Opus: codec}.New(Output{Encoding: opusPackets, Agent: true})
			if err != nil {
				t.Fatal(err)
			}
			x := numbered(7, 960, more)
			var got []byte
			for _, message := range messages(t, e, x, func() int { return 1 + rng.IntN(e.Piece()) }) {
				if len(message) != 40 {
					t.Fatalf("%+v, %d samples: a message of %d bytes, want one packet of 40", codec, len(x), len(message))
				}
				got = append(got, message[0])
			}
			want := []byte{1, 2, 3, 4, 5, 6, 7, 8, 0, 0}
			if more == 0 {
				want[7] = 0
			}
			need := (len(x) + codec.late + 959) / 960
			if !bytes.Equal(got, want[:need]) {
				t.Errorf("%+v, %d samples: frames %v, want %v", codec, len(x), got, want[:need])
			}
		}
	}
}

// messages encodes a sound and returns what is not empty of what each call gives.
func messages(t *testing.T, e *Encoder, x []int16, piece func() int) (all [][]byte) {
	t.Helper()
	keep := func(b []byte, err error) bool {
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 0 {
			all = append(all, b)
		}
		return len(b) > 0
	}
	ctx := t.Context()
	keep(e.Begin(ctx, nil))
	for len(x) > 0 {
		n := min(len(x), piece())
		keep(e.Append(ctx, nil, x[:n]))
		x = x[n:]
	}
	for keep(e.End(ctx, nil)) {
	}
	return all
}

// page is an Ogg page as it is read.
type page struct {
	kind    byte
	time    uint64
	packets int
	body    int
}

func pages(t *testing.T, b []byte) (all []page) {
	t.Helper()
	for len(b) > 0 {
		if len(b) < 27 || string(b[:4]) != oggMagic {
			t.Fatalf("this is no page: %q", b[:min(len(b), 30)])
		}
		lacing := b[27 : 27+int(b[26])]
		p := page{kind: b[5], time: uint64(b[6]) | uint64(b[7])<<8 | uint64(b[8])<<16}
		for _, n := range lacing {
			p.body += int(n)
			if n < 255 {
				p.packets++
			}
		}
		sum := slices.Clone(b[22:26])
		whole := slices.Clone(b[:27+len(lacing)+p.body])
		clear(whole[22:26])
		if c := oggChecksum(whole); sum[0] != byte(c) || sum[3] != byte(c>>24) {
			t.Errorf("the checksum of page %d is wrong", len(all))
		}
		all, b = append(all, p), b[len(whole):]
	}
	return all
}

// TestPages: a stream is two pages that describe it, one packet, and then up to 100 ms a page; the last
// one says where the sound ends, the run-up counted.
func TestPages(t *testing.T) {
	for _, tt := range []struct {
		frames, more int
		want         []page
	}{
		{7, 10, []page{{2, 0, 1, 19}, {0, 0, 1, 23}, {0, 960, 1, 40}, {0, 5760, 5, 200}, {4, 312 + 6730, 2, 80}}},
		{10, 900, []page{{2, 0, 1, 19}, {0, 0, 1, 23}, {0, 960, 1, 40}, {0, 5760, 5, 200}, {4, 312 + 10500, 6, 240}}},
		{1, 0, []page{{2, 0, 1, 19}, {0, 0, 1, 23}, {0, 960, 1, 40}, {4, 312 + 960, 1, 40}}},
		{0, 1, []page{{2, 0, 1, 19}, {0, 0, 1, 23}, {4, 313, 1, 40}}},
		{0, 0, []page{{2, 0, 1, 19}, {0, 0, 1, 23}, {4, 0, 0, 0}}},
	} {
		e, err := Encoders{Opus: words{late: 312}}.New(Output{Encoding: opusPackets})
		if err != nil {
			t.Fatal(err)
		}
		if got := pages(t, encode(t, e, numbered(tt.frames, 960, tt.more))); !slices.Equal(got, tt.want) {
			t.Errorf("%d frames and %d samples: %+v, want %+v", tt.frames, tt.more, got, tt.want)
		}
	}
}

// TestLongPackets: packets of any length are read back by another reader, which looks at the checksums.
func TestLongPackets(t *testing.T) {
	p := newOggPages(960, 312)
	b := p.begin(nil, 48000)
	var want [][]byte
	for _, n := range []int{1, 254, 255, 256, 509, 510, 1275, 3} {
		want = append(want, bytes.Repeat([]byte{byte(n)}, n))
		b = p.add(b, want[len(want)-1])
	}
	got, preSkip := packets(t, p.end(b, 5000))
	if preSkip != 312 || !slices.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("%d packets after %d samples, want %d after 312", len(got), preSkip, len(want))
	}
}

// TestMP3Tag: what an MP3 of ours begins with is understood, by ourselves too.
func TestMP3Tag(t *testing.T) {
	for _, bitRate := range []int{32000, 48000} {
		e, err := Encoders{MP3: words{late: 1105}}.New(Output{Encoding: mp3Stream, BitRate: bitRate})
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.Begin(t.Context(), nil)
		h := mp3Head(b)
		if err != nil || !h.valid() || len(b) != 72*bitRate/22050 || h.channels() != 1 || h.runUp() != 576+1105 {
			t.Errorf("%d: %d bytes that say %d samples of run-up, error %v", bitRate, len(b), h.runUp(), err)
		}
	}
}

// TestCodecFails: its error is final and comes through, and what it holds is freed all the same.
func TestCodecFails(t *testing.T) {
	broken := errors.New("broken")
	s := newPackedSink(words{err: broken}, Output{Rate: 48000})
	e := &Encoder{sink: s}
	if _, err := e.Begin(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Append(t.Context(), nil, make([]int16, 2000)); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	e.Close()
	e.Close()
	if closed := s.frames.(*wordFrames).closed; closed == 0 {
		t.Error("the codec's stream was not closed")
	}
}

// TestCodecKeepsBack: a codec that never gives its packets does not keep the stream for ever.
func TestCodecKeepsBack(t *testing.T) {
	e := &Encoder{sink: newPackedSink(words{keep: 1000}, Output{Rate: 48000})}
	out, err := e.Begin(t.Context(), nil)
	if err == nil {
		out, err = e.Append(t.Context(), out, make([]int16, 2000))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.End(t.Context(), out); !errors.Is(err, errKeptBack) {
		t.Errorf("error %v", err)
	}
}
