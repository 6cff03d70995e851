package acoustic

import "math"

const (
	// perPhone is how many states a sound has: beginning, middle, end.
	perPhone = 3
	// States is how many states there are; those of phone p are 3p, 3p+1 and 3p+2.
	States = Phones * perPhone

	// Behind and Ahead are how many frames around one are looked at together.
	Behind, Ahead = 5, 1
	spliced       = (Behind + 1 + Ahead) * Coefficients

	// Dimensions is what is left of them: the directions in which the states differ most.
	Dimensions = 28
	// Mixtures is how many Gaussians describe a state.
	Mixtures = 2
)

// Features is what a state is recognised by.
type Features [Dimensions]float32

// Model says how likely features are in each state. Once it is in use, only an Adaptation changes it.
type Model struct {
	Mean       Cepstrum // of loud frames of the voices that it was trained on
	Projection [Dimensions][spliced]float32
	States     [States][Mixtures]Gaussian
	Durations  [Phones]Duration
	// Bigram is the logarithm of how often a sound follows another.
	Bigram [Phones][Phones]float32
}

// Gaussian is a normal distribution without correlations.
type Gaussian struct {
	Mean    Features
	Inverse Features // of the variances, halved
	Const   float32  // logarithm of weight and norm
}

// Duration is how long a sound lasts: the logarithm of frames is normally distributed.
type Duration struct{ Mean, Deviation float32 }

// Normalise sets Const for a weight.
func (g *Gaussian) Normalise(weight float64) {
	c := math.Log(max(weight, 1e-6)) - Dimensions/2*math.Log(2*math.Pi)
	for _, v := range g.Inverse {
		c += 0.5 * math.Log(2*float64(v))
	}
	g.Const = float32(c)
}

// LogLikelihood returns the logarithm of the density at x.
func (g *Gaussian) LogLikelihood(x *Features) float32 {
	var s0, s1, s2, s3 float32
	for i := 0; i < Dimensions; i += 4 {
		d0, d1, d2, d3 := x[i]-g.Mean[i], x[i+1]-g.Mean[i+1], x[i+2]-g.Mean[i+2], x[i+3]-g.Mean[i+3]
		s0 += d0 * d0 * g.Inverse[i]
		s1 += d1 * d1 * g.Inverse[i+1]
		s2 += d2 * d2 * g.Inverse[i+2]
		s3 += d3 * d3 * g.Inverse[i+3]
	}
	return g.Const - (s0 + s1 + s2 + s3)
}

// Score writes the log likelihood of every state to dst.
func (m *Model) Score(dst *[States]float32, x *Features) {
	best := float32(math.Inf(-1))
	for s := range m.States {
		dst[s] = m.state(s, x)
		best = max(best, dst[s])
	}
	for s := range dst {
		dst[s] = max(dst[s], best-implausible)
	}
}

// implausible is how much less likely than the best a state can be. It bounds what a click or an
// unheard-of sound can do.
const implausible = 60

// state returns the log likelihood of a state: of its better Gaussian, which is nearly the sum.
func (m *Model) state(s int, x *Features) float32 {
	best := m.States[s][0].LogLikelihood(x)
	for k := 1; k < Mixtures; k++ {
		best = max(best, m.States[s][k].LogLikelihood(x))
	}
	return best
}

// Project writes the features of the middle of a window of frames to dst: window[0] is the oldest.
func (m *Model) Project(dst *Features, window *[spliced]float32) {
	for d := range dst {
		row := &m.Projection[d]
		var s0, s1, s2, s3 float32
		for i := 0; i+3 < spliced; i += 4 {
			s0 += row[i] * window[i]
			s1 += row[i+1] * window[i+1]
			s2 += row[i+2] * window[i+2]
			s3 += row[i+3] * window[i+3]
		}
		for i := spliced &^ 3; i < spliced; i++ {
			s0 += row[i] * window[i]
		}
		dst[d] = s0 + s1 + s2 + s3
	}
}
