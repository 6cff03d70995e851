package main

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/corpus"
)

// lesson is what a voice reads to us.
type lesson struct {
	voice     string
	sentences int
	// warps are factors of the sampling rate: each makes another speaker of the voice, with a
	// longer or shorter throat.
	warps  []float64
	weight float64 // of a frame
}

// lessons are the voices that the model is trained on. Those that score it are not among them:
// slt, rms, kal16 and kal of flite, kal and slt of festival.
func lessons() []lesson {
	all := []lesson{
		{"flite/awb", 180, []float64{0.87, 0.94, 1, 1.1}, 1},
		{"flite/awb@1.7x1", 140, []float64{1, 1.1, 1.2}, 1},
		{"flite/awb@0.8x0.75", 60, []float64{0.93, 1.05}, 1},
		{"flite/awb@1.3x1.3", 50, []float64{1.05, 1.15}, 1},
		{"festival/ked_diphone", 180, []float64{0.9, 1, 1.1}, 1},
		{"festival/ked_diphone@1.8x1", 140, []float64{1.05, 1.12, 1.2}, 1},
		{"festival/ked_diphone@1.4x0.8", 80, []float64{1, 1.15}, 1},
	}
	for _, v := range []string{
		"en-us", "en-us+m1", "en-us+m3", "en-us+m5", "en-us+m7", "en-us+f1", "en-us+f2", "en-us+f3", "en-us+f4", "en-us+f5",
		"en-us+steph", "en-us+linda", "en-us+Andy", "en-us+Annie", "en-us+michel", "en-us+klatt2",
	} {
		all = append(all, lesson{"espeak/" + v, 20, []float64{1}, 0.5})
	}
	return all
}

// sample is an utterance as the model sees it.
type sample struct {
	frames []acoustic.Cepstrum // less the voice's mean
	phones []segment
	state  []int // of each frame
	weight float64
	mean   acoustic.Cepstrum // of the voice

	features []acoustic.Features // once there is a projection
}

// segment is a phone and its frames.
type segment struct{ phone, from, to int }

func gather(ctx context.Context, s *corpus.Speaker, cache, without string) ([]sample, error) {
	var all []sample
	for i, l := range lessons() {
		if without != "" && strings.HasPrefix(l.voice, without) {
			continue
		}
		spoken, err := s.Cached(ctx, cache, l.voice, corpus.Sentences(uint64(i+1), l.sentences))
		if err != nil {
			return nil, err
		}
		for _, warp := range l.warps {
			all = append(all, samplesOf(spoken, warp, l.weight)...)
		}
	}
	return all, nil
}

// samplesOf returns the utterances of one speaker, less the mean of that speaker.
func samplesOf(spoken []corpus.Utterance, warp, weight float64) []sample {
	var all []sample
	mean := acoustic.NewAverage(&acoustic.Model{Mean: acoustic.Cepstrum{-45}}) // about as loud as all of them
	rng := rand.New(rand.NewPCG(uint64(warp*100), 7))
	for _, u := range spoken {
		x := sampleOf(u, warp, rng)
		x.weight = weight
		for i := range x.frames {
			mean.Add(&x.frames[i])
		}
		all = append(all, x)
	}
	for i := range all {
		all[i].mean = mean.Mean()
		for j := range all[i].frames {
			all[i].frames[j].Subtract(&all[i].mean)
		}
	}
	return all
}

func sampleOf(u corpus.Utterance, warp float64, rng *rand.Rand) (x sample) {
	rate := visavis.SampleRate(float64(u.Rate) * warp)
	front := acoustic.NewFront(rate)
	front.KeepHiss()
	front.Write(noisy(u.PCM, rng))
	front.Close()
	var c acoustic.Cepstrum
	for front.Next(&c) {
		x.frames = append(x.frames, c)
	}
	frameAt := func(sample int64) int { return min(int((sample*100+int64(rate)/2)/int64(rate)), len(x.frames)) }
	for _, p := range u.Phones {
		phone, ok := acoustic.Index(p.Name)
		if from, to := frameAt(p.Start), frameAt(p.End); ok && from < to {
			x.phones = append(x.phones, segment{phone, from, to})
		}
	}
	return x
}

func countFrames(data []sample) (n int) {
	for _, x := range data {
		n += len(x.frames)
	}
	return n
}

// meanOf returns the mean of all voices.
func meanOf(data []sample) (mean acoustic.Cepstrum) {
	for _, x := range data {
		for k, v := range x.mean {
			mean[k] += v / float32(len(data))
		}
	}
	return mean
}

// noisy adds a little noise, of one colour or another, 20 to 60 dB below the speech: the pauses of
// voices are not all alike.
func noisy(pcm []int16, rng *rand.Rand) []int16 {
	power := 0.0
	for _, s := range pcm {
		power += float64(s) * float64(s)
	}
	if rng.IntN(2) == 0 {
		return pcm
	}
	level := math.Sqrt(power/float64(max(1, len(pcm)))) * math.Pow(10, -(20+40*rng.Float64())/20)
	colour := 1.8*rng.Float64() - 0.9 // a pole: rumble or hiss
	level *= math.Sqrt(1 - colour*colour)
	out := make([]int16, len(pcm))
	last := 0.0
	for i, s := range pcm {
		last = colour*last + level*rng.NormFloat64()
		out[i] = int16(max(-32768, min(32767, math.Round(float64(s)+last))))
	}
	return out
}
