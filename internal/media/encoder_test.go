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
	e, err := Encoders{Opus: words{}, MP3: words{}}.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// encode feeds samples in pieces and returns the whole stream.
func encode(t testing.TB, e *Encoder, samples []int16) []byte {
	t.Helper()
	out, err := e.Begin(t.Context(), nil)
	for n := 0; len(samples) > 0 && err == nil; samples = samples[n:] {
		n = min(len(samples), 777)
		out, err = e.Append(t.Context(), out, samples[:n])
	}
	if err == nil {
		out, err = e.End(t.Context(), out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
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
		{Output{Encoding: linear16, Container: "none", Rate: 44100, Agent: true}, "audio/l16;rate=44100", 44100},
		{Output{Encoding: flacStream}, "audio/flac", 22050},
		{Output{Encoding: flacStream, Rate: 48000}, "audio/flac", 48000},
		{Output{}, "audio/mpeg", 22050},
		{Output{Container: "wav"}, "audio/wav", 24000},
		{Output{Container: "ogg"}, "audio/ogg;codecs=opus", 48000},
		{Output{Encoding: mp3Stream, BitRate: 32000}, "audio/mpeg", 22050},
		{Output{Encoding: opusPackets}, "audio/ogg;codecs=opus", 48000},
		{Output{Encoding: opusPackets, Container: "ogg", BitRate: 4000}, "audio/ogg;codecs=opus", 48000},
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
		got, err := decode(t, d, encode(t, e, want), 3)
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
		b := encode(t, newEncoder(t, Output{Encoding: flacStream}), want)
		d := newDecoder(t, Format{})
		got, err := decode(t, d, b, 4)
		if err != nil || !slices.Equal(got, want) || d.Rate() != 22050 {
			t.Errorf("%d samples come back as %d, error %v", len(want), len(got), err)
		}
		if most := 2*len(want) + 200; len(b) > most {
			t.Errorf("%d samples take %d bytes", len(want), len(b))
		}
	}
	if b := encode(t, newEncoder(t, Output{Encoding: flacStream}), voice); len(b) > 2*len(voice)*4/5 {
		t.Errorf("%d bytes for %d samples of a voice", len(b), len(voice))
	}
}

// TestFLACRates: a conversation may have any of them, also those that a frame has no number for.
func TestFLACRates(t *testing.T) {
	for _, rate := range []visavis.SampleRate{8000, 11025, 12345, 24000, 44100, 48000} {
		want := tone(rate)
		d := newDecoder(t, Format{})
		got, err := decode(t, d, encode(t, newEncoder(t, Output{Encoding: flacStream, Rate: rate, Agent: true}), want), 4)
		if err != nil || !slices.Equal(got, want) || d.Rate() != rate {
			t.Errorf("%d samples at %d Hz come back as %d at %d, error %v", len(want), rate, len(got), d.Rate(), err)
		}
	}
}

func TestRawOutputHasNoHeader(t *testing.T) {
	if h := encode(t, newEncoder(t, Output{Encoding: linear16, Container: "none"}), nil); len(h) != 0 {
		t.Errorf("a header of %d bytes would be heard as a click", len(h))
	}
}

func TestOutputErrors(t *testing.T) {
	for _, tt := range []struct {
		o         Output
		parameter string
		want      string
	}{
		{Output{Encoding: "aac"}, "encoding", "not supported: use linear16, mulaw, alaw, flac, mp3 or opus"},
		{Output{Encoding: opusPackets, Rate: 24000}, "sample_rate", "use 48000"},
		{Output{Encoding: opusPackets, Rate: 44100, Agent: true}, "sample_rate", "use 8000, 12000, 16000, 24000 or 48000"},
		{Output{Encoding: opusPackets, Container: "wav"}, "container", "use ogg"},
		{Output{Encoding: opusPackets, Container: "none"}, "container", "use ogg"},
		{Output{Encoding: opusPackets, Container: "wav", Agent: true}, "container", "use none or ogg"},
		{Output{Encoding: opusPackets, BitRate: 3999}, "bit_rate", "use 4000 to 650000 bits per second"},
		{Output{Encoding: opusPackets, BitRate: 650001}, "bit_rate", "use 4000 to 650000"},
		{Output{Encoding: mp3Stream, BitRate: 64000}, "bit_rate", "use 32000 or 48000"},
		{Output{Encoding: mp3Stream, Rate: 48000}, "sample_rate", "use 22050"},
		{Output{Encoding: mp3Stream, Container: "wav"}, "container", "leave it out"},
		{Output{Encoding: linear16, Rate: 44100}, "sample_rate", "use 8000, 16000, 24000, 32000 or 48000"},
		{Output{Encoding: muLaw, Rate: 24000}, "sample_rate", "encoding=mulaw: use 8000 or 16000"},
		{Output{Encoding: linear16, Container: "ogg"}, "container", "use wav or none"},
		{Output{Encoding: aLaw, BitRate: 64000}, "bit_rate", "leave it out"},
		{Output{Encoding: muLaw, Rate: 50000, Agent: true}, "sample_rate", "use 8000 to 48000 Hz"},
		{Output{Encoding: flacStream, Rate: 44100}, "sample_rate", "use 8000, 16000, 22050"},
		{Output{Encoding: flacStream, Container: "ogg"}, "container", "leave it out"},
	} {
		_, err := Encoders{Opus: words{}, MP3: words{}}.New(tt.o)
		var fe *FormatError
		if !errors.As(err, &fe) || fe.Parameter != tt.parameter || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one about %s with %q", tt.o, err, tt.parameter, tt.want)
		}
	}
}

// TestEncoderAllocations: the steady path costs no memory.
func TestEncoderAllocations(t *testing.T) {
	for _, o := range []Output{{Encoding: muLaw}, {Encoding: opusPackets}, {Encoding: opusPackets, Container: "none", Agent: true}} {
		e, piece, ctx := newEncoder(t, o), tone(8000)[:160], t.Context()
		out, err := e.Begin(ctx, make([]byte, 0, 1<<16))
		if n := testing.AllocsPerRun(1000, func() { out, err = e.Append(ctx, out[:0], piece) }); n != 0 || err != nil {
			t.Errorf("%v: %v allocations per piece, error %v", o, n, err)
		}
	}
}
