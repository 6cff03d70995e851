package wire

// Welcome is the server's first message.
type Welcome struct {
	RequestID string `json:"request_id"` // the same as the header dg-request-id
}

// SettingsApplied answers Settings.
type SettingsApplied struct{}

// UserStartedSpeaking tells the client to drop what it still has to play.
type UserStartedSpeaking struct{}

// ConversationText is what the user said or what the agent is about to say.
type ConversationText struct {
	Role            string   `json:"role"` // user or assistant
	Content         string   `json:"content"`
	Languages       []string `json:"languages,omitempty"`
	LanguagesHinted []string `json:"languages_hinted,omitempty"`
}

// AgentThinking is a language model's reasoning.
type AgentThinking struct {
	Content string `json:"content"`
}

// FunctionCallRequest asks the client to call functions.
type FunctionCallRequest struct {
	Functions []FunctionCall `json:"functions"`
}

// FunctionCallCancelled says that answers to these calls are no longer wanted.
type FunctionCallCancelled struct {
	Functions []FunctionName `json:"functions"`
}

// FunctionCall is a call that somebody makes.
type FunctionCall struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Arguments        string `json:"arguments"` // a JSON document in a string
	ClientSide       bool   `json:"client_side"`
	ThoughtSignature string `json:"thought_signature,omitempty"`
}

// FunctionName identifies a call.
type FunctionName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AgentStartedSpeaking comes just before a reply's first audio. Latencies are in seconds.
type AgentStartedSpeaking struct {
	TotalLatency float64 `json:"total_latency"`
	TTSLatency   float64 `json:"tts_latency"`
	TTTLatency   float64 `json:"ttt_latency"`
}

// AgentAudioDone says that a reply's last audio has been sent.
type AgentAudioDone struct{}

// LatencyReport says where a turn's time went, in seconds; a part that is not known is nil.
type LatencyReport struct {
	STT         *float64 `json:"stt_latency,omitempty"`
	TTTToken    *float64 `json:"ttt_token_latency,omitempty"`
	TTTText     *float64 `json:"ttt_text_latency,omitempty"`
	TTTTool     *float64 `json:"ttt_tool_latency,omitempty"`
	TTTThinking *float64 `json:"ttt_thinking_latency,omitempty"`
	TTS         *float64 `json:"tts_latency,omitempty"`
	Total       *float64 `json:"total_latency,omitempty"`
}

// InjectionRefused answers an InjectAgentMessage that came at a bad moment.
type InjectionRefused struct {
	Message string `json:"message"`
}

// ListenUpdated answers UpdateListen.
type ListenUpdated struct{}

// ThinkUpdated answers UpdateThink.
type ThinkUpdated struct{}

// SpeakUpdated answers UpdateSpeak.
type SpeakUpdated struct{}

// PromptUpdated answers UpdatePrompt.
type PromptUpdated struct{}

// EndOfTurn is sent by Deepgram with a Flux listener; it is not documented.
type EndOfTurn struct {
	Trigger string `json:"trigger,omitempty"`
}

// Warning is a fault that the session survives.
type Warning struct {
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

// Error is a fault that ends the session, as a rule.
type Error struct {
	Code        Code   `json:"code"`
	Description string `json:"description"`
}
