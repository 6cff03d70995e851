package vad

import "math"

const (
	bands   = 20
	lowest  = 100.0  // Hz
	highest = 7400.0 // Hz

	// The noise floor is the minimum of the smoothed power over the last subwindows.
	subwindows   = 8
	subwindowLen = 19 // hops: 1.5 s in all

	// quietest is the least floor: ten steps of a 16-bit sample, 70 dB below full scale. What a
	// microphone lets through while a browser opens it stays below, and may hum.
	quietest = 100.0
	// bandLimit keeps one loud band from speaking for all.
	bandLimit = 6.0
	// smoothing is how much of a hop enters the smoothed power: about 80 ms of memory.
	smoothing = 0.12
	// floorBias sets how far the minimum lies below the mean; measured on white noise.
	floorBias = 1.6
	// priorMemory is how much of the SNR is remembered from hop to hop.
	priorMemory = 0.9
)

// noise follows the noise floor and tells how far the sound stands out of it, in bands of equal
// width for the ear.
type noise struct {
	edges   [bands + 1]int // first bin of each band
	started bool
	smooth  [bands]float64
	minima  [subwindows][bands]float64
	current int            // the subwindow being filled
	filled  int            // its hops
	clean   [bands]float64 // power of speech in the last hop, in terms of the floor
	gain    [bands]float64 // how much of the band is speech, 0..1 (Wiener)
}

func newNoise() *noise {
	n := new(noise)
	mel := func(hz float64) float64 { return math.Log1p(hz / 700) }
	for i := range n.edges {
		m := mel(lowest) + (mel(highest)-mel(lowest))*float64(i)/bands
		n.edges[i] = int(math.Round(700 * math.Expm1(m) * points / rate))
	}
	return n
}

// reset forgets the floor; the tables stay.
func (n *noise) reset() { *n = noise{edges: n.edges} }

// likelihood returns the mean over all bands of the log-likelihood ratio of speech to noise, and
// takes the spectrum into account for the floor. raise makes the floor as many times higher.
func (n *noise) likelihood(power *[half]float64, raise float64) float64 {
	sum := 0.0
	for b := range bands {
		p := mean(power[n.edges[b]:n.edges[b+1]])
		n.track(b, p)
		sum += n.stand(b, p/(n.floor(b)*raise))
	}
	n.advance()
	return sum / bands
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// track smooths the band's power and keeps its minimum.
func (n *noise) track(b int, p float64) {
	p = max(p, quietest)
	if !n.started {
		n.smooth[b] = p
		for i := range n.minima {
			n.minima[i][b] = p
		}
	}
	n.smooth[b] += smoothing * (p - n.smooth[b])
	n.minima[n.current][b] = min(n.minima[n.current][b], n.smooth[b])
}

// floor estimates the noise's power from its minimum. That lies below the mean, the more so the
// fewer bins a band has.
func (n *noise) floor(b int) float64 {
	lowest := n.minima[0][b]
	for i := 1; i < subwindows; i++ {
		lowest = min(lowest, n.minima[i][b])
	}
	width := float64(n.edges[b+1] - n.edges[b])
	return lowest * (1 + floorBias/math.Sqrt(width))
}

// advance moves to the next subwindow when this one is full.
func (n *noise) advance() {
	n.started = true
	if n.filled++; n.filled < subwindowLen {
		return
	}
	n.filled, n.current = 0, (n.current+1)%subwindows
	n.minima[n.current] = n.smooth
}

// stand returns a band's log-likelihood ratio. The SNR before this hop is guessed from the last
// one (Ephraim and Malah's decision-directed estimate), which keeps single peaks of noise down.
func (n *noise) stand(b int, posterior float64) float64 {
	prior := priorMemory*n.clean[b] + (1-priorMemory)*max(posterior-1, 0)
	n.gain[b] = prior / (1 + prior)
	n.clean[b] = n.gain[b] * n.gain[b] * posterior
	return min(bandLimit, posterior*n.gain[b]-math.Log1p(prior))
}
