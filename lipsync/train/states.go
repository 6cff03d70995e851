package main

import (
	"math"

	"github.com/visavis/visavis/lipsync/acoustic"
)

const perPhone = acoustic.States / acoustic.Phones

// divide gives each third of a phone's frames to one of its states.
func (x *sample) divide() {
	x.state = make([]int, len(x.frames))
	for _, p := range x.phones {
		for i := p.from; i < p.to; i++ {
			x.state[i] = p.phone*perPhone + (2*(i-p.from)+1)*perPhone/(2*(p.to-p.from))
		}
	}
}

// realign gives the frames of each phone to its states in the likeliest way.
func (x *sample) realign(m *acoustic.Model) {
	for _, p := range x.phones {
		copy(x.state[p.from:p.to], m.Divide(p.phone, x.features[p.from:p.to]))
	}
}

// fitStates estimates the Gaussians of all states.
func fitStates(m *acoustic.Model, data []sample) {
	project(m, data)
	floor := varianceOf(data)
	for s := range m.States {
		fitState(&m.States[s], collect(data, s), floor)
	}
}

func project(m *acoustic.Model, data []sample) {
	for i := range data {
		x := &data[i]
		if x.features != nil {
			continue
		}
		x.features = make([]acoustic.Features, len(x.frames))
		for j := range x.frames {
			m.Project(&x.features[j], acoustic.Splice(x.frames, j))
		}
	}
}

// weighted is features and how much they count.
type weighted struct {
	x *acoustic.Features
	w float64
}

func collect(data []sample, state int) (all []weighted) {
	for i := range data {
		for j, s := range data[i].state {
			if s == state {
				all = append(all, weighted{&data[i].features[j], data[i].weight})
			}
		}
	}
	return all
}

// floorShare is the least variance of a Gaussian, as a share of the variance of all speech.
const floorShare = 0.04

// varianceOf returns the least variance in each dimension.
func varianceOf(data []sample) (floor [acoustic.Dimensions]float64) {
	var all []weighted
	for i := range data {
		for j := range data[i].features {
			all = append(all, weighted{&data[i].features[j], data[i].weight})
		}
	}
	_, v, _ := moments(all)
	for d := range floor {
		floor[d] = v[d] * floorShare
	}
	return floor
}

func moments(all []weighted) (mean, variance [acoustic.Dimensions]float64, sum float64) {
	for _, a := range all {
		sum += a.w
		for d, v := range a.x {
			mean[d] += a.w * float64(v)
			variance[d] += a.w * float64(v) * float64(v)
		}
	}
	for d := range mean {
		mean[d] /= max(sum, 1e-9)
		variance[d] = variance[d]/max(sum, 1e-9) - mean[d]*mean[d]
	}
	return mean, variance, sum
}

// fitState splits the Gaussian of a state along its widest directions and refines the parts.
func fitState(g *[acoustic.Mixtures]acoustic.Gaussian, all []weighted, floor [acoustic.Dimensions]float64) {
	mean, variance, _ := moments(all)
	for k := range g {
		for d := range mean {
			side := float64(2*k-len(g)+1) / float64(len(g)) * 0.5
			g[k].Mean[d] = float32(mean[d] + side*math.Sqrt(variance[d]))
			g[k].Inverse[d] = float32(0.5 / max(variance[d], floor[d]))
		}
		g[k].Normalise(1 / float64(len(g)))
	}
	for range 8 {
		refine(g, all, floor)
	}
}

// refine gives every feature to its likelier Gaussian and estimates each from what it got.
func refine(g *[acoustic.Mixtures]acoustic.Gaussian, all []weighted, floor [acoustic.Dimensions]float64) {
	var parts [acoustic.Mixtures][]weighted
	for _, a := range all {
		var ll [acoustic.Mixtures]float64
		best := math.Inf(-1)
		for k := range g {
			ll[k] = float64(g[k].LogLikelihood(a.x))
			best = max(best, ll[k])
		}
		sum := 0.0
		for k := range g {
			ll[k] = math.Exp(ll[k] - best)
			sum += ll[k]
		}
		for k := range g {
			if share := ll[k] / sum; share > 1e-3 {
				parts[k] = append(parts[k], weighted{a.x, a.w * share})
			}
		}
	}
	total := 0.0
	var sums [acoustic.Mixtures]float64
	for k := range g {
		mean, variance, sum := moments(parts[k])
		if sums[k] = sum; sum < 5 {
			continue // too few to say anything
		}
		for d := range mean {
			g[k].Mean[d] = float32(mean[d])
			g[k].Inverse[d] = float32(0.5 / max(variance[d], floor[d]))
		}
		total += sum
	}
	for k := range g {
		g[k].Normalise(sums[k] / max(total, 1e-9))
	}
}

// likelihood returns the mean log likelihood of a frame in its state.
func likelihood(m *acoustic.Model, data []sample) float64 {
	sum, n := 0.0, 0.0
	var scores [acoustic.States]float32
	for i := 0; i < len(data); i += 7 {
		for j := range data[i].features {
			m.Score(&scores, &data[i].features[j])
			sum += float64(scores[data[i].state[j]])
			n++
		}
	}
	return sum / n
}
