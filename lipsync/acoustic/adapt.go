package acoustic

// Adaptation moves a model's Gaussians towards what a voice was heard to say. It belongs to one
// goroutine; Add does not allocate once it has seen a phone of the greatest length.
type Adaptation struct {
	base  *Model
	sums  [States][Mixtures]Features
	count [States][Mixtures]float32

	states []int // for Add
	best   [][perPhone]float32
}

// NewAdaptation adapts a model; the voice has not been heard yet.
func NewAdaptation(base *Model) *Adaptation { return &Adaptation{base: base} }

// mostCounted bounds how much what was heard once weighs against what will be.
const mostCounted = 500

// Add takes in that a phone was heard in some frames. by is the model to divide them by: the base
// one, or one that knows the voice better.
func (a *Adaptation) Add(by *Model, phone int, frames []Features) {
	a.states, a.best = by.divide(a.states, a.best, phone, frames)
	for i, s := range a.states {
		x := &frames[i]
		k := 0
		for j := 1; j < Mixtures; j++ {
			if by.States[s][j].LogLikelihood(x) > by.States[s][k].LogLikelihood(x) {
				k = j
			}
		}
		a.count[s][k]++
		for d, v := range x {
			a.sums[s][k][d] += v
		}
		if a.count[s][k] >= mostCounted {
			a.halve(s, k)
		}
	}
}

func (a *Adaptation) halve(s, k int) {
	a.count[s][k] /= 2
	for d := range a.sums[s][k] {
		a.sums[s][k][d] /= 2
	}
}

// Model returns the base model with its means moved, halfway after prior frames.
func (a *Adaptation) Model(prior float32) *Model {
	m := *a.base
	for phone := range Phones {
		a.Teach(&m, phone, prior)
	}
	return &m
}

// Teach brings a phone of m, which Model has returned before, up to what was added since.
func (a *Adaptation) Teach(m *Model, phone int, prior float32) {
	for s := perPhone * phone; s < perPhone*(phone+1); s++ {
		for k := range m.States[s] {
			base, g := &a.base.States[s][k], &m.States[s][k]
			for d := range g.Mean {
				g.Mean[d] = (prior*base.Mean[d] + a.sums[s][k][d]) / (prior + a.count[s][k])
			}
		}
	}
}

// Copy returns a copy to go on from.
func (a *Adaptation) Copy() *Adaptation {
	return &Adaptation{base: a.base, sums: a.sums, count: a.count}
}

// Divide gives the frames of a phone to its states in the likeliest way, in order, each state
// having one at least where there are enough.
func (m *Model) Divide(phone int, frames []Features) []int {
	states, _ := m.divide(nil, nil, phone, frames)
	return states
}

// divide is Divide with memory to use: for the result, and for the best sums that end in a state.
func (m *Model) divide(states []int, best [][perPhone]float32, phone int, frames []Features) ([]int, [][perPhone]float32) {
	n, first := len(frames), phone*perPhone
	states, best = states[:0], best[:0]
	for i := range frames {
		states = append(states, first+(2*i+1)*perPhone/(2*n))
	}
	if n < perPhone {
		return states, best
	}
	for i := range frames {
		var sum [perPhone]float32
		for k := range perPhone {
			sum[k] = m.state(first+k, &frames[i]) + bestBefore(best, i, k)
		}
		best = append(best, sum)
	}
	k := perPhone - 1
	for i := n - 1; i >= 0; i-- {
		states[i] = first + k
		if i > 0 && k > 0 && best[i-1][k-1] > best[i-1][k] {
			k--
		}
	}
	return states, best
}

// bestBefore returns the best sum that frame i may go on from when it is in state k.
func bestBefore(best [][perPhone]float32, i, k int) float32 {
	const impossible = -1e9
	switch {
	case i < k:
		return impossible
	case i == 0:
		return 0
	case k == 0:
		return best[i-1][0]
	}
	return max(best[i-1][k], best[i-1][k-1])
}
