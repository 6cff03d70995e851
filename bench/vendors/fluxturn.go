package vendors

import (
	"math"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

const (
	// updateEvery is how much audio is between two messages.
	updateEvery = 250 * time.Millisecond
	// The confidence that a turn is over grows with the quiet, 1-exp(-quiet/patience): quickly after
	// what ends like a sentence, slowly after what does not.
	patience      = 200 * time.Millisecond
	longPatience  = 2 * time.Second
	mostConfident = 0.99 // so that a threshold of 1 is never reached
	speaking      = 0.05 // while somebody speaks, or nobody has
)

// fluxTurn is where a turn is, section 5.4.
type fluxTurn struct {
	index int
	first int   // the first of its words
	start int64 // sample: what its window begins with
	told  int64 // sample: the last message

	words []visavis.Word // of the latest message
	state turnState
}

type turnState uint8

const (
	idleTurn turnState = iota
	openTurn
	eagerTurn // an EagerEndOfTurn was sent and not taken back
)

func (t *fluxTurn) open() bool { return t.state != idleTurn }

// advance looks at what 20 ms more of audio have changed and sends one message at most.
func (s *streamV2) advance() {
	t := &s.turn
	words := s.ear.words()[t.first:]
	_, text := s.fluxed(words)
	confidence := s.confidence(text)
	switch {
	case t.state == idleTurn && len(words) > 0:
		t.state = openTurn
		s.tell(wire.TurnStarted, words, confidence, "")
	case t.state == eagerTurn && (len(words) > len(t.words) || s.ear.within()):
		t.state = openTurn
		s.tell(wire.TurnResumed, words, confidence, "")
	case t.open() && confidence >= s.limits.eot:
		s.end(words, confidence, wire.TriggerModel)
	case t.open() && s.ear.quiet() >= time.Duration(s.limits.timeout)*time.Millisecond:
		s.end(words, confidence, wire.TriggerTimeout)
	case t.state == openTurn && s.limits.eager > 0 && confidence >= s.limits.eager:
		t.state = eagerTurn
		s.tell(wire.TurnEagerEnd, words, confidence, "")
	case s.ear.rate.D(s.ear.heard-t.told) >= updateEvery:
		s.tell(wire.TurnUpdate, words, confidence, "")
	}
}

// confidence returns how sure it is that the turn is over.
func (s *streamV2) confidence(text string) float64 {
	quiet := s.ear.quiet()
	if quiet < shortestPause || s.ear.within() || text == "" {
		return speaking
	}
	after := longPatience
	if complete(text) {
		after = patience
	}
	return min(mostConfident, math.Round(100*(1-math.Exp(-quiet.Seconds()/after.Seconds())))/100)
}

// end ends the turn; the next one begins.
func (s *streamV2) end(words []visavis.Word, confidence float64, trigger string) {
	s.tell(wire.TurnEnded, words, confidence, trigger)
	s.turn = fluxTurn{
		index: s.turn.index + 1, first: s.turn.first + len(words),
		start: s.ear.heard, told: s.ear.heard,
	}
}

// force ends the turn with what was told last.
func (s *streamV2) force() {
	if !s.turn.open() {
		s.say(s.soon(), wire.FluxWarning{
			RequestID: s.id, SequenceID: s.number(),
			Code: "FORCE_END_TURN_NO_ACTIVE_TURN", Description: "There is no active turn.",
		})
		return
	}
	s.end(s.turn.words, 1, wire.TriggerManual)
}

// update tells what is known now.
func (s *streamV2) update() {
	s.tell(wire.TurnUpdate, s.ear.words()[s.turn.first:], speaking, "")
}

// tell sends a TurnInfo.
func (s *streamV2) tell(event wire.TurnEvent, words []visavis.Word, confidence float64, trigger string) {
	t := &s.turn
	t.told, t.words = s.ear.heard, words
	written, text := s.fluxed(words)
	info := wire.TurnInfo{
		RequestID: s.id, SequenceID: s.number(), Event: event, TurnIndex: t.index,
		AudioWindowStart: s.ear.seconds(t.start), AudioWindowEnd: s.ear.seconds(s.ear.heard),
		Transcript: text, Words: written, EndOfTurnConfidence: confidence, Trigger: trigger,
	}
	if s.multi {
		info.Languages, info.LanguagesHinted = []string{"en"}, s.hints
	}
	s.say(s.soon(), info)
}
