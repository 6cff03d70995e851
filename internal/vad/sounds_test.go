package vad

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/visavis/visavis/internal/pcm"
)

// The sounds of the tests: recordings of people, and noises made here.

const recordings = "/usr/share/pocketsphinx/test/data"

// utterances returns recordings of several people, quiet ends cut off.
func utterances(t testing.TB) [][]float64 {
	t.Helper()
	var out [][]float64
	for _, pattern := range []string{"cards/*.wav", "librivox/*.wav", "*.raw"} {
		files, _ := filepath.Glob(filepath.Join(recordings, pattern))
		for _, file := range files {
			out = append(out, trim(load(t, file)))
		}
	}
	if len(out) == 0 {
		t.Skip("no recordings of speech here: apt-get install pocketsphinx-testdata")
	}
	return out
}

func load(t testing.TB, file string) []float64 {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(file, ".raw") {
		return floats(new(pcm.Decoder).Append(nil, b))
	}
	samples, rate, err := pcm.ReadWAV(bytes.NewReader(b))
	if err != nil || rate != 16000 {
		t.Fatalf("%s: rate %d, error %v", file, rate, err)
	}
	return floats(samples)
}

func floats(samples []int16) []float64 {
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = float64(s)
	}
	return out
}

// trim cuts a recording to what stands out of it: from the first to the last 10 ms that are
// within 20 dB of the loudest. Some of the rooms are not much quieter.
func trim(x []float64) []float64 {
	loud := 0.0
	for i := 0; i+hop <= len(x); i += hop {
		loud = max(loud, rms(x[i:i+hop]))
	}
	first, last := len(x), 0
	for i := 0; i+hop <= len(x); i += hop {
		if rms(x[i:i+hop]) > loud/10 {
			first, last = min(first, i), i+hop
		}
	}
	return x[first:last]
}

func rms(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(max(1, len(x))))
}

func scaled(x []float64, factor float64) []float64 {
	out := slices.Clone(x)
	for i := range out {
		out[i] *= factor
	}
	return out
}

func toPCM(x []float64) []int16 {
	out := make([]int16, len(x))
	for i, v := range x {
		out[i] = int16(math.Round(max(-32768, min(32767, v))))
	}
	return out
}

// maker makes n samples of a noise, of any level.
type maker func(rng *rand.Rand, n int) []float64

func white(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.NormFloat64()
	}
	return out
}

// pink noise falls by 3 dB an octave (Kellet's filter).
func pink(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	var a, b, c float64
	for i := range out {
		w := rng.NormFloat64()
		a = 0.99765*a + w*0.0990460
		b = 0.96300*b + w*0.2965164
		c = 0.57000*c + w*1.0526913
		out[i] = a + b + c + w*0.1848
	}
	return out
}

// fan hums at 100 Hz and its harmonics, wobbling a little, over soft wind.
func fan(rng *rand.Rand, n int) []float64 {
	wind := pink(rng, n)
	out := make([]float64, n)
	for i := range out {
		s := float64(i) / rate
		wobble := 1 + 0.1*math.Sin(2*math.Pi*0.7*s)
		for h := 1.0; h <= 6; h++ {
			out[i] += wobble / h * math.Sin(2*math.Pi*100*h*s+h*h)
		}
		out[i] += 0.2 * wind[i]
	}
	return out
}

// keys are typed four to eight times a second: a press and a softer release, a few milliseconds
// each, with the ring of the case.
func keys(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for at := 0; at < n; at += rate/8 + rng.IntN(rate/8) {
		ring := 1500 + 1500*rng.Float64()
		add(out, at, click(rng, 0.004, ring, 0.7+0.6*rng.Float64()))
		add(out, at+rate/20+rng.IntN(rate/20), click(rng, 0.003, ring*1.2, 0.4))
	}
	return out
}

func click(rng *rand.Rand, decay, ring, level float64) []float64 {
	out := make([]float64, rate/30)
	for i := range out {
		s := float64(i) / rate
		out[i] = level * math.Exp(-s/decay) * (rng.NormFloat64() + math.Sin(2*math.Pi*ring*s))
	}
	return out
}

// cough is a burst of breath: a sharp attack, then noise of 150 to 350 ms coloured by the throat.
func cough(rng *rand.Rand, _ int) []float64 {
	n := rate*15/100 + rng.IntN(rate*20/100)
	out := make([]float64, n)
	centre := 500 + 1000*rng.Float64()
	r, w := 0.9, 2*math.Pi*centre/rate
	var y1, y2 float64
	for i := range out {
		s := float64(i) / rate
		level := min(1, s/0.008) * math.Exp(-3*s*rate/float64(n))
		y := rng.NormFloat64() + 2*r*math.Cos(w)*y1 - r*r*y2
		y1, y2 = y, y1
		out[i] = level * y
	}
	return out
}

// coughs come one to three at a time, every two seconds.
func coughs(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for at := rate / 2; at+rate < n; at += 2 * rate {
		place := at
		for range 1 + rng.IntN(3) {
			c := cough(rng, 0)
			add(out, place, c)
			place += len(c) + rng.IntN(rate/10)
		}
	}
	return out
}

// doors slam every two seconds: a crack, then the room's low modes, which have no common pitch.
func doors(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for at := rate / 2; at+rate < n; at += 2 * rate {
		slam := make([]float64, rate/2)
		for i := range slam {
			s := float64(i) / rate
			slam[i] = 2 * rng.NormFloat64() * math.Exp(-s/0.02)
			for m, hz := range []float64{73, 118, 171, 263} {
				slam[i] += math.Exp(-s*(12+6*float64(m))) * math.Sin(2*math.Pi*hz*s+float64(at))
			}
		}
		add(out, at, slam)
	}
	return out
}

func add(dst []float64, at int, x []float64) {
	for i, v := range x {
		if at+i < len(dst) {
			dst[at+i] += v
		}
	}
}

// vowel is a voice of the given pitch saying "ah" for n samples: pulses through three resonances.
func vowel(hz float64, n int) []float64 {
	out := make([]float64, n)
	phase := 0.0
	for i := range out {
		phase += hz / rate * (1 + 0.03*math.Sin(2*math.Pi*3*float64(i)/rate)) // a living pitch
		if phase >= 1 {
			phase--
			out[i] = 1
		}
	}
	for _, formant := range []struct{ hz, width float64 }{{700, 90}, {1200, 110}, {2500, 160}} {
		resonate(out, formant.hz, formant.width)
	}
	for i := range out {
		out[i] *= min(1, float64(min(i, n-1-i))/(0.02*rate)) // no clicks at the ends
	}
	return scaled(out, 2000/rms(out))
}

func resonate(x []float64, hz, width float64) {
	r, c := math.Exp(-math.Pi*width/rate), math.Cos(2*math.Pi*hz/rate)
	var y1, y2 float64
	for i := range x {
		y := x[i] + 2*r*c*y1 - r*r*y2
		x[i], y1, y2 = y, y, y1
	}
}

func decibels(db int) float64 { return math.Pow(10, float64(db)/20) }
