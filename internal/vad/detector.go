package vad

import (
	"math"
	"time"
)

const (
	// evens is the likelihood ratio that is speech as likely as not. Steady noises stay below 0.15
	// in 999 of 1000 hops; speech 10 dB above them averages 1.8.
	evens     = 0.35
	steepness = 6.0

	// Hisses and coughs stay below the first in 99 of 100 hops, key clicks below the second.
	weakPeriodicity  = 0.57
	clearPeriodicity = 0.85
)

// Kind says what happened to a turn.
type Kind uint8

const (
	// Start: somebody speaks. Sample is where the speech began.
	Start Kind = iota
	// Pause: it has been quiet for 110 ms. Sample is where the speech ended.
	Pause
	// Resume: the speech goes on after a Pause. Sample is where it began again.
	Resume
	// End: it has been quiet for the hangover; a Pause came before. Sample is where the speech
	// ended.
	End
)

var kindNames = [...]string{"start", "pause", "resume", "end"}

// String returns the event's name in lower case.
func (k Kind) String() string { return kindNames[k] }

// Event is a change of a turn.
type Event struct {
	Kind Kind
	// Sample is the place of what happened, counted from the first sample fed: always before the
	// place where it was noticed.
	Sample int64
	// Voiced is how long the turn has been speech so far, pauses excluded. A cough that gets
	// through has a short one.
	Voiced time.Duration
}

// Config sets a Detector up. The zero value works.
type Config struct {
	// Hangover is how long it must be quiet for a turn to end; 0 means 500 ms.
	Hangover time.Duration
	// Threshold is the probability of speech that counts as speech; 0 means 0.5.
	Threshold float64
	// GuardDB is how much louder speech must be while SetGuard is on; 0 means 6 dB.
	GuardDB float64
}

// Detector finds turns in 16 kHz mono sound.
type Detector struct {
	threshold float64
	guard     float64 // factor of power while the guard is on
	raise     float64 // factor of power now

	spectrum *spectrum
	noise    *noise
	pitch    *pitch
	turns    turns

	samples [window]float64 // the last ones, oldest first
	fill    int             // samples of the next hop that are there already
	fed     int64           // samples fed
	power   [half]float64
	prob    float64
}

// New returns a Detector for a new stream.
func New(cfg Config) *Detector {
	if cfg.Hangover == 0 {
		cfg.Hangover = 500 * time.Millisecond
	}
	if cfg.Threshold == 0 {
		cfg.Threshold = 0.5
	}
	if cfg.GuardDB == 0 {
		cfg.GuardDB = 6
	}
	d := &Detector{
		threshold: cfg.Threshold,
		guard:     math.Pow(10, cfg.GuardDB/10),
		raise:     1,
		spectrum:  newSpectrum(),
		noise:     newNoise(),
		pitch:     newPitch(),
	}
	d.SetHangover(cfg.Hangover)
	return d
}

// SetHangover changes how long it must be quiet for a turn to end, from now on.
func (d *Detector) SetHangover(quiet time.Duration) {
	d.turns.hangover = int64(quiet) * rate / int64(time.Second)
}

// Reset makes ready for a new stream; samples count from 0 again. The guard is off.
func (d *Detector) Reset() {
	d.noise.reset()
	d.turns = turns{hangover: d.turns.hangover}
	d.samples, d.fill, d.fed, d.prob, d.raise = [window]float64{}, 0, 0, 0, 1
}

// SetGuard raises the threshold by Config.GuardDB, for the time in which the agent's own voice may
// leak into the microphone, or takes the raise back.
func (d *Detector) SetGuard(on bool) {
	d.raise = 1
	if on {
		d.raise = d.guard
	}
}

// Probability returns how likely the last 10 ms were speech, 0 to 1, by loudness alone: a noise
// that has just begun looks like speech too.
func (d *Detector) Probability() float64 { return d.prob }

// Voiced returns how long the current turn has been speech, pauses excluded; after its end, how
// long it was.
func (d *Detector) Voiced() time.Duration { return d.turns.voiced() }

// Feed takes the next samples, any number of them, and calls emit for what happened in them.
func (d *Detector) Feed(pcm []int16, emit func(Event)) {
	for len(pcm) > 0 {
		n := min(len(pcm), hop-d.fill)
		at := window - hop + d.fill
		for i, s := range pcm[:n] {
			d.samples[at+i] = float64(s)
		}
		pcm = pcm[n:]
		d.fill += n
		d.fed += int64(n)
		if d.fill == hop {
			d.decide(emit)
			copy(d.samples[:], d.samples[hop:])
			d.fill = 0
		}
	}
}

// decide judges the window that has just been completed.
func (d *Detector) decide(emit func(Event)) {
	if d.fed < window {
		return // with silence in the window the noise floor would begin too low
	}
	d.spectrum.power(&d.power, &d.samples)
	likelihood := d.noise.likelihood(&d.power, d.raise)
	d.prob = 1 / (1 + math.Exp(steepness*(evens-likelihood)))
	like, v := d.prob >= d.threshold, noVoice
	if like {
		v = voiceOf(d.pitch.periodicity(&d.power, d.noise))
	}
	d.turns.hear(d.fed-hop, d.fed-window/2, like, v, emit)
}

func voiceOf(periodicity float64) voice {
	switch {
	case periodicity >= clearPeriodicity:
		return clearVoice
	case periodicity >= weakPeriodicity:
		return weakVoice
	}
	return noVoice
}
