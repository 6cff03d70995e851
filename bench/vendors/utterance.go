package vendors

import (
	"math"
	"math/cmplx"
	"strings"

	"github.com/visavis/visavis"
)

// The code of speech. A byte of text, a letter, is a sound of 1/15 s: harmonics of a pitch of 160 Hz,
// two for each bit, of which one sounds, and two for a clock that changes from letter to letter, so
// that "oo" are two. A space is quiet. So a letter is as loud as any other, whatever the gain; the
// whole is periodic, as a voice is; and the harmonics that change are as restless as formants.
const (
	lettersPerSecond = 15
	pitchHz          = 160
	pairs            = 9 // eight bits and the clock
	clockPair        = 8
	firstHarmonic    = 2 // the fundamental always sounds
	harmonics        = 2 * pairs
	// loudness is the amplitude of one harmonic; ten sound at once.
	loudness = 1100
	// fade is how long a letter takes to come and go, as a share of it.
	fade = 0.12
)

// letterAt returns the sample at which the n-th letter begins.
func letterAt(n int, rate visavis.SampleRate) int64 {
	return int64(n) * int64(rate) / lettersPerSecond
}

// Utterance returns what it sounds like when somebody says text, at [visavis.MicRate]: 15 letters a
// second. White space counts as one space; there is no quiet before or after.
func Utterance(text string) []int16 { return Speak(text, visavis.MicRate) }

// Speak is Utterance at another rate, 8000 at least.
func Speak(text string, rate visavis.SampleRate) []int16 {
	text = strings.Join(strings.Fields(text), " ")
	pcm := make([]int16, letterAt(len(text), rate))
	for i := range len(text) {
		if text[i] != ' ' {
			voice(pcm[letterAt(i, rate):letterAt(i+1, rate)], letterAt(i, rate), text[i], i%2 == 1, rate)
		}
	}
	return pcm
}

// voice makes the sound of a letter. at is where it begins: the phase goes on from letter to letter.
func voice(pcm []int16, at int64, letter byte, clock bool, rate visavis.SampleRate) {
	var tone, turn [pairs + 1]complex128 // of each harmonic: where it is, and how it moves on
	step := 2 * math.Pi * pitchHz / float64(rate)
	for i := range tone {
		h, phase := 1, 0.0
		if i < pairs {
			h = sounding(i, letter, clock)
			phase = spread(h)
		}
		tone[i] = cmplx.Rect(1, step*float64(h)*float64(at)+phase)
		turn[i] = cmplx.Rect(1, step*float64(h))
	}
	for i := range pcm {
		sum := 0.0
		for k := range tone {
			sum += imag(tone[k])
			tone[k] *= turn[k]
		}
		pcm[i] = int16(loudness * envelope(i, len(pcm)) * sum)
	}
}

// sounding returns the harmonic of a pair that sounds for a letter.
func sounding(pair int, letter byte, clock bool) int {
	high := clock
	if pair != clockPair {
		high = letter>>pair&1 == 1
	}
	if high {
		return firstHarmonic + 2*pair + 1
	}
	return firstHarmonic + 2*pair
}

// spread is the phase of a harmonic: without it, all would peak at once (Schroeder's rule).
func spread(h int) float64 { return -math.Pi * float64(h*h) / (harmonics + 1) }

// envelope lets a letter come and go without a click.
func envelope(i, n int) float64 {
	edge := fade * float64(n)
	near := math.Min(float64(i), float64(n-1-i))
	if near >= edge {
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*(near+0.5)/edge)
}
