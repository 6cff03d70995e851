package conversation

import (
	"time"

	"github.com/visavis/visavis"
)

// Input is something that a client tells a conversation, microphone audio aside (see Session.Hear).
type Input interface {
	Event
	isInput()
}

type (
	// UserText is what the user typed; it is answered like speech.
	UserText struct{ Text string }
	// AgentText has the agent say Text; Behavior says what becomes of it while somebody speaks.
	AgentText struct {
		Text     string
		Behavior Behavior
	}
	// EndTurn: the user has finished, whatever the quiet and the ears say. Nothing happens when the
	// user says nothing.
	EndTurn struct{}
	// Heard reports the client's playback: Sample samples of the turn's audio have come out of the
	// loudspeaker. Final: no more of this turn will be played.
	Heard struct {
		Turn   int
		Sample int64
		Final  bool
	}
	// SetSystem replaces the instructions of the generator from the next turn on.
	SetSystem struct{ Text string }
	// SetTools replaces the functions that the generator may have called, from the next time on that
	// it is asked. The slice is not changed afterwards.
	SetTools struct{ Tools []visavis.Tool }
	// SetSampling replaces how the generator chooses its words, from the next time on.
	SetSampling struct{ Sampling visavis.Sampling }
	// SetBrain replaces the generator from the next turn on.
	SetBrain struct{ Brain visavis.Generator }
	// SetVoice replaces the speaker from the next turn on.
	SetVoice struct{ Voice visavis.Speaker }
	// SetEnding replaces when the user's turn is over, from the next time on that they are quiet.
	SetEnding struct{ Ending Ending }
)

func (UserText) isInput()    {}
func (AgentText) isInput()   {}
func (EndTurn) isInput()     {}
func (Heard) isInput()       {}
func (SetSystem) isInput()   {}
func (SetTools) isInput()    {}
func (SetSampling) isInput() {}
func (SetBrain) isInput()    {}
func (SetVoice) isInput()    {}
func (SetEnding) isInput()   {}

// Behavior says what becomes of an AgentText while somebody speaks.
type Behavior uint8

const (
	BehaviorDefault   Behavior = iota // it is refused, with InjectionRefused
	BehaviorQueue                     // it is said when nobody speaks any more
	BehaviorInterrupt                 // it is said now, over the user; a running reply is cut
)

// Output is something that a conversation tells its client, in the order in which it happened.
// Sample offsets count from the start of the turn's audio, at the rate of the voice.
type Output interface{ isOutput() }

// State is what the face should look like.
type State string

const (
	Idle      State = "idle"      // nobody speaks
	Listening State = "listening" // the user speaks
	Thinking  State = "thinking"  // a reply is being made
	Speaking  State = "speaking"  // the reply is heard
)

