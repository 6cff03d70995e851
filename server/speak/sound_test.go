package speak

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// noise is what a resampler cannot hide a joint in.
func noise(rng *rand.Rand, n int) []int16 {
	samples := make([]int16, n)
	for i := range samples {
		samples[i] = int16(rng.IntN(20000) - 10000)
	}
	return samples
}

// TestNoClicks: a reply in pieces of any size sounds as if it had been converted whole, to the last bit,
// and nothing of a reply that was broken off is heard in the next.
func TestNoClicks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	s := sound{rate: 24000}
	for _, from := range []visavis.SampleRate{16000, 16000, 24000, 22050, 8000} {
		for range 10 {
			if _, err := s.piece(visavis.Speech{Rate: from, PCM: noise(rng, 1+rng.IntN(500))}); err != nil {
				t.Fatal(err)
			}
			s.drop()
			whole := noise(rng, 1+rng.IntN(5000))
			want, err := pcm.Resample(whole, from, 24000)
			if err != nil {
				t.Fatal(err)
			}
			if got := inPieces(t, rng, &s, from, whole); !slices.Equal(got, want) {
				t.Fatalf("from %d Hz: %d samples in pieces differ from %d at once", from, len(got), len(want))
			}
		}
	}
}

func inPieces(t *testing.T, rng *rand.Rand, s *sound, from visavis.SampleRate, whole []int16) []int16 {
	var got []int16
	for rest := whole; len(rest) > 0; {
		n := 1 + rng.IntN(min(len(rest), 900))
		samples, err := s.piece(visavis.Speech{Rate: from, PCM: rest[:n]})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, samples...)
		rest = rest[n:]
	}
	return append(got, s.rest()...)
}

// TestRateNobodyHas: a voice with a rate that cannot be is at fault.
func TestRateNobodyHas(t *testing.T) {
	s := sound{rate: 24000}
	if _, err := s.piece(visavis.Speech{Rate: 1, PCM: []int16{1}}); err == nil {
		t.Error("1 Hz was taken")
	}
	if rest := s.rest(); len(rest) > 0 {
		t.Errorf("%d samples came of it", len(rest))
	}
}
