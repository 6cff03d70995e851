package server

import (
	"sync"

	"github.com/visavis/visavis"
)

// remembered is of how many turns playback can still be reported. A client that is further behind
// has been told to cut all the others.
const remembered = 8

// clock translates between samples of the voice and samples of the client. The session's goroutine
// writes it while audio is sent, the reading goroutine asks it what was heard.
type clock struct {
	mu    sync.Mutex // guards turns
	turns [remembered]track
}

// track is the audio of one turn, on both sides of the resampler.
type track struct {
	turn      int
	from, to  visavis.SampleRate // of the voice, of the client
	made      int64              // samples from the voice
	sent      int64              // samples to the client
	completed bool
}

// update makes t known.
func (c *clock) update(t track) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turns[t.turn%remembered] = t
}

// heard returns which sample of the voice the client has reached when it has played sample of its
// own. ok is false for a turn of which no audio was sent.
func (c *clock) heard(turn int, sample int64) (voice int64, ok bool) {
	c.mu.Lock()
	t := c.turns[turn%remembered]
	c.mu.Unlock()
	if t.turn != turn || t.from == 0 {
		return 0, false
	}
	if sample >= t.sent {
		// More than was sent cannot have been heard, whatever the client says.
		if t.completed {
			return t.made, true
		}
		sample = t.sent
	}
	return min(rescale(sample, t.to, t.from), t.made), true
}

// rescale returns where sample n at rate from lies at rate to, rounded like the length of a
// resampled stream.
func rescale(n int64, from, to visavis.SampleRate) int64 {
	if from == to {
		return n
	}
	return (n*int64(to) + int64(from)/2) / int64(from)
}
