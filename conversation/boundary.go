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
	// AgentText has the agent say Text. Refused with InjectionRefused while somebody speaks.
	AgentText struct{ Text string }
	// Heard reports the client's playback: Sample samples of the turn's audio have come out of the
	// loudspeaker. Final: no more of this turn will be played.
	Heard struct {
		Turn   int
		Sample int64
		Final  bool
	}
	// SetSystem replaces the instructions of the generator from the next turn on.
	SetSystem struct{ Text string }
	// SetBrain replaces the generator from the next turn on.
	SetBrain struct{ Brain visavis.Generator }
	// SetVoice replaces the speaker from the next turn on.
	SetVoice struct{ Voice visavis.Speaker }
)

func (UserText) isInput()  {}
func (AgentText) isInput() {}
func (Heard) isInput()     {}
func (SetSystem) isInput() {}
func (SetBrain) isInput()  {}
func (SetVoice) isInput()  {}

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
	}
	// TurnStarted announces a reply. Audio, Lips, Words and Cue that carry its number follow.
	TurnStarted struct {
		Turn int
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
	// Lips are mouth shapes of the turn, never revised.
	Lips struct {
		Turn   int
		Rate   visavis.SampleRate
		Shapes []visavis.MouthShape
	}
	// Words are the words of a clause; From and To are byte offsets into the clause's text.
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
	// Remembered is a message that entered the history, as the generator will see it. An empty text
	// of the assistant's did not: of the turn's reply nothing was heard.
	Remembered struct {
		Turn    int // the turn of an assistant's message
		Message visavis.Message
	}
	// Latency says where the time of a turn went.
	Latency struct {
		Turn   int
		Stages Stages
	}
	// InjectionRefused answers an AgentText that came while somebody spoke.
	InjectionRefused struct{ Reason string }
	// Trouble is a fault that the conversation survived. Stage is "listen", "think" or "speak".
	Trouble struct {
		Stage string
		Err   error
	}
)

// Stages are the parts of the time from the end of the user's speech (or the arrival of typed
// text) to the first sample of the reply leaving the conversation. They sum to Total.
type Stages struct {
	Hangover      time.Duration // waiting for the user: quiet, and sounds that held the reply back
	Listen        time.Duration // from there to the final transcript
	Think         time.Duration // generator: from the prompt to the end of the first clause
	Speak         time.Duration // voice: from the first clause to its first sample
	Orchestration time.Duration // the rest: ours
	Total         time.Duration
}

func (StateChanged) isOutput()        {}
func (UserStartedSpeaking) isOutput() {}
func (UserHears) isOutput()           {}
func (UserSaid) isOutput()            {}
func (TurnStarted) isOutput()         {}
func (AgentSays) isOutput()           {}
func (*Audio) isOutput()              {}
func (Lips) isOutput()                {}
func (Words) isOutput()               {}
func (Cue) isOutput()                 {}
func (AudioDone) isOutput()           {}
func (Duck) isOutput()                {}
func (Resume) isOutput()              {}
func (Cut) isOutput()                 {}
func (Remembered) isOutput()          {}
func (Latency) isOutput()             {}
func (InjectionRefused) isOutput()    {}
func (Trouble) isOutput()             {}
