package acoustic

import "github.com/visavis/visavis"

// Listener scores audio frame by frame: how likely is each state? It belongs to one goroutine.
type Listener struct {
	front   *Front
	model   *Model
	average Average

	window   [spliced]float32
	next     Cepstrum
	filled   int // frames in the window
	flushing int // frames that were repeated at the end

	// Features are those of the last frame that was scored.
	Features Features
}

// NewListener listens to audio of a rate.
func NewListener(rate visavis.SampleRate) *Listener { return &Listener{front: NewFront(rate)} }

// Begin listens to a voice, with a model of it and how it is on average as far as that is known.
func (l *Listener) Begin(m *Model, average Average) { l.model, l.average = m, average }

// Average returns how the voice is on average.
func (l *Listener) Average() Average { return l.average }

// Write takes the next piece of audio.
func (l *Listener) Write(pcm []int16) { l.front.Write(pcm) }

// Close says that there is no more.
func (l *Listener) Close() { l.front.Close() }

// Start returns the first sample of a frame.
func (l *Listener) Start(frame int64) int64 { return l.front.Start(frame) }

// Frame returns the frame that a sample is in.
func (l *Listener) Frame(sample int64) int64 { return sample * perSecond / int64(l.front.rate) }

// Next scores the next frame and reports whether there was enough audio for it.
func (l *Listener) Next(scores *[States]float32) bool {
	for {
		if l.front.Next(&l.next) {
			l.push()
		} else if !l.front.closed || l.filled == 0 || l.flushing == Ahead {
			return false
		} else {
			l.flushing++
			l.shift() // the last frame again
		}
		if l.filled > Ahead {
			l.model.Project(&l.Features, &l.window)
			l.model.Score(scores, &l.Features)
			l.hearQuiet(scores)
			return true
		}
	}
}

// push puts a frame at the window's end, less the voice's mean.
func (l *Listener) push() {
	l.average.Add(&l.next)
	mean := l.average.Mean()
	l.next.Subtract(&mean)
	l.shift()
}

func (l *Listener) shift() {
	if l.filled == 0 {
		for i := range Behind + Ahead {
			copy(l.window[(i+1)*Coefficients:], l.next[:])
		}
	}
	copy(l.window[:], l.window[Coefficients:])
	copy(l.window[spliced-Coefficients:], l.next[:])
	l.filled++
}

// quiet is how much less loud than speech a frame is that may well be a pause, whatever its colour.
const quiet = -48

// hearQuiet makes a pause at least as likely as anything else where hardly anything is heard.
func (l *Listener) hearQuiet(scores *[States]float32) {
	if l.window[Behind*Coefficients] > quiet {
		return
	}
	best := scores[0]
	for _, s := range scores {
		best = max(best, s)
	}
	for k := range perPhone {
		scores[perPhone*Silence+k] = best
	}
}
