package acoustic

// Subtract takes a mean off.
func (c *Cepstrum) Subtract(mean *Cepstrum) {
	for k := range c {
		c[k] -= mean[k]
	}
}

// Average is the mean of a voice's loud frames: those nearer to the loudest than to the quietest.
type Average struct {
	prior       Cepstrum // of voices in general
	sum         Cepstrum
	n           float32
	quiet, loud float32 // loudness, following the extremes
}

const (
	// usualRange is how much louder, in the first number of a Cepstrum, speech is than a pause.
	usualRange = 50
	// priorFrames is how many frames of a voice weigh as much as all other voices.
	priorFrames = 40
	// mostAveraged bounds how much what was heard weighs against what will be.
	mostAveraged = 4000
)

// NewAverage has heard nothing yet but knows how voices are.
func NewAverage(m *Model) *Average {
	return &Average{prior: m.Mean, quiet: m.Mean[0] - usualRange, loud: m.Mean[0]}
}

// Add takes a frame in.
func (a *Average) Add(c *Cepstrum) {
	a.follow(c[0])
	if c[0] < (a.quiet+a.loud)/2 {
		return
	}
	if a.n >= mostAveraged {
		a.n /= 2
		for k := range a.sum {
			a.sum[k] /= 2
		}
	}
	a.n++
	for k, v := range c {
		a.sum[k] += v
	}
}

// follow moves the extremes towards what is beyond them, at once, and back slowly.
func (a *Average) follow(loudness float32) {
	const forget = 0.002
	a.quiet += forget * (loudness - a.quiet)
	a.loud += forget * (loudness - a.loud)
	a.quiet, a.loud = min(a.quiet, loudness), max(a.loud, loudness)
}

// Frames returns how many loud frames were heard.
func (a *Average) Frames() float32 { return a.n }

// Mean returns the mean, or what it probably is as long as little was heard.
func (a *Average) Mean() (mean Cepstrum) {
	for k := range mean {
		mean[k] = (priorFrames*a.prior[k] + a.sum[k]) / (priorFrames + a.n)
	}
	return mean
}

// Splice returns a frame with its neighbours, as Project takes it. Beyond the ends are the first
// and the last frame again.
func Splice(frames []Cepstrum, at int) *[spliced]float32 {
	var window [spliced]float32
	for i := range Behind + 1 + Ahead {
		j := min(max(at-Behind+i, 0), len(frames)-1)
		copy(window[i*Coefficients:], frames[j][:])
	}
	return &window
}
