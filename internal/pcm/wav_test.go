package pcm

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
)

// chunk is one chunk of a WAV file, padded.
func chunk(id string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func riff(chunks ...[]byte) []byte {
	body := slices.Concat(chunks...)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(b, "WAVE"...), body...)
}

func format(tag, channels uint16, rate uint32, bits uint16, extension ...byte) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, tag)
	b = le.AppendUint16(b, channels)
	b = le.AppendUint32(b, rate)
	b = le.AppendUint32(b, rate*uint32(channels*bits/8))
	b = le.AppendUint16(b, channels*bits/8)
	b = le.AppendUint16(b, bits)
	return chunk("fmt ", append(b, extension...))
}

// extensible wraps a tag in the extensible header's sub-format.
func extensible(tag byte) []byte {
	guid := "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"
	return append([]byte{22, 0, 24, 0, 4, 0, 0, 0, tag, 0}, guid...)
}

func float32s(values ...float32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func float64s(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func TestReadWAV(t *testing.T) {
	linear := Linear16.Append(nil, []int16{1, -2, 300})
	stereo := Linear16.Append(nil, []int16{100, 200, -100, -300, 32767, 32767})
	nan := float32(math.NaN())
	for _, tt := range []struct {
		name string
		file []byte
		rate visavis.SampleRate
		want []int16
	}{
		{"16 bits", riff(format(1, 1, 16000, 16), chunk("data", linear)), 16000, []int16{1, -2, 300}},
		{"stereo is averaged", riff(format(1, 2, 44100, 16), chunk("data", stereo)), 44100, []int16{150, -200, 32767}},
		{"8 bits are unsigned", riff(format(1, 1, 8000, 8), chunk("data", []byte{128, 0, 255})), 8000, []int16{0, -32768, 32512}},
		{"24 bits", riff(format(1, 1, 48000, 24), chunk("data", []byte{9, 1, 0, 0, 0, 0x80})), 48000, []int16{1, -32768}},
		{"32 bits", riff(format(1, 1, 48000, 32), chunk("data", []byte{9, 9, 1, 0, 0, 0, 0, 0x80})), 48000, []int16{1, -32768}},
		{"float clips", riff(format(3, 1, 48000, 32), chunk("data", float32s(0.5, -1, 7, nan))), 48000, []int16{16384, -32768, 32767, 0}},
		{"double", riff(format(3, 1, 48000, 64), chunk("data", float64s(0.5, -0.25))), 48000, []int16{16384, -8192}},
		{"µ-law", riff(format(7, 1, 8000, 8, 0, 0), chunk("data", []byte{0xFF, 0x80})), 8000, []int16{0, 32124}},
		{"A-law", riff(format(6, 1, 8000, 8, 0, 0), chunk("data", []byte{0xD5, 0xAA})), 8000, []int16{8, 32256}},
		{"extensible", riff(format(0xFFFE, 1, 48000, 24, extensible(1)...), chunk("data", []byte{9, 1, 0})), 48000, []int16{1}},
		{"other chunks", riff(chunk("JUNK", []byte{1}), format(1, 1, 16000, 16), chunk("LIST", make([]byte, 26)),
			chunk("data", linear), chunk("LIST", make([]byte, 10))), 16000, []int16{1, -2, 300}},
		{"no samples", riff(format(1, 1, 16000, 16), chunk("data", nil), chunk("LIST", make([]byte, 4))), 16000, nil},
		{"half a sample at the end", riff(format(1, 1, 16000, 16), chunk("data", linear[:5])), 16000, []int16{1, -2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rate, err := ReadWAV(iotest.OneByteReader(bytes.NewReader(tt.file)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || rate != tt.rate {
				t.Errorf("rate %d, want %d; samples (-want +got):\n%s", rate, tt.rate, diff)
			}
		})
	}
}

// TestReadStreamedWAV: who streams cannot know the size and writes something else.
func TestReadStreamedWAV(t *testing.T) {
	want := []int16{5, 6, 7}
	for _, sizes := range []struct{ riff, data uint32 }{
		{0xFFFFFFFF, 0xFFFFFFFF}, // ffmpeg
		{0x7FFFFFFF, 0x7FFFFFDB}, // speech services
		{0x7FFFF024, 0x7FFFF000}, // sox
		{0, 0},
		{36, 0},     // a header written for no samples yet
		{1000, 900}, // a recording that was cut short
	} {
		file := Linear16.AppendWAVHeader(nil, 16000, 3)
		binary.LittleEndian.PutUint32(file[4:], sizes.riff)
		binary.LittleEndian.PutUint32(file[40:], sizes.data)
		got, _, err := ReadWAV(bytes.NewReader(Linear16.Append(file, want)))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("sizes %#x, %#x: samples %v, error %v", sizes.riff, sizes.data, got, err)
		}
	}
}

// TestReadWAVErrors: each message says what would help.
func TestReadWAVErrors(t *testing.T) {
	data := chunk("data", make([]byte, 8))
	for _, tt := range []struct {
		name, file string
		want       string
	}{
		{"nothing", "", "empty"},
		{"text", "hello, this is not sound", "not a WAV file"},
		{"short", "RIFF", "not a WAV file"},
		{"ogg", "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00", "this is Ogg, not plain WAV; convert it first"},
		{"mp4", "\x00\x00\x00\x18ftypmp42....", "this is MP4"},
		{"webm", "\x1A\x45\xDF\xA3\x01\x00\x00\x00\x00\x00\x00\x00", "this is WebM"},
		{"no data", string(riff(format(1, 1, 16000, 16))), "ends before its data chunk"},
		{"no format", string(riff(data)), "no fmt chunk"},
		{"short format", string(riff(chunk("fmt ", make([]byte, 3)), data)), "damaged"},
		{"ADPCM", string(riff(format(2, 1, 16000, 4), data)), "format 2 with 4 bits are not supported; convert"},
		{"no channels", string(riff(format(1, 0, 16000, 16), data)), "0 channels"},
		{"no rate", string(riff(format(1, 1, 0, 16), data)), "0 Hz"},
	} {
		_, _, err := ReadWAV(strings.NewReader(tt.file))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func TestReadWAVPassesErrorsOn(t *testing.T) {
	file := Linear16.AppendWAVHeader(nil, 16000, 100)
	r := io.MultiReader(bytes.NewReader(file), iotest.ErrReader(io.ErrClosedPipe))
	if _, _, err := ReadWAV(r); err == nil || !strings.Contains(err.Error(), io.ErrClosedPipe.Error()) {
		t.Errorf("error %v, want the reader's", err)
	}
}

func TestWriteWAV(t *testing.T) {
	var b bytes.Buffer
	want := noise(1, 1001)
	if err := WriteWAV(&b, want, 22050); err != nil {
		t.Fatal(err)
	}
	if size := binary.LittleEndian.Uint32(b.Bytes()[4:]); int(size) != b.Len()-8 {
		t.Errorf("the header says %d bytes follow, %d do", size, b.Len()-8)
	}
	got, rate, err := ReadWAV(&b)
	if err != nil || rate != 22050 || !slices.Equal(got, want) {
		t.Errorf("what was written is not read back: rate %d, error %v", rate, err)
	}
}

// TestHeaders: every header that we write is read back, of known length or not.
func TestHeaders(t *testing.T) {
	for _, e := range []Encoding{Linear16, MuLaw, ALaw, Linear32} {
		for _, length := range []int64{3, UnknownLength} {
			file := e.Append(e.AppendWAVHeader(nil, 8000, length), []int16{8, -8, 32256})
			got, rate, err := ReadWAV(bytes.NewReader(file))
			if err != nil || rate != 8000 || len(got) != 3 {
				t.Errorf("%v, length %d: samples %v, rate %d, error %v", e, length, got, rate, err)
			}
		}
	}
}

// TestWAVDecoder: channels stay apart, only whole frames come out, and what follows them is not sound.
func TestWAVDecoder(t *testing.T) {
	stereo := []int16{1, -1, 2, -2, 3, -3}
	file := riff(format(1, 2, 44100, 16), chunk("data", Linear16.Append(nil, stereo)), chunk("LIST", make([]byte, 10)))
	var d WAVDecoder
	var got []int16
	for i, c := range file {
		var err error
		if got, err = d.Append(got, []byte{c}); err != nil || len(got)%2 != 0 {
			t.Fatalf("byte %d: %d samples, error %v", i, len(got), err)
		}
		if known := i >= 43; known != (d.Rate() == 44100) || known != (d.Channels() == 2) {
			t.Fatalf("after byte %d: %d Hz, %d channels", i, d.Rate(), d.Channels())
		}
	}
	if err := d.Close(); err != nil || !slices.Equal(got, stereo) {
		t.Errorf("samples %v, error %v", got, err)
	}
}

// TestWAVDecoderErrors: an error is final.
func TestWAVDecoderErrors(t *testing.T) {
	var d WAVDecoder
	_, first := d.Append(nil, []byte("this is no sound"))
	if _, err := d.Append(nil, riff()); first == nil || err != first || d.Close() != first {
		t.Errorf("%v, then %v, then %v", first, err, d.Close())
	}
}

func FuzzReadWAV(f *testing.F) {
	f.Add(riff(format(1, 2, 44100, 16), chunk("data", make([]byte, 16))))
	f.Add(riff(format(0xFFFE, 1, 48000, 24, extensible(3)...), chunk("LIST", []byte{1}), chunk("data", make([]byte, 9))))
	f.Add(MuLaw.AppendWAVHeader(nil, 8000, UnknownLength))
	f.Fuzz(func(t *testing.T, file []byte) {
		samples, rate, err := ReadWAV(bytes.NewReader(file))
		if err == nil && rate <= 0 {
			t.Fatalf("rate %d without an error", rate)
		}
		if len(samples) > len(file) {
			t.Fatalf("%d samples from %d bytes", len(samples), len(file))
		}
		var d WAVDecoder
		pushed, pushErr := d.Append(nil, file)
		if pushErr == nil {
			pushErr = d.Close()
		}
		if (err == nil) != (pushErr == nil) || err == nil && !slices.Equal(samples, Mix(pushed, d.Channels())) {
			t.Fatalf("read: %d samples, %v; pushed: %d, %v", len(samples), err, len(pushed), pushErr)
		}
	})
}
