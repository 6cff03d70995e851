package wire

import "encoding/json"

// Message is any message of any of the protocols.
type Message interface {
	// Type is the member "type" of the message on the wire. It is also the name of the Go type,
	// except where two protocols use a name for different things: a Warning is a SpeakWarning on
	// /v1/speak.
	Type() string
}

// ClientMessage is a message of the agent protocol from client to server.
type ClientMessage interface {
	Message
	fromClient()
}

// ServerMessage is a message of the agent protocol from server to client.
type ServerMessage interface {
	Message
	fromServer()
}

// Encode returns m as JSON with its type. It panics when m holds what JSON cannot express: a float
// that is not a number, or a function's parameters that are not JSON.
func Encode(m Message) []byte {
	body, err := json.Marshal(m)
	if err != nil {
		panic("wire: encode " + m.Type() + ": " + err.Error())
	}
	head := `{"type":"` + m.Type() + `"`
	if len(body) > len("{}") {
		head += ","
	}
	return append([]byte(head), body[1:]...)
}

// Types of the messages from client to server.
func (Settings) Type() string             { return "Settings" }
func (UpdateListen) Type() string         { return "UpdateListen" }
func (UpdateThink) Type() string          { return "UpdateThink" }
func (UpdateSpeak) Type() string          { return "UpdateSpeak" }
func (UpdatePrompt) Type() string         { return "UpdatePrompt" }
func (InjectUserMessage) Type() string    { return "InjectUserMessage" }
func (InjectAgentMessage) Type() string   { return "InjectAgentMessage" }
func (FunctionCallResponse) Type() string { return "FunctionCallResponse" } // both directions
func (ForceEndTurn) Type() string         { return "ForceEndTurn" }
func (KeepAlive) Type() string            { return "KeepAlive" }
func (Close) Type() string                { return "Close" }
func (VisavisHeard) Type() string         { return "VisavisHeard" }

func (Settings) fromClient()             {}
func (UpdateListen) fromClient()         {}
func (UpdateThink) fromClient()          {}
func (UpdateSpeak) fromClient()          {}
func (UpdatePrompt) fromClient()         {}
func (InjectUserMessage) fromClient()    {}
func (InjectAgentMessage) fromClient()   {}
func (FunctionCallResponse) fromClient() {}
func (ForceEndTurn) fromClient()         {}
func (KeepAlive) fromClient()            {}
func (Close) fromClient()                {}
func (VisavisHeard) fromClient()         {}

// Types of the messages from server to client.
func (Welcome) Type() string               { return "Welcome" }
func (SettingsApplied) Type() string       { return "SettingsApplied" }
func (UserStartedSpeaking) Type() string   { return "UserStartedSpeaking" }
func (ConversationText) Type() string      { return "ConversationText" }
func (AgentThinking) Type() string         { return "AgentThinking" }
func (FunctionCallRequest) Type() string   { return "FunctionCallRequest" }
func (FunctionCallCancelled) Type() string { return "FunctionCallCancelled" }
func (AgentStartedSpeaking) Type() string  { return "AgentStartedSpeaking" }
func (AgentAudioDone) Type() string        { return "AgentAudioDone" }
func (LatencyReport) Type() string         { return "LatencyReport" }
func (InjectionRefused) Type() string      { return "InjectionRefused" }
func (ListenUpdated) Type() string         { return "ListenUpdated" }
func (ThinkUpdated) Type() string          { return "ThinkUpdated" }
func (SpeakUpdated) Type() string          { return "SpeakUpdated" }
func (PromptUpdated) Type() string         { return "PromptUpdated" }
func (History) Type() string               { return "History" }
func (EndOfTurn) Type() string             { return "EndOfTurn" }
func (Warning) Type() string               { return "Warning" }
func (Error) Type() string                 { return "Error" }
func (VisavisEngines) Type() string        { return "VisavisEngines" }
func (VisavisState) Type() string          { return "VisavisState" }
func (VisavisTranscript) Type() string     { return "VisavisTranscript" }
func (VisavisTurn) Type() string           { return "VisavisTurn" }
func (VisavisLips) Type() string           { return "VisavisLips" }
func (VisavisWords) Type() string          { return "VisavisWords" }
func (VisavisAgain) Type() string          { return "VisavisAgain" }
func (VisavisCue) Type() string            { return "VisavisCue" }
func (VisavisSpeechEnd) Type() string      { return "VisavisSpeechEnd" }
func (VisavisDuck) Type() string           { return "VisavisDuck" }
func (VisavisResume) Type() string         { return "VisavisResume" }
func (VisavisCut) Type() string            { return "VisavisCut" }
func (VisavisHeardText) Type() string      { return "VisavisHeardText" }
func (VisavisLatency) Type() string        { return "VisavisLatency" }

func (Welcome) fromServer()               {}
func (SettingsApplied) fromServer()       {}
func (UserStartedSpeaking) fromServer()   {}
func (ConversationText) fromServer()      {}
func (AgentThinking) fromServer()         {}
func (FunctionCallRequest) fromServer()   {}
func (FunctionCallResponse) fromServer()  {}
func (FunctionCallCancelled) fromServer() {}
func (AgentStartedSpeaking) fromServer()  {}
func (AgentAudioDone) fromServer()        {}
func (LatencyReport) fromServer()         {}
func (InjectionRefused) fromServer()      {}
func (ListenUpdated) fromServer()         {}
func (ThinkUpdated) fromServer()          {}
func (SpeakUpdated) fromServer()          {}
func (PromptUpdated) fromServer()         {}
func (History) fromServer()               {}
func (EndOfTurn) fromServer()             {}
func (Warning) fromServer()               {}
func (Error) fromServer()                 {}
func (VisavisEngines) fromServer()        {}
func (VisavisState) fromServer()          {}
func (VisavisTranscript) fromServer()     {}
func (VisavisTurn) fromServer()           {}
func (VisavisLips) fromServer()           {}
func (VisavisWords) fromServer()          {}
func (VisavisAgain) fromServer()          {}
func (VisavisCue) fromServer()            {}
func (VisavisSpeechEnd) fromServer()      {}
func (VisavisDuck) fromServer()           {}
func (VisavisResume) fromServer()         {}
func (VisavisCut) fromServer()            {}
func (VisavisHeardText) fromServer()      {}
func (VisavisLatency) fromServer()        {}
