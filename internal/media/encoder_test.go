package media

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

func newEncoder(t testing.TB, o Output) *Encoder {
	t.Helper()
	e, err := NewEncoder(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// encode feeds samples in pieces and returns the whole stream.
func encode(e *Encoder, samples []int16) []byte {
	out := append([]byte(nil), e.Header()...)
	for n := 0; len(samples) > 0; samples = samples[n:] {
		n = min(len(samples), 777)
		out = e.Append(out, samples[:n])
	}
	return e.Close(out)
}

// TestContentTypes holds the table of POST /v1/speak: defaults and content types.
func TestContentTypes(t *testing.T) {
	for _, tt := range []struct {
		o    Output
		want string
		rate visavis.SampleRate
	}{
		{Output{Encoding: linear16}, "audio/wav", 24000},
		{Output{Encoding: linear16, Container: "none"}, "audio/l16;rate=24000", 24000},
		{Output{Encoding: linear16, Container: "none", Rate: 48000}, "audio/l16;rate=48000", 48000},
		{Output{Encoding: muLaw}, "audio/wav", 8000},
		{Output{Encoding: muLaw, Container: "none"}, "audio/mulaw;rate=8000", 8000},
		{Output{Encoding: aLaw, Container: "none", Rate: 16000}, "audio/alaw;rate=16000", 16000},
		{Output{Encoding: linear16, Container: "none", Rate: 44100, AnyRate: true}, "audio/l16;rate=44100", 44100},
		{Output{Encoding: flacStream}, "audio/flac", 22050},
		{Output{Encoding: flacStream, Rate: 48000}, "audio/flac", 48000},
	} {
		e := newEncoder(t, tt.o)
		if e.ContentType() != tt.want || e.Rate() != tt.rate {
			t.Errorf("%+v: %s at %d Hz, want %s at %d", tt.o, e.ContentType(), e.Rate(), tt.want, tt.rate)
		}
	}
}

// TestWAVOutput: what is written as WAV is read back.
func TestWAVOutput(t *testing.T) {
	for name, worst := range map[string]int{linear16: 0, muLaw: 512, aLaw: 512} {
		e := newEncoder(t, Output{Encoding: name})
		want := tone(e.Rate())
		d := newDecoder(t, Format{})
		got, err := decode(t, d, encode(e, want), 3)
		if err != nil || d.Rate() != e.Rate() || distance(got, want) > worst {
			t.Errorf("%s: rate %d, off by %d, error %v", name, d.Rate(), distance(got, want), err)
		}
	}
}

// TestFLACOutput: not a sample is lost, and it takes less room; loud noise and silence, too.
func TestFLACOutput(t *testing.T) {
	voice := tone(22050)
	rng := rand.New(rand.NewPCG(1, 1))
	loud := make([]int16, 5000)
	for i := range loud {
		loud[i] = int16(rng.IntN(1 << 16))
	}
	for _, want := range [][]int16{voice, voice[:1], voice[:flacBlock], loud, make([]int16, 5000), nil} {
		b := encode(newEncoder(t, Output{Encoding: flacStream}), want)
		d := newDecoder(t, Format{})
		got, err := decode(t, d, b, 4)
		if err != nil || !slices.Equal(got, want) || d.Rate() != 22050 {
			t.Errorf("%d samples come back as %d, error %v", len(want), len(got), err)
		}
		if most := 2*len(want) + 200; len(b) > most {
			t.Errorf("%d samples take %d bytes", len(want), len(b))
		}
	}
	if b := encode(newEncoder(t, Output{Encoding: flacStream}), voice); len(b) > 2*len(voice)*4/5 {
		t.Errorf("%d bytes for %d samples of a voice", len(b), len(voice))
	}
}

func TestRawOutputHasNoHeader(t *testing.T) {
	if h := newEncoder(t, Output{Encoding: linear16, Container: "none"}).Header(); len(h) != 0 {
		t.Errorf("a header of %d bytes would be heard as a click", len(h))
	}
}

func TestOutputErrors(t *testing.T) {
	for _, tt := range []struct {
		o         Output
		parameter string
		want      string
	}{
		{Output{Encoding: "aac"}, "encoding", "use linear16"},
		{Output{Encoding: linear16, Rate: 44100}, "sample_rate", "use 8000, 16000, 24000, 32000 or 48000"},
		{Output{Encoding: muLaw, Rate: 24000}, "sample_rate", "encoding=mulaw: use 8000 or 16000"},
		{Output{Encoding: linear16, Container: "ogg"}, "container", "use wav or none"},
		{Output{Encoding: aLaw, BitRate: 64000}, "bit_rate", "leave it out"},
		{Output{Encoding: muLaw, Rate: 50000, AnyRate: true}, "sample_rate", "use 8000 to 48000 Hz"},
		{Output{Encoding: flacStream, Rate: 44100, AnyRate: true}, "sample_rate", "use 8000, 16000, 22050"},
		{Output{Encoding: flacStream, Container: "ogg"}, "container", "leave it out"},
	} {
		_, err := NewEncoder(tt.o)
		var fe *FormatError
		if !errors.As(err, &fe) || fe.Parameter != tt.parameter || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one about %s with %q", tt.o, err, tt.parameter, tt.want)
		}
	}
}

// TestEncoderAllocations: the steady path of raw audio costs no memory.
func TestEncoderAllocations(t *testing.T) {
	e, piece, out := newEncoder(t, Output{Encoding: muLaw}), tone(8000)[:160], []byte(nil)
	if n := testing.AllocsPerRun(100, func() { out = e.Append(out[:0], piece) }); n != 0 {
		t.Errorf("%v allocations per piece", n)
	}
}
