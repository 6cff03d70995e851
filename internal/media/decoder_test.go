package media

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// tone is a second of a voice-like sound: three partials, one of them trembling.
func tone(rate visavis.SampleRate) []int16 {
	x := make([]int16, rate)
	for i := range x {
		t := float64(i) / float64(rate)
		v := math.Sin(2*math.Pi*220*t) + 0.5*math.Sin(2*math.Pi*660*t+math.Sin(12*t)) + 0.25*math.Sin(2*math.Pi*1760*t)
		x[i] = int16(6000 * v)
	}
	return x
}

// decode feeds b in pieces of random size and returns all that comes out.
func decode(t testing.TB, d *Decoder, b []byte, seed uint64) ([]int16, error) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 0))
	var out []int16
	var err error
	for len(b) > 0 && err == nil {
		n := 1 + rng.IntN(min(len(b), 3000))
		out, err = d.Append(out, b[:n])
		b = b[n:]
	}
	if err != nil {
		if _, again := d.Append(nil, []byte{0}); again != err {
			t.Errorf("an error is not final: %v after %v", again, err)
		}
		return out, err
	}
	return d.Close(out)
}

func newDecoder(t testing.TB, f Format) *Decoder {
	t.Helper()
	d, err := NewDecoder(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestRaw: what each raw encoding writes is read back, whole frames at a time.
func TestRaw(t *testing.T) {
	want := tone(8000)
	for name, worst := range map[string]int{linear16: 0, linear32: 0, muLaw: 512, aLaw: 512} {
		e, _ := pcm.ParseEncoding(name)
		for _, channels := range []int{0, 1, 2, 20} {
			d := newDecoder(t, Format{Encoding: name, Rate: 8000, Channels: channels})
			if d.Rate() != 8000 || d.Channels() != max(channels, 1) {
				t.Errorf("%s: rate %d, channels %d, want 8000 and %d", name, d.Rate(), d.Channels(), channels)
			}
			got, err := decode(t, d, e.Append(nil, want), 1)
			if err != nil {
				t.Fatal(err)
			}
			if off := distance(got, want); off > worst {
				t.Errorf("%s, %d channels: a sample is off by %d", name, channels, off)
			}
		}
	}
}

// distance is the largest difference between two sounds; far for those of unlike length.
func distance(a, b []int16) int {
	if len(a) != len(b) {
		return math.MaxInt
	}
	most := 0
	for i := range a {
		most = max(most, int(math.Abs(float64(a[i])-float64(b[i]))))
	}
	return most
}

// TestRawFrames: a frame that is cut by a piece's end comes out when it is complete.
func TestRawFrames(t *testing.T) {
	d := newDecoder(t, Format{Encoding: linear32, Rate: 16000, Channels: 3})
	for i, b := range pcm.Linear32.Append(nil, []int16{1, 2, 3}) {
		got, err := d.Append(nil, []byte{b})
		if want := []int16{1, 2, 3}; err != nil || (i == 11) != slices.Equal(got, want) || i < 11 && len(got) > 0 {
			t.Fatalf("byte %d gave %v, %v", i, got, err)
		}
	}
}

// TestWAV: a container tells its own format, whatever the size of the pieces.
func TestWAV(t *testing.T) {
	want := tone(22050)
	for _, e := range []pcm.Encoding{pcm.Linear16, pcm.Linear32} {
		file := e.Append(e.AppendWAVHeader(nil, 22050, pcm.UnknownLength), want)
		d := newDecoder(t, Format{})
		if d.Rate() != 0 || d.Channels() != 0 {
			t.Error("the format is known before the header has come")
		}
		got, err := decode(t, d, file, 2)
		if err != nil || !slices.Equal(got, want) || d.Rate() != 22050 || d.Channels() != 1 {
			t.Errorf("%v: %d samples at %d Hz, error %v", e, len(got), d.Rate(), err)
		}
	}
}

// TestFormatErrors: each names the parameter and what would be right.
func TestFormatErrors(t *testing.T) {
	for _, tt := range []struct {
		f         Format
		parameter string
		want      string
	}{
		{Format{Encoding: "speex", Rate: 8000}, "encoding", "use linear16, linear32,"},
		{Format{Encoding: "mp3"}, "encoding", "leave it out for"},
		{Format{Encoding: linear16}, "sample_rate", "sample_rate is missing: use 8000 to 48000 Hz"},
		{Format{Encoding: muLaw, Rate: 96000}, "sample_rate", "sample_rate=96000"},
		{Format{Encoding: linear16, Rate: 16000, Channels: 21}, "channels", "use 1 to 20"},
		{Format{Encoding: linear16, Rate: 16000, Channels: -1}, "channels", "use 1 to 20"},
	} {
		_, err := NewDecoder(tt.f)
		var fe *FormatError
		if !errors.As(err, &fe) || fe.Parameter != tt.parameter || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one about %s with %q", tt.f, err, tt.parameter, tt.want)
		}
	}
}

// TestDataErrors: what is no audio is told so, and what would be.
func TestDataErrors(t *testing.T) {
	wav := func(rate visavis.SampleRate) []byte { return pcm.Linear16.AppendWAVHeader(nil, rate, 9) }
	for _, tt := range []struct {
		name string
		b    []byte
		want string
	}{
		{"text", []byte("hello, this is not sound"), "no container that is known"},
		{"short", []byte("RIFF"), "name the encoding and sample_rate"},
		{"MP4", []byte("\x00\x00\x00\x18ftypmp42...."), "this is MP4"},
		{"AAC", []byte("\xFF\xF1\x50\x80\x00\x1F\xFC............"), "this is AAC"},
		{"cut header", wav(8000)[:30], "ends before its data chunk"},
		{"impossible rate", wav(1000), "1000 Hz is not supported"},
	} {
		for seed := range uint64(4) {
			_, err := decode(t, newDecoder(t, Format{}), tt.b, seed)
			var de *DataError
			if !errors.As(err, &de) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
			}
		}
	}
}

