package codec

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/pcm"
)

// outputs are what a client may ask for and our decoder understands.
func outputs() []media.Output {
	return []media.Output{
		{Encoding: Opus}, {Encoding: Opus, BitRate: 64_000},
		{Encoding: Opus, Container: "ogg", Rate: 16000, Agent: true, BitRate: 24_000},
		{Encoding: Opus, Container: "ogg", Rate: 24000, Agent: true, BitRate: 32_000},
		{Encoding: MP3}, {Encoding: MP3, BitRate: 32_000}, {Encoding: MP3, Rate: 24000, Agent: true},
	}
}

// roundTrip encodes samples, piece by piece, and decodes what comes out.
func roundTrip(t *testing.T, encoders media.Encoders, o media.Output, samples []int16, piece int) []int16 {
	t.Helper()
	return decode(t, whole(t, encoders, o, samples, func() int { return piece }))
}

// whole returns a whole stream.
func whole(t *testing.T, encoders media.Encoders, o media.Output, samples []int16, piece func() int) []byte {
	t.Helper()
	e, err := encoders.New(o)
	if err != nil {
		t.Skip(err) // a library is missing
	}
	defer e.Close()
	ctx := context.Background()
	b, err := e.Begin(ctx, nil)
	for err == nil && len(samples) > 0 {
		n := min(len(samples), piece())
		b, err = e.Append(ctx, b, samples[:n])
		samples = samples[n:]
	}
	if err == nil {
		b, err = e.End(ctx, b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t *testing.T, b []byte) []int16 {
	t.Helper()
	d, err := media.NewDecoder(media.Format{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Append(nil, b)
	if err == nil {
		got, err = d.Close(got)
	}
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestRoundTrip: what is decoded is the sound, from its first sample to its last.
func TestRoundTrip(t *testing.T) {
	encoders := run(t, 1).Encoders(t.Context())
	for _, o := range outputs() {
		e, err := encoders.New(o)
		if err != nil {
			t.Skip(err)
		}
		for _, n := range []int{int(e.Rate()), 12345, 961, 960, 1} {
			b := whole(t, encoders, o, sound(e.Rate(), n), func() int { return 700 })
			got := decode(t, b)
			checkLength(t, o, e.Rate(), len(got), n)
			if o.Encoding == Opus {
				checkEnd(t, b, int64(n)*48000/int64(e.Rate()))
			}
			if n == int(e.Rate()) {
				checkSound(t, o, e.Rate(), got)
			}
		}
	}
}

// lateness is how many samples a decoder cannot know to drop: of an MP3 without a tag.
func lateness(o media.Output) int {
	if o.Encoding == MP3 && o.Agent {
		return 1105
	}
	return 0
}

// checkLength: there are whole packets. Where the sound ends in the last one, Ogg tells besides.
func checkLength(t *testing.T, o media.Output, rate visavis.SampleRate, got, n int) {
	t.Helper()
	want, spare := n+lateness(o), 575
	if o.Encoding == Opus {
		want, spare = n*48000/int(rate), 959
	}
	if got < want || got > want+spare {
		t.Errorf("%+v: %d samples become %d, want %d to %d", o, n, got, want, want+spare)
	}
}

// checkEnd: the last page says that it is the last, and that the sound ends after n samples of 48 kHz.
func checkEnd(t *testing.T, b []byte, n int64) {
	t.Helper()
	const preSkip = 312
	page := b[bytes.LastIndex(b, []byte("OggS")):]
	if end := int64(binary.LittleEndian.Uint64(page[6:])); page[5] != 4 || end != preSkip+n {
		t.Errorf("the last page is of type %d and ends at %d, want 4 and %d", page[5], end, preSkip+n)
	}
}

// checkSound: a second of sound is where it should be, and as clean as the bits allow.
func checkSound(t *testing.T, o media.Output, rate visavis.SampleRate, got []int16) {
	t.Helper()
	want := sound(rate, int(rate))
	if o.Encoding == Opus {
		want = resample(t, want, rate, 48000)
	}
	late := lateness(o)
	kept := snr(want, got[late:])
	t.Logf("%+v: signal to noise %.1f dB", o, kept)
	if kept < 10 {
		t.Errorf("%+v: signal to noise %.1f dB", o, kept)
	}
}

func resample(t *testing.T, x []int16, from, to visavis.SampleRate) []int16 {
	t.Helper()
	y, err := pcm.Resample(x, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// snr is the signal to noise in dB of the middle of a sound.
func snr(want, got []int16) float64 {
	var signal, noise float64
	for i := len(want) / 4; i < len(want)*3/4; i++ {
		w, g := float64(want[i]), float64(got[i])
		signal, noise = signal+w*w, noise+(w-g)*(w-g)
	}
	return 10 * math.Log10(signal/(noise+1e-9))
}

// TestAnyPieces: the stream does not depend on the pieces that the sound comes in.
func TestAnyPieces(t *testing.T) {
	encoders := run(t, 1).Encoders(t.Context())
	rng := rand.New(rand.NewPCG(7, 7))
	for _, o := range outputs() {
		x := sound(24000, 24000)
		want := unnumbered(whole(t, encoders, o, x, func() int { return 960 }))
		got := unnumbered(whole(t, encoders, o, x, func() int { return 1 + rng.IntN(3000) }))
		if !bytes.Equal(got, want) {
			t.Errorf("%+v: %d bytes differ from %d", o, len(got), len(want))
		}
	}
}

// unnumbered blanks what is different in each Ogg stream: its serial number, and the checksums.
func unnumbered(b []byte) []byte {
	for at := 0; at+27 <= len(b) && string(b[at:at+4]) == "OggS"; {
		clear(b[at+14 : at+18])
		clear(b[at+22 : at+26])
		segments := b[at+27 : at+27+int(b[at+26])]
		at += 27 + len(segments)
		for _, n := range segments {
			at += int(n)
		}
	}
	return b
}
