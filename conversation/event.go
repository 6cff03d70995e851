package conversation

import (
	"time"

	"github.com/visavis/visavis"
)

// Event is something that happened to a conversation. Inputs are events too.
type Event interface{ isEvent() }

type (
	// Opened: the client is there; the greeting may be said.
	Opened struct{}
	// SpeechStarted: the turn detector heard a voice, Voiced of it so far.
	SpeechStarted struct{ Voiced time.Duration }
	// SpeechPaused: the voice fell silent a moment ago; it may go on.
	SpeechPaused struct {
		LastVoice time.Time
		Voiced    time.Duration
	}
	// SpeechResumed: it did go on.
	SpeechResumed struct{}
	// SpeechEnded: the quiet has lasted; the voice was last heard at LastVoice.
	SpeechEnded struct {
		LastVoice time.Time
		Voiced    time.Duration
	}
	// Understood is what the transcriber emitted, At the time it did.
	Understood struct {
		Transcript visavis.Transcript
		At         time.Time
	}
	// EarsRestarted: the transcriber failed with Err and begins anew; its open answers are lost.
	// Gone: it does not come back.
	EarsRestarted struct {
		Err  error
		Gone bool
	}
	// Wrote is a delta of the reply, emitted At by the generator, which was called at Asked.
	Wrote struct {
		Turn      int
		Delta     visavis.Delta
		Asked, At time.Time
	}
	// Written: the generator, which was called at Asked, returned.
	Written struct {
		Turn      int
		Err       error
		Asked, At time.Time
	}
	// Called: the function that CallTool asked for under this number has returned.
	Called struct {
		Number   int
		Response string
		Err      error
		Took     time.Duration
	}
	// *Spoke is a piece of the reply's speech, emitted At by the voice, which had received the
	// first clause at Asked. It is valid during Handle only.
	Spoke struct {
		Turn      int
		Speech    visavis.Speech
		Asked, At time.Time
		taken     chan struct{} // the session's: tells the voice that Handle is done
	}
	// Spoken: the voice returned.
	Spoken struct {
		Turn int
		Err  error
	}
	// Tick: the deadline has come.
	Tick struct{}
)

func (Opened) isEvent()        {}
func (SpeechStarted) isEvent() {}
func (SpeechPaused) isEvent()  {}
func (SpeechResumed) isEvent() {}
func (SpeechEnded) isEvent()   {}
func (Understood) isEvent()    {}
func (EarsRestarted) isEvent() {}
func (Wrote) isEvent()         {}
func (Written) isEvent()       {}
func (Called) isEvent()        {}
func (*Spoke) isEvent()        {}
func (Spoken) isEvent()        {}
func (Tick) isEvent()          {}
func (UserText) isEvent()      {}
func (AgentText) isEvent()     {}
func (Heard) isEvent()         {}
func (EndTurn) isEvent()       {}
func (SetSystem) isEvent()     {}
func (SetTools) isEvent()      {}
func (SetSampling) isEvent()   {}
func (SetBrain) isEvent()      {}
func (SetVoice) isEvent()      {}
func (SetEnding) isEvent()     {}

// Effect is something that the machine wants done.
type Effect interface{ isEffect() }

type (
	// Show passes Output to the client.
	Show struct{ Output Output }
	// Generate calls the generator for a turn.
	Generate struct {
		Turn   int
		Prompt visavis.Prompt
	}
	// CallTool has Caller carry out a call, whether or not its turn lasts; Called answers it.
	CallTool struct {
		Number int // unique in the conversation, which the call's ID need not be
		Call   visavis.Call
		Caller visavis.Caller
	}
	// Say gives the turn's voice its next clause.
	Say struct {
		Turn int
		Text string
	}
	// SaidAll closes the turn's clauses.
	SaidAll struct{ Turn int }
	// Stop ends the turn's generator and voice; nothing of theirs is wanted any more.
	Stop struct{ Turn int }
	// EndUtterance ends the user's utterance, if there is one, as if there were quiet. Turn: ears
	// that judge turns are told that this one is over.
	EndUtterance struct{ Turn bool }
	// SetHangover has the turn detector end utterances after so much quiet.
	SetHangover struct{ Quiet time.Duration }
)

func (Show) isEffect()         {}
func (Generate) isEffect()     {}
func (CallTool) isEffect()     {}
func (Say) isEffect()          {}
func (SaidAll) isEffect()      {}
func (Stop) isEffect()         {}
func (EndUtterance) isEffect() {}
func (SetHangover) isEffect()  {}
