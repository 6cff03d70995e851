package vad

import "time"

// The times of a turn, in samples.
const (
	ms = rate / 1000

	// pauseAfter is how long it is quiet before a Pause is told.
	pauseAfter = 110 * ms
	// voiceHold is how long speech may go on without a pitch: a long "s", a whispered end.
	voiceHold = 250 * ms
	// maxLead is how far before its first voice a turn may begin: "ssss-even".
	maxLead = 450 * ms
	// maxGap is how long speech-like sound may be interrupted before its pitch is found.
	maxGap = 50 * ms
)

// voice is how sure a hop's pitch is. A turn opens, goes on after a pause and is held open when that
// has summed up to enough from hop to hop; hops without a pitch count against it.
type voice int

const (
	noVoice    voice = 0
	weakVoice  voice = 1
	clearVoice voice = 2 // the whole window is voiced

	enoughToHold voice = 3
	enoughToOpen voice = 5
)

// state is where a turn is.
type state uint8

const (
	quiet    state = iota // nobody speaks
	speaking              // somebody does
	pausing               // somebody did, and may go on
)

// turns makes turns of decisions. Places are sample numbers.
type turns struct {
	hangover int64

	state state
	run   run   // what may become speech; while speaking, its voice alone
	from  int64 // where the current stretch of speech began
	last  int64 // where the sound was speech last
	pitch int64 // where there was a pitch last
	past  int64 // samples of speech in this turn before the current stretch
}

// run is a stretch of sound that may turn out to be speech: loud enough, of unknown pitch.
type run struct {
	open  bool
	from  int64
	last  int64
	voice voice // summed up
}

// hear takes one hop's decisions: whether it is like speech by loudness, and its pitch. The hop
// begins at sample begin; the window's middle, which its sound is ascribed to at the end of
// speech, is at middle.
func (t *turns) hear(begin, middle int64, like bool, v voice, emit func(Event)) {
	switch {
	case t.state == speaking:
		t.follow(middle, like, v, emit)
	case t.found(begin, like, v):
		t.open(begin, middle, emit)
	case t.state == pausing && middle-t.last >= t.hangover:
		t.state = quiet
		emit(Event{Kind: End, Sample: t.last, Voiced: span(t.past)})
	}
}

// follow goes on with speech until it pauses.
func (t *turns) follow(middle int64, like bool, v voice, emit func(Event)) {
	if t.run.hear(like, v); t.run.voice >= enoughToHold {
		t.pitch = middle
	}
	if like && middle-t.pitch <= voiceHold {
		t.last = middle
	}
	if middle-t.last < pauseAfter {
		return
	}
	t.past += t.last - t.from
	t.state, t.run = pausing, run{}
	emit(Event{Kind: Pause, Sample: t.last, Voiced: span(t.past)})
}

// found reports whether what is heard has become speech.
func (t *turns) found(begin int64, like bool, v voice) bool {
	t.run.hear(like, v)
	if !like {
		t.run.open = t.run.open && begin-t.run.last <= maxGap
		return false
	}
	if !t.run.open {
		t.run.open, t.run.from = true, begin
	}
	t.run.last = begin
	return t.run.voice >= enoughToOpen
}

// hear sums up the voice of a hop.
func (r *run) hear(like bool, v voice) {
	switch {
	case !like:
		r.voice = 0 // a voice does not come in pieces; key clicks do
	case v == noVoice:
		r.voice = max(0, r.voice-1)
	default:
		r.voice = min(r.voice+v, enoughToOpen)
	}
}

// open begins a turn, or goes on with it after a pause.
func (t *turns) open(begin, middle int64, emit func(Event)) {
	kind := Resume
	t.from = max(t.run.from, begin-maxLead, t.last)
	if t.state == quiet {
		kind, t.past = Start, 0
	}
	t.state, t.last, t.pitch = speaking, max(middle, t.from), middle
	emit(Event{Kind: kind, Sample: t.from, Voiced: t.voiced()})
}

// voiced returns how long the current turn has been speech.
func (t *turns) voiced() time.Duration {
	if t.state == speaking {
		return span(t.past + t.last - t.from)
	}
	return span(t.past)
}

func span(samples int64) time.Duration { return time.Duration(samples) * time.Second / rate }
