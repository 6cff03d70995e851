package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m) // a coroutine that was not ended counts as a goroutine
}

// TestPieces: the samples do not depend on where the bytes are cut.
func TestPieces(t *testing.T) {
	for _, f := range fixtures() {
		file := f.read(t)
		whole := newDecoder(t, Format{})
		want, err := whole.Append(nil, file)
		if err == nil {
			want, err = whole.Close(want)
		}
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(2) {
			if got, err := decode(t, newDecoder(t, Format{}), file, seed); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %d samples, want %d; error %v", f.name, len(got), len(want), err)
			}
		}
	}
}

// TestProgress: samples come while the stream goes on, not at its end.
func TestProgress(t *testing.T) {
	for _, f := range fixtures() {
		file, d := f.read(t), newDecoder(t, Format{})
		half, err := d.Append(nil, file[:len(file)*3/4])
		if err != nil || len(half) < int(f.rate)*f.channels/4 {
			t.Errorf("%s: three quarters of the file gave %d samples, error %v", f.name, len(half), err)
		}
		if _, err := d.Close(nil); err != nil {
			t.Errorf("%s: a file that was cut short is read as far as it goes, not %v", f.name, err)
		}
	}
}

// TestCutShort: wherever a file ends, there are samples of what came, or a *DataError.
func TestCutShort(t *testing.T) {
	for _, f := range fixtures() {
		file := f.read(t)
		for n := 0; n < len(file); n += 1 + n/3 {
			_, err := decode(t, newDecoder(t, Format{}), file[:n], 1)
			var de *DataError
			if err != nil && !errors.As(err, &de) {
				t.Errorf("%s cut at %d: error %T", f.name, n, err)
			}
		}
	}
}

// TestDamaged: bits that fell over end a stream at worst.
func TestDamaged(t *testing.T) {
	for _, f := range fixtures() {
		for seed := range uint64(5) {
			file, rng := slices.Clone(f.read(t)), rand.New(rand.NewPCG(seed, 1))
			for range 1 + seed {
				file[rng.IntN(len(file))] ^= 1 << rng.IntN(8)
			}
			_, err := decode(t, newDecoder(t, Format{}), file, seed)
			var de *DataError
			if err != nil && !errors.As(err, &de) {
				t.Errorf("%s: error %T", f.name, err)
			}
		}
	}
}

// hostile are beginnings that claim far more than follows.
func hostile() map[string][]byte {
	return map[string][]byte{
		"ID3 tag of 256 MB":       append([]byte("ID3\x04\x00\x00\x7F\x7F\x7F\x7F"), make([]byte, 100)...),
		"Ogg packet without end":  endlessOgg(6 << 20),
		"WebM element of 1 GB":    []byte("\x1A\x45\xDF\xA3\x80\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xA3\x10\x40\x00\x00\x00"),
		"WAV chunk of 4 GB":       []byte("RIFF\xFF\xFF\xFF\xFFWAVEfmt \xFF\xFF\xFF\xFF"),
		"FLAC block of 16 MB":     append([]byte("fLaC\x04\xFF\xFF\xFF"), make([]byte, 100)...),
		"WebM in itself, forever": []byte(strings.Repeat("\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 3000)),
	}
}

// endlessOgg is a stream whose second packet goes on for so many bytes.
func endlessOgg(size int) []byte {
	all := oggPage(nil, 2, 0, []byte{19}, []byte("OpusHead\x01\x01\x00\x00\x80\xBB\x00\x00\x00\x00\x00"))
	lacing := slices.Repeat([]byte{255}, 255)
	for i := uint32(1); len(all) < size; i++ {
		all = oggPage(all, min(byte(i)-1, 1), i, lacing, make([]byte, 255*255))
	}
	return all
}

// oggPage appends a page with its checksum (RFC 3533, section 6).
func oggPage(dst []byte, flags byte, index uint32, lacing, body []byte) []byte {
	page := append([]byte("OggS\x00"), flags)
	page = binary.LittleEndian.AppendUint64(page, 0)
	page = binary.LittleEndian.AppendUint32(page, 7)
	page = binary.LittleEndian.AppendUint32(page, index)
	page = append(page, 0, 0, 0, 0, byte(len(lacing)))
	page = slices.Concat(page, lacing, body)
	var sum uint32
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			sum = sum<<1 ^ sum>>31*0x04C11DB7
		}
	}
	binary.LittleEndian.PutUint32(page[22:], sum)
	return append(dst, page...)
}

