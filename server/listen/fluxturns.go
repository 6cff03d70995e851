package listen

import (
	"math"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/turnend"
	"github.com/visavis/visavis/wire"
)

// updateEvery is how much audio passes between two messages at most.
const updateEvery = 250 * time.Millisecond

// turns are the turns of a stream: what was found in its audio and understood of it goes in,
// messages come out, by the state machine of 5.4. It knows no clock but the count of samples.
//
// A recogniser that goes by the quiet is waited for after each cut: while isWaiting, signs are kept
// back. So turns come out the same however late the answers are. One that judges turns itself may
// want to hear more before it answers, and is followed instead.
type turns struct {
	settings fluxSettings
	index    int

	at     int64 // audio up to there has been looked at
	window int64 // where the present turn's audio begins
	told   int64 // at when the last message of the turn was made
	quiet  int64 // where speech ended; only when nobody is speaking

	speaking bool
	open     bool // the recogniser has an utterance open
	owed     int  // answers that it owes
	unwanted int  // of these, the first ones, whose text belongs to turns that were ended by force
	judges   bool // it judges turns

	said    said
	started bool // StartOfTurn was sent
	eager   bool // EagerEndOfTurn was, and neither confirmed nor taken back
	shown   wire.TurnInfo

	out []wire.FluxMessage // since they were last taken, without ids and numbers
}

func newTurns(s fluxSettings) *turns { return &turns{settings: s} }

// take returns the messages since the last time; they are valid until the next call of a method.
func (t *turns) take() []wire.FluxMessage {
	out := t.out
	t.out = t.out[:0]
	return out
}

// isWaiting reports whether the next sign has to wait for a transcript.
func (t *turns) isWaiting() bool { return t.owed > t.unwanted && !t.judges }

// sign takes the next sign.
func (t *turns) sign(s sign) {
	switch s.kind {
	case signHeard:
		t.at = s.at
		t.decide()
	case signVoice:
		t.speaking, t.open = true, true
		if !t.judges {
			t.resume()
		}
	case signQuiet:
		t.speaking, t.quiet = false, s.at
	case signCut:
		t.open = false
		t.owed++
	case signForced:
		t.force(s.cut)
	case signSettings:
		t.configure(s)
	}
}

// decide looks at what the quiet has come to.
func (t *turns) decide() {
	switch {
	case t.said.tooLong() && !t.isUnsettled():
		t.end(wire.TriggerTimeout)
	case !t.started || t.speaking:
	case t.judges:
		if t.quietFor() >= t.settings.rules.Timeout {
			t.disown()
			t.end(wire.TriggerTimeout)
		}
	case !t.isUnsettled():
		t.judge()
	}
	if t.at-t.told >= visavis.MicRate.N(updateEvery) {
		t.tell(wire.TurnUpdate, "")
	}
}

// isUnsettled reports whether the text of what was heard may still change.
func (t *turns) isUnsettled() bool { return t.open || t.owed > t.unwanted }

// judge decides by the quiet and by what was said, for recognisers that do not.
func (t *turns) judge() {
	sure, rules := t.sureness(), t.settings.rules
	switch {
	case sure >= rules.EOT:
		t.end(wire.TriggerModel)
	case t.quietFor() >= rules.Timeout:
		t.end(wire.TriggerTimeout)
	case rules.Eager > 0 && sure >= rules.Eager:
		t.expectEnd()
	}
}

func (t *turns) quietFor() time.Duration { return visavis.MicRate.D(max(0, t.at-t.quiet)) }

// sureness is end_of_turn_confidence. A recogniser that judges turns tells no number: the threshold
// that its sign has passed stands for it.
func (t *turns) sureness() float64 {
	switch {
	case !t.started || !t.judges && t.speaking:
		return 0
	case !t.judges:
		return turnend.Confidence(t.quietFor(), t.said.text)
	case t.eager:
		return t.settings.rules.Eager
	}
	return 0
}

