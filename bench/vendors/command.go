package vendors

import (
	"encoding/json"
	"fmt"
	"slices"
)

// commandType returns the type of a client's message, which is a JSON object. It is read here and
// not by the wire package, which the client writes with: both could be wrong in the same way.
func commandType(b []byte) (string, error) {
	var head struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return "", fmt.Errorf("not a JSON object: %w", err)
	}
	if head.Type == nil {
		return "", fmt.Errorf("no type")
	}
	return *head.Type, nil
}

// checkMembers returns an error for the first member that a message may not have.
func checkMembers(b []byte, may ...string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return err
	}
	for name := range members {
		if name != "type" && !slices.Contains(may, name) {
			return fmt.Errorf("unknown member %s", name)
		}
	}
	return nil
}
