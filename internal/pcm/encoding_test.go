package pcm

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestG711Vectors holds the values that every telephone agrees on.
func TestG711Vectors(t *testing.T) {
	for _, tt := range []struct {
		encoding Encoding
		sample   int16
		code     byte
	}{
		{MuLaw, 0, 0xFF},
		{MuLaw, 32124, 0x80},
		{MuLaw, -32124, 0x00},
		{MuLaw, 132, 0xEF},
		{MuLaw, -8, 0x7E},
		{ALaw, 8, 0xD5},
		{ALaw, -8, 0x55},
		{ALaw, 32256, 0xAA},
		{ALaw, -32256, 0x2A},
		{ALaw, 264, 0xC5},
	} {
		if got := tt.encoding.Append(nil, []int16{tt.sample}); got[0] != tt.code {
			t.Errorf("%v of %d is %#02x, want %#02x", tt.encoding, tt.sample, got[0], tt.code)
		}
		d := Decoder{Encoding: tt.encoding}
		if got := d.Append(nil, []byte{tt.code}); got[0] != tt.sample {
			t.Errorf("%v %#02x means %d, want %d", tt.encoding, tt.code, got[0], tt.sample)
		}
	}
}

// TestG711Error: a code is within half a step of the sample, and a step is a sixteenth of its
// segment; µ-law clips 132 below full scale.
func TestG711Error(t *testing.T) {
	for _, e := range []Encoding{MuLaw, ALaw} {
		d := Decoder{Encoding: e}
		for s := math.MinInt16; s <= math.MaxInt16; s++ {
			got := d.Append(nil, e.Append(nil, []int16{int16(s)}))[0]
			off := math.Abs(float64(got) - float64(s))
			if bound := max(16, (math.Abs(float64(s))+132)/32) + 1; off > bound && s < 32600 && s > -32600 {
				t.Fatalf("%v: %d comes back as %d, off by more than %.0f", e, s, got, bound)
			}
		}
	}
}

// TestG711Idempotent: coding what was decoded changes nothing, so a call may cross many switches.
func TestG711Idempotent(t *testing.T) {
	for _, e := range []Encoding{MuLaw, ALaw} {
		d := Decoder{Encoding: e}
		for c := range 256 {
			s := d.Append(nil, []byte{byte(c)})
			back := e.Append(nil, s)[0]
			if back != byte(c) && s[0] != 0 { // µ-law has two zeros
				t.Errorf("%v: %#02x means %d, which is %#02x", e, c, s[0], back)
			}
		}
	}
}

func TestParseEncoding(t *testing.T) {
	for _, e := range []Encoding{Linear16, MuLaw, ALaw, Linear32} {
		if got, err := ParseEncoding(e.String()); err != nil || got != e {
			t.Errorf("ParseEncoding(%q) = %v, %v", e, got, err)
		}
	}
	if _, err := ParseEncoding("opus"); err == nil {
		t.Error("opus was accepted")
	}
}

// TestLinear32: full scale is ±1, louder is clipped, and samples survive.
func TestLinear32(t *testing.T) {
	d := Decoder{Encoding: Linear32}
	if got := d.Append(nil, float32s(0.5, -1, 7, float32(math.NaN()))); !slices.Equal(got, []int16{16384, -32768, 32767, 0}) {
		t.Errorf("floats become %v", got)
	}
	want := noise(1, 100)
	if got := d.Append(nil, Linear32.Append(nil, want)); !slices.Equal(got, want) {
		t.Error("samples do not survive")
	}
}

// FuzzDecoder: wherever the bytes are cut, the samples are the same, and none is made up.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5}, uint64(1), byte(0), byte(1))
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, uint64(7), byte(3), byte(2))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64, e, channels byte) {
		encoding, count := Encoding(e%4), int(channels%21)
		frame := encoding.Size() * max(count, 1)
		whole := Decoder{Encoding: encoding, Channels: count}
		want := whole.Append(nil, b)
		if len(want) != len(b)/frame*max(count, 1) {
			t.Fatalf("%d bytes of %v with %d channels gave %d samples", len(b), encoding, count, len(want))
		}
		pieces := Decoder{Encoding: encoding, Channels: count}
		var got []int16
		rng := rand.New(rand.NewPCG(seed, 0))
		for rest := b; len(rest) > 0; {
			n := 1 + rng.IntN(len(rest))
			got = pieces.Append(got, rest[:n])
			rest = rest[n:]
		}
		if !slices.Equal(got, want) || pieces.Partial() != whole.Partial() {
			t.Fatalf("in pieces: %v, at once: %v", got, want)
		}
		if back := Linear16.Append(nil, got); encoding == Linear16 && !bytes.HasPrefix(b, back) {
			t.Fatalf("bytes do not survive: %v, %v", b, back)
		}
	})
}

func BenchmarkMuLaw(b *testing.B) {
	samples, buf, d := make([]int16, 320), []byte(nil), Decoder{Encoding: MuLaw}
	b.ReportAllocs()
	for b.Loop() {
		buf = MuLaw.Append(buf[:0], samples)
		samples = d.Append(samples[:0], buf)
	}
}