// TestNothing: a stream that ends before it began is nobody's fault.
func TestNothing(t *testing.T) {
	for _, f := range []Format{{}, {Encoding: linear16, Rate: 16000}} {
		if got, err := newDecoder(t, f).Close(nil); len(got) != 0 || err != nil {
			t.Errorf("%+v: %v, %v", f, got, err)
		}
	}
}

// TestNoAllocations: the steady path of raw and WAV audio costs no memory.
func TestNoAllocations(t *testing.T) {
	piece := pcm.Linear16.Append(nil, tone(8000)[:321])
	piece = piece[:len(piece)-1] // every piece cuts a sample
	wav := newDecoder(t, Format{})
	if _, err := wav.Append(nil, pcm.Linear16.AppendWAVHeader(nil, 16000, pcm.UnknownLength)); err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*Decoder{
		"raw": newDecoder(t, Format{Encoding: linear16, Rate: 16000, Channels: 2}), "WAV": wav,
	} {
		var out []int16
		if n := testing.AllocsPerRun(100, func() { out, _ = d.Append(out[:0], piece) }); n != 0 {
			t.Errorf("%s: %v allocations per piece", name, n)
		}
	}
}

// FuzzDecoder: bytes of any kind give samples or a *DataError, the same ones wherever they are cut.
func FuzzDecoder(f *testing.F) {
	f.Add(pcm.Linear16.Append(pcm.Linear16.AppendWAVHeader(nil, 16000, 3), []int16{1, 2, 3}), uint64(1))
	f.Add(pcm.MuLaw.AppendWAVHeader(nil, 8000, pcm.UnknownLength), uint64(2))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		got, err := decode(t, newDecoder(t, Format{}), b, seed)
		if _, ok := err.(*DataError); err != nil && !ok {
			t.Fatalf("error %T", err)
		}
		again, err2 := decode(t, newDecoder(t, Format{}), bytes.Clone(b), seed+1)
		if (err == nil) != (err2 == nil) || err == nil && !slices.Equal(got, again) {
			t.Fatalf("cut elsewhere: %d samples, %v; before: %d, %v", len(again), err2, len(got), err)
		}
	})
}
