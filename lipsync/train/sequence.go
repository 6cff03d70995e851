package main

import (
	"math"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// fitDurations estimates how long each sound lasts.
func fitDurations(m *acoustic.Model, data []sample) {
	for p := range m.Durations {
		sum, squares, n := 0.0, 0.0, 0.0
		for _, x := range data {
			for _, s := range x.phones {
				if s.phone == p {
					l := math.Log(float64(s.to - s.from))
					sum, squares, n = sum+x.weight*l, squares+x.weight*l*l, n+x.weight
				}
			}
		}
		mean := sum / max(n, 1)
		m.Durations[p] = acoustic.Duration{Mean: float32(mean), Deviation: float32(max(0.3, math.Sqrt(max(0, squares/max(n, 1)-mean*mean))))}
	}
}

// fitBigram counts which sound follows which.
func fitBigram(m *acoustic.Model, data []sample) {
	var counts [acoustic.Phones][acoustic.Phones]float64
	for _, x := range data {
		for i := 1; i < len(x.phones); i++ {
			counts[x.phones[i-1].phone][x.phones[i].phone]++
		}
	}
	for p := range counts {
		total := 0.0
		for _, c := range counts[p] {
			total += c + 1
		}
		for q, c := range counts[p] {
			m.Bigram[p][q] = float32(math.Log((c + 1) / total))
		}
	}
}