// understood takes a transcript.
func (t *turns) understood(h visavis.Transcript) {
	t.judges = t.judges || h.Turn != visavis.TurnUnknown
	postponed := h.Flushed && h.Turn == visavis.TurnOpen && h.Text == "" // the next has it all
	if t.unwanted > 0 {
		if h.Flushed && !postponed {
			t.unwanted--
			t.owed--
		}
		return
	}
	if h.Flushed && t.owed > 0 {
		t.owed--
	}
	if !postponed {
		t.hear(h)
	}
	t.follow(h.Turn)
	if h.Flushed && !t.judges {
		t.decide()
	}
}

// hear takes over what a transcript says.
func (t *turns) hear(h visavis.Transcript) {
	before := t.said.text
	t.said.hear(h)
	if h.Flushed {
		t.said.settle()
	}
	if t.said.text != before {
		t.resume() // what was expected to be all was not
	}
	if t.said.text != "" && !t.started {
		t.started = true
		t.tell(wire.TurnStarted, "")
	}
}

// follow does what a recogniser that judges turns says.
func (t *turns) follow(sign visavis.Turn) {
	switch {
	case sign == visavis.TurnOpen:
		t.resume()
	case sign == visavis.TurnEnding && t.settings.rules.Eager > 0:
		t.expectEnd()
	case sign == visavis.TurnOver && t.started && t.settings.rules.EOT < 1:
		t.end(wire.TriggerModel)
	}
}

// expectEnd tells once that the turn is probably over.
func (t *turns) expectEnd() {
	if t.started && !t.eager && t.said.text != "" {
		t.eager = true
		t.tell(wire.TurnEagerEnd, "")
	}
}

// resume takes an expected end back.
func (t *turns) resume() {
	if t.eager {
		t.eager = false
		t.tell(wire.TurnResumed, "")
	}
}

// end ends the turn; the next one begins.
func (t *turns) end(trigger string) {
	t.tell(wire.TurnEnded, trigger)
	t.index++
	t.window = t.at
	t.said, t.started, t.eager = said{}, false, false
}

// force ends the turn by the client's wish, with the text that it was last told.
func (t *turns) force(cut bool) {
	if cut {
		t.open = false
		t.owed++
	}
	if !t.started {
		t.out = append(t.out, wire.FluxWarning{Code: wire.NoActiveTurn,
			Description: "there is no turn to end: nothing was understood since the last one"})
		return
	}
	t.disown()
	t.end(wire.TriggerManual)
}

// disown lets the answers that are owed be ignored when they come.
func (t *turns) disown() { t.unwanted = t.owed }

// forsake gives up the answers that are owed; what is understood already counts.
func (t *turns) forsake() {
	t.disown()
	t.said.settle()
	t.decide()
}

// tell sends an event of the turn. An end by force has what was shown before.
func (t *turns) tell(event wire.TurnEvent, trigger string) {
	info := wire.TurnInfo{
		Event: event, TurnIndex: t.index, Trigger: trigger,
		AudioWindowStart: seconds(t.window), AudioWindowEnd: seconds(t.at),
		EndOfTurnConfidence: math.Round(t.sureness()*1e4) / 1e4,
	}
	info.Transcript, info.Words = t.said.written(t.eager || event == wire.TurnEnded, t.settings.writer())
	switch {
	case trigger == wire.TriggerManual:
		info.Transcript, info.Words = t.shown.Transcript, t.shown.Words
	case event == wire.TurnEnded && trigger == wire.TriggerModel && t.judges:
		info.EndOfTurnConfidence = t.settings.rules.EOT
	}
	if t.settings.model == wire.FluxMultilingual {
		info.LanguagesHinted = t.settings.hints
	}
	t.shown, t.told = info, t.at
	t.out = append(t.out, info)
}

// configure answers a Configure.
func (t *turns) configure(s sign) {
	if s.settings == nil {
		t.out = append(t.out, failure(s.refused))
		return
	}
	t.settings = *s.settings
	t.out = append(t.out, t.settings.success())
}

// finish tells what was understood since the last message, at the end of the stream. A turn that is
// open then has no end (5.5).
func (t *turns) finish() {
	text, _ := t.said.written(t.eager, t.settings.writer())
	if t.started && text != t.shown.Transcript {
		t.tell(wire.TurnUpdate, "")
	}
}
