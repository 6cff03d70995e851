package main

import (
	"math"
	"slices"

	"github.com/visavis/visavis"
)

// How loud speech is, as the root mean square of its louder moments; full scale is 1.
const (
	faint     = 0.01   // less is hardly heard
	usual     = 0.05   // what faint speech is raised to
	noSpeech  = 0.0003 // the noise of an open line: not raised
	louderBy  = 100    // at most
	louderHas = 0.05   // the share of moments that are louder
)

// amplification returns by how much a recording is to be made louder that begins like this: 1 unless
// it is faint.
func amplification(head []int16, rate visavis.SampleRate) float64 {
	var moments []float64
	for moment := range slices.Chunk(head, max(1, int(rate)/piecesPerSecond)) {
		sum := 0.0
		for _, s := range moment {
			sum += float64(s) * float64(s)
		}
		moments = append(moments, math.Sqrt(sum/float64(len(moment)))/-math.MinInt16)
	}
	if len(moments) == 0 {
		return 1
	}
	slices.Sort(moments)
	loud := moments[int(float64(len(moments)-1)*(1-louderHas))]
	if loud >= faint || loud < noSpeech {
		return 1
	}
	return min(usual/loud, louderBy)
}

// amplified are samples made louder.
type amplified struct {
	samples
	by float64
}

func (a amplified) Read(into []int16) (int, error) {
	n, err := a.samples.Read(into)
	if a.by == 1 {
		return n, err
	}
	for i, s := range into[:n] {
		into[i] = int16(max(math.MinInt16, min(math.MaxInt16, a.by*float64(s))))
	}
	return n, err
}
