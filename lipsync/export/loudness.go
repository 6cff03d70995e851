package export

import (
	"math"
	"slices"

	"github.com/visavis/visavis"
)

// Loudness is how loud a recording is over time. It takes 400 bytes a second.
type Loudness struct {
	window int // samples: 10 ms
	levels []float32
	sum    float64 // of the squares in the window that is not full yet
	filled int
	full   float64 // the level that counts as 1; 0 until it is asked for
}

// NewLoudness returns the Loudness of audio of a rate.
func NewLoudness(rate visavis.SampleRate) *Loudness { return &Loudness{window: max(1, int(rate)/100)} }

// Write takes the next piece of audio.
func (l *Loudness) Write(pcm []int16) {
	for _, s := range pcm {
		l.sum += float64(s) * float64(s)
		if l.filled++; l.filled == l.window {
			l.levels = append(l.levels, float32(math.Sqrt(l.sum/float64(l.window))))
			l.sum, l.filled = 0, 0
		}
	}
	l.full = 0
}

// quietest is the level, of 32768, below which even the loudest is no voice.
const quietest = 300

// smoothing is how many windows on either side count as well: the beat of a deep voice is no loudness.
const smoothing = 2

// At returns how loud it is around a sample, 0..1. 1 is what one in twenty moments exceeds.
func (l *Loudness) At(sample int64) float64 {
	if l.full == 0 {
		l.full = l.loud()
	}
	i := int(sample) / l.window
	around := l.levels[min(max(0, i-smoothing), len(l.levels)):min(max(0, i+smoothing+1), len(l.levels))]
	sum := 0.0
	for _, level := range around {
		sum += float64(level)
	}
	return min(1, sum/float64(max(1, len(around)))/l.full)
}

func (l *Loudness) loud() float64 {
	if len(l.levels) == 0 {
		return quietest
	}
	sorted := slices.Sorted(slices.Values(l.levels))
	return max(quietest, float64(sorted[len(sorted)*19/20]))
}
