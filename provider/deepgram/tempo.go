package deepgram

import (
	"sync"

	"github.com/visavis/visavis"
)

const (
	// usualTempo is how many characters of text a voice says in a second, before it was heard.
	usualTempo = 15
	// tellingText is how many characters say something about the tempo.
	tellingText = 10
	// tempoWeight is that of the latest text.
	tempoWeight = 0.3
)

// tempo is how fast a voice speaks, learnt from what it has said.
type tempo struct {
	mu      sync.Mutex
	perChar float64 // samples
}

func newTempo(rate visavis.SampleRate) *tempo { return &tempo{perChar: float64(rate) / usualTempo} }

// faster returns the tempo of a voice that speaks by a factor faster.
func (t *tempo) faster(factor float64) *tempo {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &tempo{perChar: t.perChar / factor}
}

// samples estimates how long a text is.
func (t *tempo) samples(chars int) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return int64(float64(chars) * t.perChar)
}

// learn takes in how long a text was.
func (t *tempo) learn(chars int, samples int64) {
	if chars < tellingText || samples <= 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.perChar += tempoWeight * (float64(samples)/float64(chars) - t.perChar)
}
