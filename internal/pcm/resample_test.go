package pcm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/visavis/visavis"
)

// conversions are the ones that happen: microphones to the ears, voices to clients, telephones.
var conversions = []struct{ from, to visavis.SampleRate }{
	{48000, 16000}, {44100, 16000}, {22050, 16000}, {8000, 16000}, {24000, 16000}, {96000, 16000},
	{16000, 24000}, {22050, 24000}, {22050, 48000}, {16000, 48000}, {16000, 8000}, {24000, 44100},
	{44101, 48000}, {47999, 16000}, // interpolated phases
}

func tone(rate visavis.SampleRate, hz, amplitude float64, n int) []int16 {
	out := make([]int16, n)
	for i := range out {
		out[i] = int16(math.Round(amplitude * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))))
	}
	return out
}

func noise(seed uint64, n int) []int16 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]int16, n)
	for i := range out {
		out[i] = int16(rng.IntN(1<<16) - 1<<15)
	}
	return out
}

func decibel(power float64) float64 { return 10 * math.Log10(power) }

func mustResample(t *testing.T, samples []int16, from, to visavis.SampleRate) []int16 {
	t.Helper()
	out, err := Resample(samples, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestResampleTone compares with the tone that should come out, at its exact place: distortion,
// gain and delay all count as error. Rounding to 16 bits alone costs −95 dB at this level.
func TestResampleTone(t *testing.T) {
	for _, c := range conversions {
		for _, hz := range []float64{50, 440, 1000, 3300, 0.42 * float64(min(c.from, c.to))} {
			got := mustResample(t, tone(c.from, hz, 20000, int(c.from)/4), c.from, c.to)
			snr := snrAgainst(got, tone(c.to, hz, 20000, len(got)))
			t.Logf("%d to %d Hz, tone of %.0f Hz: SNR %.1f dB", c.from, c.to, hz, snr)
			if snr < 80 {
				t.Errorf("%d to %d Hz: a tone of %.0f Hz comes out with %.1f dB SNR", c.from, c.to, hz, snr)
			}
		}
	}
}

// snrAgainst leaves the ends out, where a tone that begins from nothing is no tone.
func snrAgainst(got, want []int16) float64 {
	signal, wrong := 0.0, 0.0
	for i := 500; i < len(want)-500; i++ {
		d := float64(got[i]) - float64(want[i])
		signal += float64(want[i]) * float64(want[i])
		wrong += d * d
	}
	return decibel(signal / wrong)
}

// TestResampleAlias: a tone that the lower rate cannot carry is gone.
func TestResampleAlias(t *testing.T) {
	for _, c := range conversions {
		if c.to >= c.from {
			continue
		}
		for _, place := range []float64{0.501, 0.55, 0.7, 0.98} {
			hz := min(place*float64(c.to), 0.499*float64(c.from))
			got := mustResample(t, tone(c.from, hz, 32000, int(c.from)/4), c.from, c.to)
			power := 0.0
			for _, s := range got[500 : len(got)-500] {
				power += float64(s) * float64(s) / float64(len(got)-1000)
			}
			level := decibel((power + 1e-9) / (32000 * 32000 / 2))
			t.Logf("%d to %d Hz, tone of %.0f Hz: alias %.1f dB", c.from, c.to, hz, level)
			if level > -80 {
				t.Errorf("%d to %d Hz: a tone of %.0f Hz leaves %.1f dB", c.from, c.to, hz, level)
			}
		}
	}
}

// TestResampleImage: raising the rate leaves no mirror image of the tone above the old Nyquist.
func TestResampleImage(t *testing.T) {
	got := mustResample(t, tone(16000, 6000, 20000, 16000), 16000, 48000)
	// The image of 6000 Hz is at 10000 Hz: correlate with it.
	var re, im float64
	for i, s := range got[3000:45000] {
		re += float64(s) * math.Cos(2*math.Pi*10000*float64(i)/48000)
		im += float64(s) * math.Sin(2*math.Pi*10000*float64(i)/48000)
	}
	image := 2 * math.Hypot(re, im) / 42000
	if level := 2 * decibel(image/20000); level > -80 {
		t.Errorf("the image is at %.1f dB", level)
	}
}

// TestResamplePlace: a click stays where it was, for offsets of words and lips hold.
func TestResamplePlace(t *testing.T) {
	for _, c := range conversions {
		in := make([]int16, c.from+c.from/10)
		place := int(c.from) // one second: a whole sample at every rate
		in[place] = 30000
		got := mustResample(t, in, c.from, c.to)
		peak := slices.Index(got, slices.Max(got))
		if peak != int(c.to) {
			t.Errorf("%d to %d Hz: a click at 1 s comes out %d samples off", c.from, c.to, peak-int(c.to))
		}
	}
}

// TestResampleInPieces: however the input is cut, the output is the same, and its length is right.
func TestResampleInPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, c := range conversions {
		r, err := NewResampler(c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			in := noise(rng.Uint64(), rng.IntN(9000))
			want := mustResample(t, in, c.from, c.to)
			exact := int(math.Round(float64(len(in)) * float64(c.to) / float64(c.from)))
			if len(want) != exact {
				t.Fatalf("%d to %d Hz: %d samples became %d, want %d", c.from, c.to, len(in), len(want), exact)
			}
			var got []int16
			for rest := in; len(rest) > 0; {
				n := min(len(rest), rng.IntN(3000))
				got = r.Append(got, rest[:n])
				rest = rest[n:]
			}
			if got = r.Flush(got); !slices.Equal(got, want) {
				t.Fatalf("%d to %d Hz: pieces of %d samples differ from the whole", c.from, c.to, len(in))
			}
		}
	}
}

// TestResampleLoud: full-scale input overshoots in the filter and must clip, not wrap around.
func TestResampleLoud(t *testing.T) {
	in := make([]int16, 16000)
	for i := range in {
		in[i] = 32767
		if i/50%2 == 1 {
			in[i] = -32768
		}
	}
	for i, s := range mustResample(t, in, 16000, 48000) {
		inside := i/3%50 > 5 && i/3%50 < 45
		if positive := i/150%2 == 0; inside && (s > 0) != positive {
			t.Fatalf("sample %d of a square wave is %d", i, s)
		}
	}
}

func TestResampleConstant(t *testing.T) {
	in := make([]int16, 9600)
	for i := range in {
		in[i] = 12345
	}
	for _, c := range conversions {
		got := mustResample(t, in, c.from, c.to)
		for _, s := range got[len(got)/3 : len(got)/2] {
			if s != 12345 {
				t.Fatalf("%d to %d Hz: constant input is not constant: %d", c.from, c.to, s)
			}
		}
	}
}

func TestResampleSameRate(t *testing.T) {
	in := noise(1, 1000)
	if got := mustResample(t, in, 16000, 16000); !slices.Equal(got, in) {
		t.Error("the same rate changed the samples")
	}
}

func TestResampleRefuses(t *testing.T) {
	for _, c := range []struct{ from, to visavis.SampleRate }{{0, 16000}, {-1, 16000}, {16000, 3999}, {16000, 1e9}} {
		if _, err := NewResampler(c.from, c.to); err == nil {
			t.Errorf("%d to %d Hz was accepted", c.from, c.to)
		}
	}
}

func TestResampleDoesNotAllocate(t *testing.T) {
	r, err := NewResampler(44100, 16000)
	if err != nil {
		t.Fatal(err)
	}
	in, out := noise(1, 882), make([]int16, 0, 400)
	if n := testing.AllocsPerRun(100, func() { out = r.Append(out[:0], in) }); n != 0 {
		t.Errorf("%v allocations for 20 ms", n)
	}
}

// BenchmarkResample converts 20 ms at a time.
func BenchmarkResample(b *testing.B) {
	for _, c := range conversions {
		b.Run(fmt.Sprintf("%d-%d", c.from, c.to), func(b *testing.B) {
			r, err := NewResampler(c.from, c.to)
			if err != nil {
				b.Fatal(err)
			}
			in, out := noise(1, int(c.from/50)), make([]int16, 0, c.to/25)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				out = r.Append(out[:0], in)
				n++
			}
			b.ReportMetric(float64(n)*0.02/b.Elapsed().Seconds(), "x_real_time")
		})
	}
}

func BenchmarkNewResampler(b *testing.B) {
	for b.Loop() {
		if _, err := NewResampler(44100, 16000); err != nil {
			b.Fatal(err)
		}
	}
}
