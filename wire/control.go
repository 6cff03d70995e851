package wire

// UpdateListen changes how the server listens (8.5). Answered by ListenUpdated.
type UpdateListen struct {
	Listen *Listen `json:"listen,omitempty"`
}

// UpdateThink replaces the think block. Answered by ThinkUpdated.
type UpdateThink struct {
	Think Chain[Think] `json:"think,omitempty"`
}

// UpdateSpeak replaces the voice from the next reply on. Answered by SpeakUpdated.
type UpdateSpeak struct {
	Speak Chain[Speak] `json:"speak,omitempty"`
	// Model is the old form of the message, in place of Speak.
	Model string `json:"model,omitempty"`
}

// UpdatePrompt adds to the prompt. Answered by PromptUpdated.
type UpdatePrompt struct {
	Prompt string `json:"prompt"`
}

// InjectUserMessage is typed instead of spoken.
type InjectUserMessage struct {
	Content string `json:"content"`
}

// InjectAgentMessage has the agent say Message, or is answered by InjectionRefused.
type InjectAgentMessage struct {
	Message  string `json:"message"`
	Behavior string `json:"behavior,omitempty"` // default, queue or interrupt; empty: default
}

// FunctionCallResponse is the result of a function call: the client's answer to a
// FunctionCallRequest, or the server's report of a call that it made itself.
type FunctionCallResponse struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Content          string `json:"content"`
	ThoughtSignature string `json:"thought_signature,omitempty"`
}

// ForceEndTurn ends the user's turn at once.
type ForceEndTurn struct{}

// Close is sent by older clients in place of a websocket close; it is not in the protocol.
type Close struct{}

// KeepAlive tells the server that the client is there although it sends no audio.
type KeepAlive struct{}

func (m UpdateListen) check() error {
	if m.Listen == nil {
		return missing("listen")
	}
	return nil
}

func (m UpdateThink) check() error {
	if len(m.Think) == 0 {
		return missing("think")
	}
	return m.Think.check("think")
}

func (m UpdateSpeak) check() error {
	if len(m.Speak) == 0 && m.Model == "" {
		return missing("speak")
	}
	return m.Speak.check("speak")
}

func (m UpdatePrompt) check() error         { return require("prompt", m.Prompt) }
func (m InjectUserMessage) check() error    { return require("content", m.Content) }
func (m InjectAgentMessage) check() error   { return require("message", m.Message) }
func (m FunctionCallResponse) check() error { return require("id", m.ID) }
