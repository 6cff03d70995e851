package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// ErrUnknownType is wrapped by the DecodeError of a message whose type is not known. A client
// ignores such messages.
var ErrUnknownType = errors.New("unknown message type")

// DecodeError says what is wrong with a message. Code and Error() are fit to be sent to the client
// that sent it: they name members, never their contents.
type DecodeError struct {
	Code   Code   // InvalidSettings or UnparsableClientMessage
	Type   string // of the message; empty when it could not be told
	Member string // path of the member at fault, such as audio.input.sample_rate; may be empty
	Err    error  // what is wrong
}

func (e *DecodeError) Error() string {
	s := e.Err.Error()
	if e.Member != "" {
		s = e.Member + ": " + s
	}
	if e.Type != "" {
		s = e.Type + ": " + s
	}
	return s
}

func (e *DecodeError) Unwrap() error { return e.Err }

// DecodeClient reads a message from a client of the agent protocol. Its error is a *DecodeError.
func DecodeClient(b []byte) (ClientMessage, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "Settings":
		return decode[Settings](b)
	case "UpdateListen":
		return decode[UpdateListen](b)
	case "UpdateThink":
		return decode[UpdateThink](b)
	case "UpdateSpeak":
		return decode[UpdateSpeak](b)
	case "UpdatePrompt":
		return decode[UpdatePrompt](b)
	case "InjectUserMessage":
		return decode[InjectUserMessage](b)
	case "InjectAgentMessage":
		return decode[InjectAgentMessage](b)
	case "FunctionCallResponse":
		return decode[FunctionCallResponse](b)
	case "ForceEndTurn":
		return decode[ForceEndTurn](b)
	case "KeepAlive":
		return decode[KeepAlive](b)
	case "Close":
		return decode[Close](b)
	case "VisavisHeard":
		return decode[VisavisHeard](b)
	}
	return nil, unknownType(typ)
}

// DecodeServer reads a message from a server of the agent protocol. Its error is a *DecodeError; one that wraps
// ErrUnknownType is to be ignored.
func DecodeServer(b []byte) (ServerMessage, error) {
	typ, err := messageType(b)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(typ, "Visavis") {
		return decodeExtension(typ, b)
	}
	switch typ {
	case "Welcome":
		return decode[Welcome](b)
	case "SettingsApplied":
		return decode[SettingsApplied](b)
	case "UserStartedSpeaking":
		return decode[UserStartedSpeaking](b)
	case "ConversationText":
		return decode[ConversationText](b)
	case "AgentThinking":
		return decode[AgentThinking](b)
	case "FunctionCallRequest":
		return decode[FunctionCallRequest](b)
	case "FunctionCallResponse":
		return decode[FunctionCallResponse](b)
	case "FunctionCallCancelled":
		return decode[FunctionCallCancelled](b)
	case "AgentStartedSpeaking":
		return decode[AgentStartedSpeaking](b)
	case "AgentAudioDone":
		return decode[AgentAudioDone](b)
	case "LatencyReport":
		return decode[LatencyReport](b)
	case "InjectionRefused":
		return decode[InjectionRefused](b)
	case "ListenUpdated":
		return decode[ListenUpdated](b)
	case "ThinkUpdated":
		return decode[ThinkUpdated](b)
	case "SpeakUpdated":
		return decode[SpeakUpdated](b)
	case "PromptUpdated":
		return decode[PromptUpdated](b)
	case "History":
		return decode[History](b)
	case "EndOfTurn":
		return decode[EndOfTurn](b)
	case "Warning":
		return decode[Warning](b)
	case "Error":
		return decode[Error](b)
	}
	return nil, unknownType(typ)
}

func decodeExtension(typ string, b []byte) (ServerMessage, error) {
	switch typ {
	case "VisavisEngines":
		return decode[VisavisEngines](b)
	case "VisavisState":
		return decode[VisavisState](b)
	case "VisavisTranscript":
		return decode[VisavisTranscript](b)
	case "VisavisTurn":
		return decode[VisavisTurn](b)
	case "VisavisLips":
		return decode[VisavisLips](b)
	case "VisavisWords":
		return decode[VisavisWords](b)
	case "VisavisAgain":
		return decode[VisavisAgain](b)
	case "VisavisCue":
		return decode[VisavisCue](b)
	case "VisavisSpeechEnd":
		return decode[VisavisSpeechEnd](b)
	case "VisavisDuck":
		return decode[VisavisDuck](b)
	case "VisavisResume":
		return decode[VisavisResume](b)
	case "VisavisCut":
		return decode[VisavisCut](b)
	case "VisavisHeardText":
		return decode[VisavisHeardText](b)
	case "VisavisLatency":
		return decode[VisavisLatency](b)
	}
	return nil, unknownType(typ)
}

// messageType reads the member type of a message, which must be a JSON object.
func messageType(b []byte) (string, error) {
	var head struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return "", decodeError("", err)
	}
	if head.Type == nil {
		return "", decodeError("", missing("type"))
	}
	return *head.Type, nil
}

// checked is a message with demands beyond the types of its members.
type checked interface{ check() error }

func decode[M Message](b []byte) (M, error) {
	var m M
	if err := json.Unmarshal(b, &m); err != nil {
		return m, decodeError(m.Type(), err)
	}
	if c, ok := any(m).(checked); ok {
		if err := c.check(); err != nil {
			return m, decodeError(m.Type(), err)
		}
	}
	return m, nil
}

// memberError is what check methods return: a member and what it must be.
type memberError struct{ path, problem string }

const isMissing = "is missing"

func (e *memberError) Error() string { return e.problem }

func missing(path string) error { return &memberError{path, isMissing} }

func require(path, value string) error {
	if value == "" {
		return missing(path)
	}
	return nil
}

// decodeError turns an error of encoding/json or of a check into a DecodeError.
func decodeError(typ string, err error) *DecodeError {
	de := &DecodeError{Code: UnparsableClientMessage, Type: typ, Err: err}
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var member *memberError
	switch {
	case errors.As(err, &member):
		de.Member = member.path
	case errors.As(err, &wrongType):
		de.Member = wrongType.Field
		de.Err = fmt.Errorf("must be %s, not %s", jsonName(wrongType.Type), wrongType.Value)
	case errors.As(err, &syntax):
		de.Err = fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	if typ == "Settings" || changesSettings(typ) && de.Member != "" && de.Err.Error() != isMissing {
		de.Code = InvalidSettings
	}
	return de
}

// changesSettings reports whether a message has members of Settings, which may have wrong values.
func changesSettings(typ string) bool {
	return typ == "UpdateListen" || typ == "UpdateThink" || typ == "UpdateSpeak"
}

// jsonName says what a Go type is called on the wire.
func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "an integer"
	case reflect.Float64:
		return "a number"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "an array"
	}
	return "an object"
}

func unknownType(typ string) *DecodeError {
	const longest = 64
	if len(typ) > longest {
		typ = typ[:longest]
	}
	return &DecodeError{Code: UnparsableClientMessage, Err: fmt.Errorf("%w %q", ErrUnknownType, typ)}
}
