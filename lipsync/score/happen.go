package main

import (
	"math"
	"math/rand/v2"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/lipsync/corpus"
)

// noise adds white noise 20 dB below the speech.
func noise(u corpus.Utterance) corpus.Utterance {
	rng := rand.New(rand.NewPCG(uint64(len(u.PCM)), 5))
	return mix(u, func(int) float64 { return rng.NormFloat64() })
}

// music adds a bed of chords with a beat, 20 dB below the speech.
func music(u corpus.Utterance) corpus.Utterance {
	chords := [][]float64{{220, 277.2, 329.6}, {196, 246.9, 293.7}, {174.6, 220, 261.6}, {164.8, 207.7, 246.9}}
	return mix(u, func(i int) float64 {
		t := float64(i) / float64(u.Rate)
		sum, beat := 0.0, math.Exp(-8*math.Mod(t, 0.5))
		for _, f := range chords[int(t/0.5)%len(chords)] {
			for h := 1.0; h < 6; h++ {
				sum += math.Sin(2*math.Pi*f*h*t) / h
			}
		}
		return sum * (0.5 + beat)
	})
}

// mix adds a sound 20 dB below the speech.
func mix(u corpus.Utterance, sound func(i int) float64) corpus.Utterance {
	added, a, b := make([]float64, len(u.PCM)), 0.0, 0.0
	for i, s := range u.PCM {
		added[i] = sound(i)
		a, b = a+float64(s)*float64(s), b+added[i]*added[i]
	}
	gain := math.Sqrt(a/b) / 10
	out := make([]int16, len(u.PCM))
	for i, s := range u.PCM {
		out[i] = int16(max(-32768, min(32767, float64(s)+gain*added[i])))
	}
	u.PCM = out
	return u
}

// telephone is what is left at 8 kHz in G.711.
func telephone(u corpus.Utterance) corpus.Utterance {
	samples, err := pcm.Resample(u.PCM, u.Rate, 8000)
	if err != nil {
		return u
	}
	coded := pcm.MuLaw.Append(nil, samples)
	decoder := pcm.Decoder{Encoding: pcm.MuLaw}
	return stretched(u, decoder.Append(nil, coded), 8000)
}

// telephoned is the same at the rate of before.
func telephoned(u corpus.Utterance) corpus.Utterance {
	t := telephone(u)
	samples, err := pcm.Resample(t.PCM, t.Rate, u.Rate)
	if err != nil {
		return u
	}
	return stretched(u, samples, u.Rate)
}

// silence is as long as the speech.
func silence(u corpus.Utterance) corpus.Utterance {
	u.PCM = make([]int16, len(u.PCM))
	u.Phones = []visavis.Phone{{Name: "SIL", End: int64(len(u.PCM))}}
	return u
}

// faster and slower change the tempo and keep the pitch.
func faster(u corpus.Utterance) corpus.Utterance { return tempo(u, 1/1.3) }
func slower(u corpus.Utterance) corpus.Utterance { return tempo(u, 1.3) }

// tempo makes speech longer by a factor: windows of 30 ms are added up, each where it fits best.
func tempo(u corpus.Utterance, longer float64) corpus.Utterance {
	window := int(u.Rate) * 30 / 1000 &^ 1
	hop, seek := window/2, window/3
	out := make([]float64, int(float64(len(u.PCM))*longer)+2*window)
	for at := 0; at+window < len(out); at += hop {
		from := fit(u.PCM, out, at, int(float64(at)/longer), hop, seek)
		if from+window >= len(u.PCM) {
			break
		}
		for i := range window {
			out[at+i] += float64(u.PCM[from+i]) * (0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(window)))
		}
	}
	pcm := make([]int16, int(float64(len(u.PCM))*longer))
	for i := range pcm {
		pcm[i] = int16(max(-32768, min(32767, out[i])))
	}
	return stretched(u, pcm, u.Rate)
}

// fit returns where near from the input goes on best from the output so far.
func fit(in []int16, out []float64, at, from, hop, seek int) int {
	best, where := math.Inf(-1), from
	for f := max(0, from-seek); f < min(len(in)-hop, from+seek); f += 2 {
		sum := 0.0
		for i := 0; i < hop; i += 2 {
			sum += out[at+i] * float64(in[f+i])
		}
		if sum > best {
			best, where = sum, f
		}
	}
	return where
}

// stretched returns the utterance with other audio of the same words, its times in proportion.
func stretched(u corpus.Utterance, samples []int16, rate visavis.SampleRate) corpus.Utterance {
	scale := float64(len(samples)) / float64(len(u.PCM))
	phones := make([]visavis.Phone, len(u.Phones))
	for i, p := range u.Phones {
		p.Start, p.End = int64(float64(p.Start)*scale), int64(float64(p.End)*scale)
		phones[i] = p
	}
	u.PCM, u.Rate, u.Phones = samples, rate, phones
	return u
}
