package wire

// TurnEvent is what a TurnInfo reports (5.3).
type TurnEvent string

// Events of a turn, in the order of the state machine of 5.4.
const (
	TurnUpdate   TurnEvent = "Update"
	TurnStarted  TurnEvent = "StartOfTurn"
	TurnEagerEnd TurnEvent = "EagerEndOfTurn"
	TurnResumed  TurnEvent = "TurnResumed"
	TurnEnded    TurnEvent = "EndOfTurn"
)

// What ended a turn: TurnInfo.Trigger of an EndOfTurn. The set is open.
const (
	TriggerModel   = "model"
	TriggerTimeout = "timeout"
	TriggerManual  = "manual" // ForceEndTurn
)

// NoActiveTurn is the code of the FluxWarning that answers a ForceEndTurn when no turn is open.
const NoActiveTurn Code = "FORCE_END_TURN_NO_ACTIVE_TURN"

// Configure changes a Flux stream in its course (5.2). A member that is nil keeps its value; an
// empty list clears it.
type Configure struct {
	Thresholds    *FluxThresholds `json:"thresholds,omitempty"`
	Keyterms      []string        `json:"keyterms,omitzero"`
	LanguageHints []string        `json:"language_hints,omitzero"`
	Numerals      *bool           `json:"numerals,omitempty"`
}

// FluxThresholds decide when a turn is over (5.1).
type FluxThresholds struct {
	EOT       *float64 `json:"eot_threshold,omitempty"`
	EagerEOT  *float64 `json:"eager_eot_threshold,omitempty"`
	TimeoutMS *int     `json:"eot_timeout_ms,omitempty"`
}

// FluxConnected is the first message of a Flux server (5.3).
type FluxConnected struct {
	RequestID  string `json:"request_id"`
	SequenceID int    `json:"sequence_id"` // 0; each later message of the socket adds one
}

// TurnInfo is the state of the user's turn (5.3). Times are seconds of audio since the socket was
// opened.
type TurnInfo struct {
	RequestID           string     `json:"request_id"`
	SequenceID          int        `json:"sequence_id"`
	Event               TurnEvent  `json:"event"`
	TurnIndex           int        `json:"turn_index"`
	AudioWindowStart    float64    `json:"audio_window_start"`
	AudioWindowEnd      float64    `json:"audio_window_end"`
	Transcript          string     `json:"transcript"` // of the whole turn so far
	Words               []FluxWord `json:"words"`
	EndOfTurnConfidence float64    `json:"end_of_turn_confidence"`
	Trigger             string     `json:"trigger,omitempty"` // of EndOfTurn
	Languages           []string   `json:"languages,omitempty"`
	LanguagesHinted     []string   `json:"languages_hinted,omitempty"`
}

// FluxWord is a word of a turn, punctuated.
type FluxWord struct {
	Word       string   `json:"word"`
	Confidence float64  `json:"confidence"`
	Start      *float64 `json:"start,omitempty"` // seconds
	End        *float64 `json:"end,omitempty"`
}

// ConfigureSuccess echoes the configuration that is in force.
type ConfigureSuccess struct {
	RequestID     string          `json:"request_id"`
	SequenceID    int             `json:"sequence_id"`
	Thresholds    *FluxThresholds `json:"thresholds,omitempty"`
	Keyterms      []string        `json:"keyterms,omitzero"`
	LanguageHints []string        `json:"language_hints,omitzero"`
	Numerals      *bool           `json:"numerals,omitempty"`
}

// ConfigureFailure: nothing of the Configure was taken over. The stream goes on.
type ConfigureFailure struct {
	RequestID   string `json:"request_id"`
	SequenceID  int    `json:"sequence_id"`
	Code        Code   `json:"code,omitempty"`
	Description string `json:"description,omitempty"`
}

// FluxWarning tells of something that did not work and ends nothing.
type FluxWarning struct {
	RequestID   string `json:"request_id,omitempty"`
	SequenceID  int    `json:"sequence_id"`
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

// FluxError is fatal: a close follows.
type FluxError struct {
	RequestID   string `json:"request_id,omitempty"`
	SequenceID  int    `json:"sequence_id"`
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

func (Configure) Type() string        { return "Configure" }
func (FluxConnected) Type() string    { return "Connected" }
func (TurnInfo) Type() string         { return "TurnInfo" }
func (ConfigureSuccess) Type() string { return "ConfigureSuccess" }
func (ConfigureFailure) Type() string { return "ConfigureFailure" }
func (FluxWarning) Type() string      { return "Warning" }
func (FluxError) Type() string        { return "Error" }

// FluxMessage is a message of a Flux server.
type FluxMessage interface {
	Message
	// At returns the message with the id of its stream and its number in it.
	At(id string, n int) Message
}

func (m FluxConnected) At(id string, n int) Message    { m.RequestID, m.SequenceID = id, n; return m }
func (m TurnInfo) At(id string, n int) Message         { m.RequestID, m.SequenceID = id, n; return m }
func (m ConfigureSuccess) At(id string, n int) Message { m.RequestID, m.SequenceID = id, n; return m }
func (m ConfigureFailure) At(id string, n int) Message { m.RequestID, m.SequenceID = id, n; return m }
func (m FluxWarning) At(id string, n int) Message      { m.RequestID, m.SequenceID = id, n; return m }
func (m FluxError) At(id string, n int) Message        { m.RequestID, m.SequenceID = id, n; return m }

// DecodeFlux reads a text message of a /v2/listen server. Its error is a *DecodeError; one that
// wraps ErrUnknownType is to be ignored.
func DecodeFlux(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Connected":
		return decode[FluxConnected](b)
	case "TurnInfo":
		return decode[TurnInfo](b)
	case "ConfigureSuccess":
		return decode[ConfigureSuccess](b)
	case "ConfigureFailure":
		return decode[ConfigureFailure](b)
	case "Warning":
		return decode[FluxWarning](b)
	case "Error":
		return decode[FluxError](b)
	}
	return nil, unknownType(typ)
}

// DecodeFluxClient reads a text message of a /v2/listen client: Configure, ForceEndTurn or
// CloseStream. KeepAlive is not of this protocol (5.2); who serves it ignores one. Its error is a
// *DecodeError.
func DecodeFluxClient(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Configure":
		return decode[Configure](b)
	case "ForceEndTurn":
		return decode[ForceEndTurn](b)
	case "CloseStream":
		return decode[CloseStream](b)
	}
	return nil, unknownType(typ)
}
