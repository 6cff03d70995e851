package acoustic

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/visavis/visavis"
)

// TestPower: the transform is that of the definition.
func TestPower(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, points := range []int{256, 512, 1024, 2048} {
		samples, power := make([]float32, points), make([]float32, points/2)
		for i := range samples {
			samples[i] = float32(rng.NormFloat64())
		}
		newFourier(points).power(power, samples)
		for _, k := range []int{0, 1, 7, points/4 + 1, points/2 - 1} {
			var sum complex128
			for n, s := range samples {
				sum += complex(float64(s), 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(k*n)/float64(points)))
			}
			want := real(sum)*real(sum) + imag(sum)*imag(sum)
			if got := float64(power[k]); math.Abs(got-want) > 1e-3*(want+1) {
				t.Errorf("bin %d of %d: power %g, want %g", k, points, got, want)
			}
		}
	}
}

func TestFastLog(t *testing.T) {
	for x := 1e-9; x < 1e9; x *= 1.0137 {
		if got, want := float64(fastLog(float32(x))), math.Log(x); math.Abs(got-want) > 5e-4 {
			t.Fatalf("log %g is %g, want %g", x, got, want)
		}
	}
}

// vowel is a buzz of 120 Hz with the partials of an "ah", d seconds long.
func vowel(rate visavis.SampleRate, seconds float64) []int16 {
	pcm := make([]int16, int(seconds*float64(rate)))
	for i := range pcm {
		t, sum := float64(i)/float64(rate), 0.0
		for f := 120.0; f < 3800; f += 120 {
			near := func(formant, width float64) float64 { return 1 / (1 + math.Pow((f-formant)/width, 2)) }
			sum += (near(730, 90) + 0.5*near(1090, 110) + 0.2*near(2440, 160) + 0.01) * math.Sin(2*math.Pi*f*t)
		}
		pcm[i] = int16(3000 * sum)
	}
	return pcm
}

func cepstra(f *Front, pcm []int16, pieces func() int) (all []Cepstrum) {
	var c Cepstrum
	for len(pcm) > 0 {
		n := min(pieces(), len(pcm))
		f.Write(pcm[:n])
		pcm = pcm[n:]
		for f.Next(&c) {
			all = append(all, c)
		}
	}
	f.Close()
	for f.Next(&c) {
		all = append(all, c)
	}
	return all
}

// TestPieces: how audio is cut makes no difference, to the last bit.
func TestPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, rate := range []visavis.SampleRate{8000, 11025, 16000, 22050, 24000, 44100, 48000} {
		pcm := vowel(rate, 0.5)
		want := cepstra(NewFront(rate), pcm, func() int { return len(pcm) })
		got := cepstra(NewFront(rate), pcm, func() int { return 1 + rng.IntN(400) })
		if len(want) != 50 || len(got) != 50 {
			t.Fatalf("%d Hz: %d and %d frames in half a second, want 50", rate, len(want), len(got))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%d Hz: frame %d differs", rate, i)
			}
		}
	}
}

// TestRates: the same sound has the same cepstrum at every rate that holds it.
func TestRates(t *testing.T) {
	at := func(rate visavis.SampleRate) Cepstrum {
		pcm := vowel(rate, 0.3)
		return cepstra(NewFront(rate), pcm, func() int { return len(pcm) })[15]
	}
	want := at(16000)
	for _, rate := range []visavis.SampleRate{22050, 24000, 32000, 44100, 48000} {
		got := at(rate)
		for k := range want {
			if d := math.Abs(float64(got[k] - want[k])); d > 3 { // what the bands above the vowel hold is rounding noise, spread thinner
				t.Errorf("%d Hz: coefficient %d is %.2f, want %.2f", rate, k, got[k], want[k])
			}
		}
	}
}

func TestFrontDoesNotAllocate(t *testing.T) {
	f, pcm := NewFront(24000), vowel(24000, 0.02)
	var c Cepstrum
	step := func() {
		f.Write(pcm)
		for f.Next(&c) {
		}
	}
	for range 20 {
		step()
	}
	if n := testing.AllocsPerRun(100, step); n != 0 {
		t.Errorf("20 ms cost %v allocations", n)
	}
}
