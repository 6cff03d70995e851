package vendors

import (
	"math"
	"strings"

	"github.com/visavis/visavis"
)

const (
	// hopsPerSecond is how often the decoder looks at the sound.
	hopsPerSecond = 200
	// windowHz is the inverse of how long it looks: four periods of the pitch, over which harmonics do
	// not disturb each other.
	windowHz = pitchHz / 4
	// sure is how much louder one harmonic of a pair must be than the other, in power.
	sure = 6.0
	// faintest is the mean amplitude of harmonics below which there is quiet: 55 dB below full scale.
	faintest = 40.0
	// fainter is how much less power than speech lately quiet has, for noisy rooms; hush is what a look
	// leaves of "lately": half in 0.7 s.
	fainter = 0.04
	hush    = 0.995

	hopsPerLetter = float64(hopsPerSecond) / lettersPerSecond
	// leastHops is how much of a letter must be heard: half, less what the window blurs.
	leastHops = 6
	// gapHops is how much quiet is a space.
	gapHops = 5
)

// Words returns the words that were spoken in the code of [Utterance].
func Words(pcm []int16, rate visavis.SampleRate) []string {
	var out []string
	for _, w := range Timed(pcm, rate) {
		out = append(out, w.Text)
	}
	return out
}

// Text is Words in one string.
func Text(pcm []int16, rate visavis.SampleRate) string { return strings.Join(Words(pcm, rate), " ") }

// Timed is Words with their places.
func Timed(pcm []int16, rate visavis.SampleRate) []visavis.Word {
	d := newDecoder(rate)
	d.feed(pcm)
	return d.finish()
}

// decoder reads the code of a stream. It belongs to one goroutine.
type decoder struct {
	rate   visavis.SampleRate
	window []float64
	folded []float64          // one period of the pitch, or all of the window where that has no whole number of samples
	turn   [harmonics]float64 // 2cos of a harmonic's step from sample to sample

	samples []float64 // not yet looked at, and the window before
	next    int64     // the hop that comes next
	base    int64     // position of samples[0]

	lately float64 // power of speech

	run   run // the letter that is being heard
	said  []letter
	words []visavis.Word // complete
}

// symbol is what one look has found: a letter with its clock, quiet, or neither.
type symbol int

const (
	unclear symbol = -1
	quiet   symbol = -2
)

// run is a row of looks with the same symbol.
type run struct {
	symbol      symbol
	hops        int
	first, last int64 // samples: middles of the first and last look
	written     int   // letters it has been taken for already
}

// letter is one byte of a word that is being heard, and where its middle is.
type letter struct {
	value byte
	at    int64
}

func newDecoder(rate visavis.SampleRate) *decoder {
	d := &decoder{rate: rate, run: run{symbol: quiet}}
	n := int(math.Round(float64(rate) / windowHz))
	d.window = make([]float64, n)
	for i := range d.window {
		d.window[i] = (1 - math.Cos(2*math.Pi*(float64(i)+0.5)/float64(n))) / float64(n)
	}
	for h := range harmonics {
		d.turn[h] = 2 * math.Cos(2*math.Pi*pitchHz*float64(firstHarmonic+h)/float64(rate))
	}
	d.folded = make([]float64, n)
	if rate%pitchHz == 0 {
		d.folded = make([]float64, rate/pitchHz)
	}
	return d
}

// feed takes the next samples.
func (d *decoder) feed(pcm []int16) {
	samples := d.samples
	for _, s := range pcm {
		samples = append(samples, float64(s))
	}
	d.samples = samples
	for {
		at := int(d.next*int64(d.rate)/hopsPerSecond - d.base)
		if at+len(d.window) > len(d.samples) {
			d.forget(at)
			return
		}
		d.hear(d.look(d.samples[at:at+len(d.window)]), d.base+int64(at+len(d.window)/2))
		d.next++
	}
}

// forget drops the samples before at.
func (d *decoder) forget(at int) {
	at = min(at, len(d.samples))
	d.samples = append(d.samples[:0], d.samples[at:]...)
	d.base += int64(at)
}

// finish ends the stream and returns all words.
func (d *decoder) finish() []visavis.Word {
	d.endWord()
	return d.words
}

// look decides what a window holds.
func (d *decoder) look(x []float64) symbol {
	power := tonePowers(d.fold(x), d.turn)
	total := 0.0
	for _, p := range power {
		total += p
	}
	d.lately = max(total, d.lately*hush)
	if total < max(pairs*faintest*faintest, fainter*d.lately) {
		return quiet
	}
	return bits(power)
}

// fold weighs the window and lays its periods upon each other: harmonics do not mind, and there is
// less to do. Its memory is the decoder's own, and the race detector's watch over it would cost tests more than
// anything else.
//
//go:norace
func (d *decoder) fold(x []float64) []float64 {
	clear(d.folded)
	n := len(d.folded)
	for from := 0; from < len(x); from += n {
		for i, v := range x[from:min(from+n, len(x))] {
			d.folded[i] += v * d.window[from+i]
		}
	}
	return d.folded
}

// tonePowers returns the square of each harmonic's amplitude (Goertzel's algorithm). As with fold, nobody
// else has what it reads.
//
//go:norace
func tonePowers(x []float64, turn [harmonics]float64) (power [harmonics]float64) {
	var a, b [harmonics]float64
	for _, v := range x {
		for h := range a {
			a[h], b[h] = v+turn[h]*a[h]-b[h], a[h]
		}
	}
	for h := range power {
		power[h] = a[h]*a[h] + b[h]*b[h] - turn[h]*a[h]*b[h]
	}
	return power
}

// bits reads which harmonic of each pair sounds.
func bits(power [harmonics]float64) symbol {
	s := symbol(0)
	for pair := range pairs {
		low, high := power[2*pair], power[2*pair+1]
		switch {
		case high > sure*low:
			s |= 1 << pair
		case low <= sure*high:
			return unclear
		}
	}
	return s
}

// hear takes what one look has found.
func (d *decoder) hear(s symbol, at int64) {
	if s == unclear {
		return
	}
	if s != d.run.symbol {
		d.run = run{symbol: s, first: at}
	}
	d.run.hops++
	d.run.last = at
	d.write()
}

// write turns the run into letters as soon as enough of them was heard.
func (d *decoder) write() {
	if d.run.symbol == quiet {
		if d.run.hops >= gapHops {
			d.endWord()
		}
		return
	}
	need := leastHops + float64(d.run.written)*hopsPerLetter
	if float64(d.run.hops) >= need {
		d.run.written++
		d.said = append(d.said, letter{byte(d.run.symbol), d.run.first})
	}
}

// endWord completes the word that is being heard, if there is one.
func (d *decoder) endWord() {
	if w, ok := d.open(); ok {
		d.words = append(d.words, w)
	}
	d.said = d.said[:0]
}

// open returns the word that is being heard, as far as it was heard.
func (d *decoder) open() (visavis.Word, bool) {
	if len(d.said) == 0 {
		return visavis.Word{}, false
	}
	text := make([]byte, len(d.said))
	for i, l := range d.said {
		text[i] = l.value
	}
	last := min(d.said[len(d.said)-1].at+letterAt(1, d.rate), d.base+int64(len(d.samples)))
	return visavis.Word{
		Text: strings.ToValidUTF8(string(text), "?"), Confidence: 0.99,
		Start: d.said[0].at, End: last,
	}, true
}
