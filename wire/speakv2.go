package wire

import "math"

// Interrupt says that the listener of a /v2/speak socket has begun to speak (7): what was not heard yet is
// not wanted any more. Answered by FluxInterrupted, or by a FluxSpeakWarning.
type Interrupt struct {
	// Offset is how far the client has played; nil: it does not say, and is not told what was heard.
	Offset *PlaybackOffset `json:"playback_offset,omitempty"`
}

// PlaybackOffset is how much of a session's audio was played, interruptions taken off: what was cut
// away by an Interrupt does not count.
type PlaybackOffset struct {
	Unit  string   `json:"type"`  // always TimeMS
	Value *float64 `json:"value"` // milliseconds; never nil
}

// TimeMS is the only unit of a PlaybackOffset.
const TimeMS = "time_ms"

func (i Interrupt) check() error {
	switch {
	case i.Offset == nil:
		return nil
	case i.Offset.Unit == "":
		return missing("playback_offset.type")
	case i.Offset.Unit != TimeMS:
		return &memberError{"playback_offset.type", "must be " + TimeMS}
	case i.Offset.Value == nil:
		return missing("playback_offset.value")
	}
	return nil
}

// FluxSpeakConfigure changes how the speeches to come are spoken (7). A member that is nil keeps its value.
type FluxSpeakConfigure struct {
	Speed *float64 `json:"speed,omitempty"` // see CheckSpeed
}

// FluxSpeakConnected is the first message of a /v2/speak server.
type FluxSpeakConnected struct {
	RequestID    string   `json:"request_id"`
	ModelName    string   `json:"model_name"`
	ModelVersion string   `json:"model_version"`
	ModelUUIDs   []string `json:"model_uuids"`
}

// FluxSpeechStarted: all audio from here to the FluxSpeechMetadata or FluxInterrupted is of this speech.
type FluxSpeechStarted struct {
	SpeechID string `json:"speech_id"` // dg_sp_ and twelve hexadecimal digits
}

// FluxFlushed says that a Flush has come. Audio of the speech follows.
type FluxFlushed struct {
	SpeechID string `json:"speech_id"`
}

// FluxSpeechMetadata ends a speech.
type FluxSpeechMetadata struct {
	SpeechID           string          `json:"speech_id"`
	AudioDurationMS    int64           `json:"audio_duration_ms"` // that was made
	InputCharacters    int             `json:"input_character_count"`
	BillableCharacters int             `json:"billable_character_count"`
	Controls           ControlsApplied `json:"controls_applied"`
}

// ControlsApplied counts the controls within a text that were heeded. None are, there as here.
type ControlsApplied struct {
	Pronunciations        int `json:"pronunciations_applied"`
	Breaks                int `json:"breaks_applied"`
	PronunciationWarnings int `json:"pronunciation_warnings"`
}

// FluxInterrupted answers an Interrupt: no audio of what came before follows. The texts are nil when the
// Interrupt had no offset; together they are the text of the speech.
type FluxInterrupted struct {
	AudioPlayedMS int64              `json:"audio_played_ms"` // of the session
	TextSpoken    *string            `json:"text_spoken,omitempty"`
	TextRemaining *string            `json:"text_remaining,omitempty"`
	Metadata      FluxSpeechMetadata `json:"metadata"`
}

// FluxSessionMetadata is the last message of a session that the client closes.
type FluxSessionMetadata struct {
	AudioDurationMS    int64 `json:"total_audio_duration_ms"` // less what was cut away
	InputCharacters    int   `json:"total_input_character_count"`
	BillableCharacters int   `json:"total_billable_character_count"`
}

// FluxSpeakConfigured says how speeches to come are spoken: what was set in this session.
type FluxSpeakConfigured struct {
	Applied FluxSpeakConfigure `json:"applied"`
}

// FluxSpeakConfigureFailure: nothing has changed.
type FluxSpeakConfigureFailure struct {
	Code        Code     `json:"code"`            // one of the SPEED_ codes
	Field       string   `json:"field,omitempty"` // "speed"
	Value       *float64 `json:"value,omitempty"` // that was refused
	Description string   `json:"description"`
}

