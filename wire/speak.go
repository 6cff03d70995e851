package wire

import (
	"cmp"
	"encoding/json"
)

// SpeakText adds to the text that is to be spoken, as it is: spaces between pieces are the
// sender's (6.2). At most MaxSpeakText characters.
type SpeakText struct {
	Text string `json:"text"`
}

// MaxSpeakText is how many characters one SpeakText, or one request of 9.2, may have.
const MaxSpeakText = 2000

// Flush has everything spoken that was sent so far; answered by Flushed.
type Flush struct{}

// Clear drops text and audio that were not yet sent; answered by Cleared.
type Clear struct{}

// SpeakMetadata is the first message of a /v1/speak server (6.3).
type SpeakMetadata struct {
	RequestID            string   `json:"request_id"`
	ModelName            string   `json:"model_name"`
	ModelVersion         string   `json:"model_version"`
	ModelUUID            string   `json:"model_uuid"`
	AdditionalModelUUIDs []string `json:"additional_model_uuids,omitempty"`
}

// Flushed follows the last audio of a Flush.
type Flushed struct {
	SequenceID int `json:"sequence_id"` // counts the flushes of a socket from 0
}

// Cleared answers a Clear: what audio comes after it is new.
type Cleared struct {
	SequenceID int `json:"sequence_id"`
}

// Codes of a SpeakWarning.
const (
	ExcessiveFlush    Code = "EXCESSIVE_FLUSH" // the flush was refused
	TextLengthWarning Code = "TEXT_LENGTH_WARNING"
)

// SpeakWarning tells of something that did not work and ends nothing (6.3).
type SpeakWarning struct {
	Description string `json:"description"`
	Code        Code   `json:"code"`
}

// UnmarshalJSON reads the older names of the members too.
func (w *SpeakWarning) UnmarshalJSON(b []byte) error {
	var both struct {
		Description string `json:"description"`
		Code        Code   `json:"code"`
		WarnMsg     string `json:"warn_msg"`
		WarnCode    Code   `json:"warn_code"`
	}
	if err := json.Unmarshal(b, &both); err != nil {
		return err
	}
	w.Description, w.Code = cmp.Or(both.Description, both.WarnMsg), cmp.Or(both.Code, both.WarnCode)
	return nil
}

func (SpeakText) Type() string     { return "Speak" }
func (Flush) Type() string         { return "Flush" }
func (Clear) Type() string         { return "Clear" }
func (SpeakMetadata) Type() string { return "Metadata" }
func (Flushed) Type() string       { return "Flushed" }
func (Cleared) Type() string       { return "Cleared" }
func (SpeakWarning) Type() string  { return "Warning" }

// DecodeSpeak reads a text message of a /v1/speak server. Its error is a *DecodeError; one that
// wraps ErrUnknownType is to be ignored.
func DecodeSpeak(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Metadata":
		return decode[SpeakMetadata](b)
	case "Flushed":
		return decode[Flushed](b)
	case "Cleared":
		return decode[Cleared](b)
	case "Warning":
		return decode[SpeakWarning](b)
	}
	return nil, unknownType(typ)
}

// DecodeSpeakClient reads a text message of a /v1/speak client: Speak, Flush, Clear or Close. Its
// error is a *DecodeError.
func DecodeSpeakClient(b []byte) (Message, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Speak":
		return decode[SpeakText](b)
	case "Flush":
		return decode[Flush](b)
	case "Clear":
		return decode[Clear](b)
	case "Close":
		return decode[Close](b)
	}
	return nil, unknownType(typ)
}
