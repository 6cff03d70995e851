package vad

import (
	"math"
	"sync"
)

const (
	// The pitch of a voice: 70 to 400 Hz, as periods in samples.
	shortest = rate / 400
	longest  = rate / 70
	// The harmonics that are looked at: 100 to 1600 Hz. Fewer make noise look periodic, and above
	// a voice is breathy.
	firstBin  = 100 * points / rate
	lastBin   = 1600 * points / rate
	pitchBins = lastBin - firstBin
	// overtones begin here: 300 Hz.
	overtones = 300 * points / rate
	// leastOvertones is the share of them in any voice. A slammed door hums without.
	leastOvertones = 0.05
)

// pitch tells voices from noises by autocorrelation, computed from the power spectrum after the
// noise has been taken out of it: a humming fan has a pitch too.
type pitch struct {
	weights [][pitchBins]float64
	voice   [pitchBins]float64 // the spectrum without the noise
}

func newPitch() *pitch { return &pitch{weights: pitchWeights()} }

// pitchWeights returns the weights of the bins for each period that is tried, divided by the
// window's own autocorrelation, so that a steady tone scores 1 at any pitch. All detectors share
// the table, which takes 70 KB and is never written again.
var pitchWeights = sync.OnceValue(func() [][pitchBins]float64 {
	var table [][pitchBins]float64
	hann := hannWindow()
	for t := shortest; t <= longest; t += 1 + t/64 {
		fade := overlap(&hann, t)
		var weights [pitchBins]float64
		for k := range weights {
			weights[k] = math.Cos(2*math.Pi*float64(t*(firstBin+k))/points) / fade
		}
		table = append(table, weights)
	}
	return table
})

// overlap is the window's autocorrelation, 1 at shift 0.
func overlap(hann *[window]float64, shift int) float64 {
	sum := 0.0
	for i := range window - shift {
		sum += hann[i] * hann[i+shift]
	}
	return sum
}

// periodicity returns how periodic the speech in the spectrum is: 1 for a steady voice, around 0.3
// for a hiss.
func (p *pitch) periodicity(power *[half]float64, n *noise) float64 {
	low, high := p.denoise(power, n)
	total := low + high
	if total == 0 || high < leastOvertones*total {
		return 0
	}
	best := 0.0
	for i := range p.weights {
		best = max(best, scalar(&p.weights[i], &p.voice))
	}
	return best / total
}

// denoise fills in p.voice and returns its power below the overtones and from there on.
func (p *pitch) denoise(power *[half]float64, n *noise) (low, high float64) {
	band := 0
	for bin := firstBin; bin < lastBin; bin++ {
		for n.edges[band+1] <= bin {
			band++
		}
		v := power[bin] * n.gain[band] * n.gain[band]
		p.voice[bin-firstBin] = v
		if bin < overtones {
			low += v
		} else {
			high += v
		}
	}
	return low, high
}

func scalar(a, b *[pitchBins]float64) float64 {
	var even, odd float64 // two sums at once, because each addition waits for the one before
	for i := 0; i+1 < pitchBins; i += 2 {
		even += a[i] * b[i]
		odd += a[i+1] * b[i+1]
	}
	return even + odd
}