type (
	// StateChanged reports the state of the conversation.
	StateChanged struct{ State State }
	// UserStartedSpeaking: the user took the floor. Whatever the client still plays is stale.
	UserStartedSpeaking struct{}
	// UserHears is a partial transcript of what the user is saying.
	UserHears struct{ Text string }
	// UserSaid is the user's complete utterance. Confidence is 0..1, 1 for typed text.
	UserSaid struct {
		Text       string
		Confidence float64
		Typed      bool
	}
	// TurnStarted announces a reply. Audio, Lips, Words and Cue that carry its number follow. Numbers
	// rise; one that was given to a reply that nobody came to know of is left out.
	TurnStarted struct {
		Turn int
	}
	// AgentThinks is what the generator considers before it writes: a few sentences at a time, in the
	// order in which they came. It is neither spoken nor remembered.
	AgentThinks struct {
		Turn int
		Text string
	}
	// AgentSays is a clause of the reply's text, sent before its audio.
	AgentSays struct {
		Turn, Clause int
		Text         string
	}
	// *Audio continues the turn's audio at sample Start. It and PCM are valid until the output
	// function returns: the steady path reuses them.
	Audio struct {
		Turn  int
		Start int64
		Rate  visavis.SampleRate
		PCM   []int16
	}
	// Again: another voice begins the clause anew at Sample. Mouth shapes of the turn from there on,
	// and the words that were told of the clause, do not count; others follow. AgentSays does not
	// come again.
	Again struct {
		Turn, Clause int
		Rate         visavis.SampleRate
		Sample       int64
	}
	// Lips are mouth shapes of the turn, revised by Again only.
	Lips struct {
		Turn   int
		Rate   visavis.SampleRate
		Shapes []visavis.MouthShape
	}
	// Words are the words of a clause; From and To are byte offsets into the clause's text. Where the
	// voice does not tell them, they are estimated.
	Words struct {
		Turn, Clause int
		Rate         visavis.SampleRate
		Words        []visavis.SpokenWord
	}
	// Cue is an emotion or gesture that belongs at a sample, such as "happy" or "nod".
	Cue struct {
		Turn   int
		Rate   visavis.SampleRate
		Sample int64
		Name   string
	}
	// Calling: the turn's reply waits for calls. It is shown before any of them is made; a CallDone
	// for each follows, unless the session ends before.
	Calling struct {
		Turn  int
		Calls []visavis.Call
	}
	// CallDone is what came of a call. It may come after the turn was cut: a call is finished all the
	// same, and remembered. Unknown: there is no function of this name.
	CallDone struct {
		Turn    int
		Result  visavis.CallResult
		Took    time.Duration
		Unknown bool
	}
	// AudioDone: all audio of the turn has been sent, Samples of it; none, at rate 0, of a reply that
	// could only be shown.
	AudioDone struct {
		Turn    int
		Rate    visavis.SampleRate
		Samples int64
	}
	// Duck: the user may be interrupting; lower the voice now. Resume or Cut follows.
	Duck struct{ Turn int }
	// Resume: it was nothing; raise the voice again.
	Resume struct{ Turn int }
	// Cut: the reply is over; stop playing, forget what is queued and report Heard with Final set.
	Cut struct{ Turn int }
	// Remembered is a message that entered the history, as the generator will see it. With Calls it
	// is a round of calls, shown when the last of them is done; its place in the history is before
	// the text of its turn. An assistant's message with neither text nor Calls did not enter: of the
	// turn's reply nothing was heard.
	Remembered struct {
		Turn    int // the turn of an assistant's message
		Message visavis.Message
	}
	// Latency says where the time of a turn went.
	Latency struct {
		Turn   int
		Stages Stages
	}
	// VoiceSlow: the voice has had something to say for 3 s and has not begun. Shown once for a reply.
	VoiceSlow struct{ Turn int }
	// InjectionRefused answers an AgentText that is not said.
	InjectionRefused struct{ Reason string }
	// Trouble is a fault that the conversation survived. Stage is "listen", "think" or "speak".
	Trouble struct {
		Stage string
		Err   error
	}
)

// Stages are the parts of the time from the end of the user's speech (or the arrival of typed
// text) to the first sample of the reply leaving the conversation. All but First sum to Total.
type Stages struct {
	Hangover      time.Duration // waiting for the user: quiet, and sounds that held the reply back
	Listen        time.Duration // from there to the final transcript
	Think         time.Duration // generator: from the prompt to the end of the first clause, all rounds
	Tools         time.Duration // calls that the first clause waited for
	Speak         time.Duration // voice: from the first clause to its first sample
	Orchestration time.Duration // the rest: ours
	Total         time.Duration
	First         Firsts
}

// Firsts are how long the generator's first pieces took from the turn's first prompt; nil: there has
// been none. What it wrote before the user had finished took no time.
type Firsts struct{ Text, Call, Thought *time.Duration }

func (StateChanged) isOutput()        {}
func (UserStartedSpeaking) isOutput() {}
func (UserHears) isOutput()           {}
func (UserSaid) isOutput()            {}
func (TurnStarted) isOutput()         {}
func (AgentThinks) isOutput()         {}
func (AgentSays) isOutput()           {}
func (*Audio) isOutput()              {}
func (Again) isOutput()               {}
func (Lips) isOutput()                {}
func (Words) isOutput()               {}
func (Cue) isOutput()                 {}
func (Calling) isOutput()             {}
func (CallDone) isOutput()            {}
func (AudioDone) isOutput()           {}
func (Duck) isOutput()                {}
func (Resume) isOutput()              {}
func (Cut) isOutput()                 {}
func (Remembered) isOutput()          {}
func (Latency) isOutput()             {}
func (VoiceSlow) isOutput()           {}
func (InjectionRefused) isOutput()    {}
func (Trouble) isOutput()             {}
