package wire

import (
	"encoding/json"
	"fmt"
)

// History is an entry of the conversation's memory: something said, or function calls. The server
// sends it as it happens; a client gives it back in Settings to continue a conversation.
type History struct {
	Role          string       `json:"role,omitempty"` // user or assistant
	Content       string       `json:"content,omitempty"`
	FunctionCalls []CallRecord `json:"function_calls,omitempty"`
}

// CallRecord is a function call with its result.
type CallRecord struct {
	FunctionCall
	Response string `json:"response"`
}

// Messages are History entries as they stand inside Settings, each with its type.
type Messages []History

// MarshalJSON gives each entry its type, which History itself does not hold.
func (m Messages) MarshalJSON() ([]byte, error) {
	list := make([]json.RawMessage, len(m))
	for i, h := range m {
		list[i] = Encode(h)
	}
	return json.Marshal(list)
}

func (m Messages) check(path string) error {
	for i, h := range m {
		if len(h.FunctionCalls) > 0 {
			continue
		}
		if h.Role != "user" && h.Role != "assistant" {
			return &memberError{fmt.Sprintf("%s[%d].role", path, i), `must be "user" or "assistant"`}
		}
	}
	return nil
}