// TestMemory: what a header claims is not what is allocated.
func TestMemory(t *testing.T) {
	for name, b := range hostile() {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decode(t, newDecoder(t, Format{}), b, 1)
		runtime.ReadMemStats(&after)
		// Twice the longest packet while it grows, and once more when it is passed on.
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 12*maxPacket {
			t.Errorf("%s: %d MB allocated for %d bytes", name, taken>>20, len(b))
		}
		var de *DataError
		if !errors.As(err, &de) {
			t.Errorf("%s: error %v, want a *DataError", name, err)
		}
	}
}

// TestExpansion: a few bytes that claim to be hours do not fill the memory, while a long silence is
// nothing to complain of.
func TestExpansion(t *testing.T) {
	silence := encode(t, newEncoder(t, Output{Encoding: flacStream}), make([]int16, 20*22050))
	if got, err := decode(t, newDecoder(t, Format{}), silence, 1); err != nil || len(got) != 20*22050 {
		t.Errorf("twenty seconds of silence: %d samples, error %v", len(got), err)
	}
	bomb := flacBomb(t, 40)
	got, err := newDecoder(t, Format{}).Append(nil, bomb)
	if most := maxExpansion*len(bomb) + 1<<16; err == nil || len(got) > most {
		t.Errorf("%d samples of %d bytes, error %v; want no more than %d", len(got), len(bomb), err, most)
	}
}

// flacBomb is silence in the longest frames that there are.
func flacBomb(t *testing.T, frames int) []byte {
	var b bytes.Buffer
	e, err := flac.NewEncoder(&b, &meta.StreamInfo{BlockSizeMin: 32768, BlockSizeMax: 32768, SampleRate: 8000, NChannels: 1, BitsPerSample: 16})
	for range frames {
		if err != nil {
			t.Fatal(err)
		}
		err = e.WriteFrame(&frame.Frame{
			Header:    frame.Header{HasFixedBlockSize: true, BlockSize: 32768, SampleRate: 8000, BitsPerSample: 16},
			Subframes: []*frame.Subframe{{SubHeader: frame.SubHeader{Pred: frame.PredConstant}, Samples: make([]int32, 32768), NSamples: 32768}},
		})
	}
	return b.Bytes()
}

// TestForgotten: closing ends the coroutine of a stream in its midst; goleak sees to it.
func TestForgotten(t *testing.T) {
	for _, f := range fixtures() {
		d := newDecoder(t, Format{})
		if _, err := d.Append(nil, f.read(t)[:500]); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
		d.Close(nil)
		if got, err := d.Close(nil); len(got) > 0 || err != nil {
			t.Errorf("%s: closed twice: %d samples, %v", f.name, len(got), err)
		}
	}
}

// FuzzContainer: garbage in a container gives samples or a *DataError, without a panic that gets
// through or a coroutine that stays.
func FuzzContainer(f *testing.F) {
	for _, x := range fixtures() {
		b, err := os.ReadFile("testdata/" + x.name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 3000)], uint64(1))
	}
	for name, b := range hostile() {
		if !strings.Contains(name, "without end") {
			f.Add(b, uint64(2))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) { fuzz(t, Format{}, b, seed) })
}

// FuzzOpusPackets: a packet of any bytes is decoded or refused.
func FuzzOpusPackets(f *testing.F) {
	for _, x := range fixtures()[:5] {
		all, _ := packets(f, x.read(f))
		f.Add(all[3], all[4], x.channels == 2)
	}
	f.Fuzz(func(t *testing.T, a, b []byte, stereo bool) {
		d := newDecoder(t, Format{Encoding: opusPackets, Channels: map[bool]int{true: 2}[stereo]})
		for _, p := range [][]byte{a, b, a} {
			pcm, err := d.Append(nil, p)
			if _, ok := err.(*DataError); err != nil && !ok {
				t.Fatalf("error %T", err)
			}
			if len(pcm) > opusPacket*d.Channels() {
				t.Fatalf("%d samples of one packet", len(pcm))
			}
		}
	})
}

func fuzz(t *testing.T, f Format, b []byte, seed uint64) {
	d := newDecoder(t, f)
	got, err := decode(t, d, b, seed)
	if _, ok := err.(*DataError); err != nil && !ok {
		t.Fatalf("error %T", err)
	}
	if d.Rate() == 0 && len(got) > 0 || d.Channels() > 0 && len(got)%d.Channels() != 0 {
		t.Fatalf("%d samples, %d channels, %d Hz", len(got), d.Channels(), d.Rate())
	}
}
