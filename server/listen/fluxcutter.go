package listen

import (
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/turnend"
	"github.com/visavis/visavis/internal/vad"
	"github.com/visavis/visavis/wire"
)

// longestUtterance of uninterrupted speech is cut, which bounds what a recogniser has to keep.
const longestUtterance = 60 * time.Second

// signKind says what a place in the audio is of importance for.
type signKind uint8

const (
	signHeard    signKind = iota // audio was heard up to there
	signVoice                    // somebody speaks, and the recogniser has an utterance open
	signQuiet                    // speech ended there, which was noticed later
	signCut                      // the recogniser was asked for the end of its utterance, and owes an answer
	signForced                   // ForceEndTurn
	signSettings                 // Configure
)

// sign is what the turns must know of the audio and of the client's messages, in their order.
type sign struct {
	kind signKind
	at   int64 // samples
	// cut: with signForced, the recogniser's utterance was ended with the turn, and it owes an answer.
	cut      bool
	settings *fluxSettings // of signSettings: what is in force now; nil: nothing was changed
	refused  error         // why nothing was changed
}

// cutter finds the speech in a stream and cuts it into utterances for a recogniser, by the quiet
// alone: so the cuts are the same however fast the audio comes and the recogniser answers. An
// utterance ends as soon as the quiet could be enough for an event of the turn, so that its text is
// final by then.
//
// What a method found is in signs and marks until the next call.
type cutter struct {
	detector *vad.Detector
	onVoice  func(vad.Event)
	hang     int64 // quiet that ends an utterance, samples
	timeout  int64 // quiet that ends a turn, samples

	fed      int64
	speaking bool
	quiet    int64 // where speech ended
	open     bool  // the recogniser has an utterance
	began    int64 // where that was told
	closed   bool  // the recogniser was told that the turn is over

	signs []sign
	marks []visavis.Mark // apply after the audio that was fed, in this order
}

func newCutter(r wire.FluxRules) *cutter {
	c := &cutter{detector: vad.New(vad.Config{}), closed: true}
	c.onVoice = c.voice
	c.follow(r)
	return c
}

// follow takes over rules.
func (c *cutter) follow(r wire.FluxRules) {
	c.hang, c.timeout = visavis.MicRate.N(turnend.Rules(r).Cut()), visavis.MicRate.N(r.Timeout)
}

func (c *cutter) reset() { c.signs, c.marks = c.signs[:0], c.marks[:0] }

func (c *cutter) sign(kind signKind, at int64) { c.signs = append(c.signs, sign{kind: kind, at: at}) }

// feed takes the next audio.
func (c *cutter) feed(pcm []int16) {
	c.reset()
	c.fed += int64(len(pcm))
	c.detector.Feed(pcm, c.onVoice)
	c.look()
}

// look ends what is over by now.
func (c *cutter) look() {
	c.sign(signHeard, c.fed)
	quiet := int64(0)
	if !c.speaking {
		quiet = c.fed - c.quiet
	}
	switch {
	case c.open && quiet >= c.hang:
		c.end()
	case c.open && c.fed-c.began >= visavis.MicRate.N(longestUtterance):
		c.end()
		if c.speaking {
			c.begin()
		}
	}
	if !c.closed && quiet >= c.timeout {
		c.closed = true
		c.marks = append(c.marks, visavis.TurnEnd)
	}
}

// voice is what the detector tells while it is fed. Its idea of when a turn is over is not asked for.
func (c *cutter) voice(ev vad.Event) {
	switch ev.Kind {
	case vad.Start, vad.Resume:
		c.speaking, c.closed = true, false
		if !c.open {
			c.begin()
		}
		c.sign(signVoice, c.fed)
	case vad.Pause:
		c.speaking, c.quiet = false, ev.Sample
		c.sign(signQuiet, ev.Sample)
	case vad.End:
	}
}

func (c *cutter) begin() {
	c.open, c.began = true, c.fed
	c.marks = append(c.marks, visavis.SpeechStart)
}

func (c *cutter) end() {
	c.open = false
	c.marks = append(c.marks, visavis.SpeechEnd)
	c.sign(signCut, c.fed)
	if c.speaking {
		c.sign(signVoice, c.fed)
	}
}

// force ends the turn. Somebody who is speaking begins the next one.
func (c *cutter) force() {
	c.reset()
	c.signs = append(c.signs, sign{kind: signForced, at: c.fed, cut: c.open})
	if c.open {
		c.marks = append(c.marks, visavis.SpeechEnd)
	}
	c.marks = append(c.marks, visavis.TurnEnd)
	c.open, c.closed = false, true
	if c.speaking {
		c.closed = false
		c.begin()
		c.sign(signVoice, c.fed)
	}
}

// configure tells of a Configure, which has changed the settings, or not.
func (c *cutter) configure(s fluxSettings, refused error) {
	c.reset()
	told := sign{kind: signSettings, at: c.fed, refused: refused}
	if refused == nil {
		c.follow(s.rules)
		told.settings = &s
	}
	c.signs = append(c.signs, told)
}

// finish ends what is open at the end of the stream.
func (c *cutter) finish() {
	c.reset()
	if c.open {
		c.speaking = false
		c.end()
	}
}
