package lipsync

import "github.com/visavis/visavis/lipsync/acoustic"

// doubt measures how much worse the text explains what is heard than any sounds would.
type doubt struct {
	gaps   [judged]float32 // of the last frames with speech, how much better any sounds fit
	at     int
	frames int // with speech since the beginning
	last   float32
}

const (
	// judged is how many frames of speech it takes to know whether the text is right.
	judged = 60
	// tried is how many frames of speech a text that is tried again must fit.
	tried = 45
	// tolerable is how much worse than any sounds the right text is at most, per frame, when the voice
	// is known. The right text stays below 4.2, a wrong one exceeds 10.5.
	tolerable = 6.5
	// tolerableUnknown is the same for a voice that was never heard: below 4.2 and above 6.6.
	tolerableUnknown = 5.8
	// fitting is the same for a text that was wrong before.
	fitting = 3.5
	// teaching is the same for a text that a voice is learnt from. A voice unlike any other is learnt
	// from little less than what is tolerable, or it would be doubted before it is known.
	teaching = 4.5
	// certain is the same for words that somebody relies on. The right text stays below it nearly all
	// of the time, tones and hums do not.
	certain = 1.5
	// restful is how many frames a pause has at which a text is tried again.
	restful = 12
	// lastNodes are the end of a text: two sounds and a pause.
	lastNodes = 3
	// candidates is how many words ahead are tried, and skipped the cost of each.
	candidates, skipped = 60, 4
)

func (d *doubt) reset(gap float32) { d.at, d.frames, d.last = 0, 0, gap }

// hear takes in by how much any sounds are better than the text so far.
func (d *doubt) hear(gap float32, speech bool) {
	if speech {
		d.gaps[d.at%judged] = gap - d.last
		d.at++
		d.frames++
	}
	d.last = gap
}

// judges reports whether enough was heard to know whether the text is right.
func (d *doubt) judges() bool { return d.frames >= judged }

// perFrame returns how much worse the text is per frame of speech.
func (d *doubt) perFrame() float32 {
	sum, n := float32(0), min(d.frames, judged)
	for _, g := range d.gaps[:n] {
		sum += g
	}
	return sum / float32(max(1, n))
}

// trusts reports whether the text is so surely right that the voice may be learnt from it.
func (d *doubt) trusts() bool { return d.judges() && d.perFrame() < teaching }

// judge decides which search is believed.
func (a *Aligner) judge() {
	if a.active == &a.text || a.trial {
		a.doubt.hear(a.free.best.score-a.text.best.score, a.free.where != acoustic.Silence)
	}
	switch {
	case a.active == &a.text:
		if a.doubt.judges() && a.doubt.perFrame() > a.tolerance() {
			a.believe(&a.free)
			a.tryAtOnce()
		}
	case a.pause() >= restful && len(a.words) > 0 && !(a.trial && a.doubt.frames > 0 && a.doubt.perFrame() < fitting):
		a.try() // again and again until the pause is over
	case a.trial && a.doubt.frames >= tried:
		if a.doubt.perFrame() < fitting {
			a.believe(&a.text)
		}
		a.trial = false
		a.tryAtOnce()
	}
}

// tolerance returns how much worse than any sounds the text may be. At its end it is more: a voice may
// breathe out or click, and there is little left to be wrong about.
func (a *Aligner) tolerance() float32 {
	if a.text.graph.next()-a.text.open <= lastNodes {
		return 1.5 * a.voice.tolerable()
	}
	return a.voice.tolerable()
}

// pause returns how many frames there has been no speech.
func (a *Aligner) pause() int32 {
	if s := &a.free; s.where == acoustic.Silence {
		return s.frame - s.best.start
	}
	return 0
}

// tryAtOnce tries a text that is not believed without waiting for a pause. A voice must be known for
// that: of an unknown one too much fits by chance.
func (a *Aligner) tryAtOnce() {
	if a.active == &a.free && a.voice.Known() {
		a.try()
	}
}

// try lets the text begin again in one of the pauses that may follow what was heard of it.
func (a *Aligner) try() {
	g := a.text.graph
	var pauses [candidates]int32
	n := 0
	for number := max(a.reached, g.first); number < g.next() && n < candidates; number++ {
		if g.at(number).word == none {
			pauses[n] = number
			n++
		}
	}
	if n == 0 {
		return
	}
	a.text.grow()
	a.text.restart(a.free.frame, pauses[:n], skipped)
	a.trial = true
	a.doubt.reset(a.free.best.score)
}

// believe makes a search the active one. What the other one has open is over where the open phone
// of the new one begins.
func (a *Aligner) believe(s *search) {
	if at := a.listener.Start(int64(s.opened)); at > a.told.upTo {
		n := a.active.graph.at(a.active.open)
		a.told.phone(nameOf(n.phone), n.stressed, at)
	}
	a.told.endWord()
	a.active = s
	if s.best.score > dead { // else it has just begun again, from nothing
		a.doubt.reset(a.free.best.score - a.text.best.score)
	} else {
		a.doubt.reset(a.free.best.score)
	}
}