// FluxSpeakWarning tells of something that did not work and ends nothing.
type FluxSpeakWarning struct {
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

// FluxSpeakError is fatal: a close follows.
type FluxSpeakError struct {
	Code        Code   `json:"code"`
	Description string `json:"description"`
}

// Codes of a FluxSpeakWarning. The last three say that an Interrupt was ignored.
const (
	NoActiveSpeech         Code = "NO_ACTIVE_SPEECH"      // there was nothing to flush or to interrupt
	NoSynthesizableText    Code = "NO_SYNTHESIZABLE_TEXT" // a speech without sound
	NoAudioGenerated       Code = "NO_AUDIO_GENERATED"
	InterruptInProgress    Code = "INTERRUPT_IN_PROGRESS"
	InvalidInterruptOffset Code = "INVALID_INTERRUPT_OFFSET"
)

// Codes that refuse a speed or an expressivity, in a query and in a FluxSpeakConfigureFailure.
const (
	SpeedOutOfRange              Code = "SPEED_OUT_OF_RANGE"
	SpeedIncrementInvalid        Code = "SPEED_INCREMENT_INVALID"
	SpeedNotSupported            Code = "SPEED_NOT_SUPPORTED"
	ExpressivityOutOfRange       Code = "EXPRESSIVITY_OUT_OF_RANGE"
	ExpressivityIncrementInvalid Code = "EXPRESSIVITY_INCREMENT_INVALID"
)

// SpeedRule is what CheckSpeed holds a speed to.
const SpeedRule = "must be a number from 0.5 to 1.5, in steps of 0.05"

// CheckSpeed returns why a speed is refused; empty: it is good.
func CheckSpeed(x float64) Code {
	switch steps := x * 20; { // of 0.05
	case !(x >= 0.5 && x <= 1.5):
		return SpeedOutOfRange
	case math.Abs(steps-math.Round(steps)) > 1e-6: // 1.1*20 is not quite 22
		return SpeedIncrementInvalid
	}
	return ""
}

// checkExpressivity returns why an expressivity is refused; empty: it is good.
func checkExpressivity(x float64) Code {
	switch {
	case !(x >= -2 && x <= 2):
		return ExpressivityOutOfRange
	case x != math.Trunc(x):
		return ExpressivityIncrementInvalid
	}
	return ""
}

func (Interrupt) Type() string                 { return "Interrupt" }
func (FluxSpeakConfigure) Type() string        { return "Configure" }
func (FluxSpeakConnected) Type() string        { return "Connected" }
func (FluxSpeechStarted) Type() string         { return "SpeechStarted" }
func (FluxFlushed) Type() string               { return "Flushed" }
func (FluxSpeechMetadata) Type() string        { return "SpeechMetadata" }
func (FluxInterrupted) Type() string           { return "SpeechInterrupted" }
func (FluxSessionMetadata) Type() string       { return "SessionMetadata" }
func (FluxSpeakConfigured) Type() string       { return "ConfigureSuccess" }
func (FluxSpeakConfigureFailure) Type() string { return "ConfigureFailure" }
func (FluxSpeakWarning) Type() string          { return "Warning" }
func (FluxSpeakError) Type() string            { return "Error" }

// DecodeFluxSpeak reads a text message of a /v2/speak server. Its error is a *DecodeError; one that
// wraps ErrUnknownType is to be ignored.
func DecodeFluxSpeak(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Connected":
		return decode[FluxSpeakConnected](b)
	case "SpeechStarted":
		return decode[FluxSpeechStarted](b)
	case "Flushed":
		return decode[FluxFlushed](b)
	case "SpeechMetadata":
		return decode[FluxSpeechMetadata](b)
	case "SpeechInterrupted":
		return decode[FluxInterrupted](b)
	case "SessionMetadata":
		return decode[FluxSessionMetadata](b)
	case "ConfigureSuccess":
		return decode[FluxSpeakConfigured](b)
	case "ConfigureFailure":
		return decode[FluxSpeakConfigureFailure](b)
	case "Warning":
		return decode[FluxSpeakWarning](b)
	case "Error":
		return decode[FluxSpeakError](b)
	}
	return nil, unknownType(typ)
}

// DecodeFluxSpeakClient reads a text message of a /v2/speak client: Speak, Flush, Interrupt, Configure or
// Close. Its error is a *DecodeError.
func DecodeFluxSpeakClient(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Speak":
		return decode[SpeakText](b)
	case "Flush":
		return decode[Flush](b)
	case "Interrupt":
		return decode[Interrupt](b)
	case "Configure":
		return decode[FluxSpeakConfigure](b)
	case "Close":
		return decode[Close](b)
	}
	return nil, unknownType(typ)
}
