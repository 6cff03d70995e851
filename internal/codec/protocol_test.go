package codec

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/visavis/visavis/internal/worker"
)

// FuzzPackets: whatever a worker answers is cut into packets that are in it, or refused.
func FuzzPackets(f *testing.F) {
	f.Add(appendPacket(appendPacket(nil, []byte("one")), []byte("two")))
	f.Add([]byte{0, 0})
	f.Add([]byte{255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var again []byte
		for rest := b; len(rest) > 0; {
			packet, tail, err := cutPacket(rest)
			if err != nil {
				return
			}
			again, rest = appendPacket(again, packet), tail
		}
		if !bytes.Equal(again, b) {
			t.Errorf("%x was read as %x", b, again)
		}
	})
}

// FuzzSamples: what is read of a request is what was written.
func FuzzSamples(f *testing.F) {
	f.Add(appendSamples(nil, 7, []int16{1, -2, 32767}))
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		stream, pcm, err := readSamples(nil, b)
		if err == nil && !bytes.Equal(appendSamples(nil, stream, pcm), b) {
			t.Errorf("%x was read as stream %d, %v", b, stream, pcm)
		}
	})
}

// counting is a library whose encoders are counted; their packets have a byte.
type counting struct{ encoders int }

func (c *counting) version() string               { return "counting" }
func (c *counting) open(opening) (encoder, error) { c.encoders++; return c, nil }
func (c *counting) shape() shape                  { return shape{Size: 2} }
func (c *counting) close()                        { c.encoders-- }

func (c *counting) encode(dst []byte, _ []int16) ([]byte, error) { return append(dst, 'x'), nil }

// FuzzServer: no message of the parent takes a worker down but by ending it, and streams that were ended are closed.
func FuzzServer(f *testing.F) {
	f.Add(kindOpen, []byte(`{"stream":1,"codec":"opus","rate":48000,"bit_rate":12000}`), kindEncode, appendSamples(nil, 1, make([]int16, 5)))
	f.Add(kindEncode, []byte{1}, kindEnd, []byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, kind1 byte, first []byte, kind2 byte, second []byte) {
		lib := new(counting)
		s := &server{libraries: map[string]library{Opus: lib}, streams: map[uint32]encoder{}}
		s.conn = worker.NewConn(bytes.NewReader(nil), io.Discard)
		_ = s.handle(kind1, first) // an error ends the worker
		_ = s.handle(kind2, second)
		for _, stream := range slices.Collect(maps.Keys(s.streams)) {
			if err := s.handle(kindEnd, appendSamples(nil, stream, nil)); err != nil {
				t.Fatal(err)
			}
		}
		if lib.encoders != 0 {
			t.Errorf("%d encoders are open", lib.encoders)
		}
	})
}
