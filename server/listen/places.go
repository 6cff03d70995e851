package listen

import (
	"math"

	"github.com/visavis/visavis"
)

// seconds returns a place as the protocol counts it, exact to a millisecond.
func seconds(at int64) float64 { return rounded(visavis.MicRate.D(at).Seconds()) }

// secondsOf is seconds of a place that may not be known.
func secondsOf(at int64) float64 {
	if at == nowhere {
		return nowhere
	}
	return seconds(at)
}

// between returns the length of a window such that start and duration add up to the next one's start.
func between(start, end int64) float64 { return rounded(seconds(end) - seconds(start)) }

// samples is the inverse of seconds.
func samples(s float64) int64 { return int64(math.Round(s * float64(visavis.MicRate))) }

func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

// confidence returns how sure a transcript is: the engine's own figure, else the mean of its words'.
func confidence(t visavis.Transcript) float64 {
	if t.Confidence > 0 || len(t.Words) == 0 {
		return rounded(t.Confidence)
	}
	sum := 0.0
	for _, w := range t.Words {
		sum += w.Confidence
	}
	return rounded(sum / float64(len(t.Words)))
}
