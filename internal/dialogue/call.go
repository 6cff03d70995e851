package dialogue

import (
	"bytes"
	"crypto/rand"
	"encoding/json"

	"github.com/visavis/visavis"
)

// Arguments returns a call's arguments as a JSON object: {} where the model wrote none or what is
// not one, since vendors refuse a history with anything else in it.
func Arguments(c visavis.Call) json.RawMessage {
	if o, ok := object([]byte(c.Arguments)); ok {
		return o
	}
	return json.RawMessage("{}")
}

// object compacts a JSON object; it reports false for anything else.
func object(text []byte) (json.RawMessage, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members == nil {
		return nil, false
	}
	var compact bytes.Buffer
	if json.Compact(&compact, text) != nil {
		return nil, false
	}
	return compact.Bytes(), true
}

// Schema returns a tool's parameters as the JSON schema of an object that has a type and properties,
// which vendors insist on. A tool whose parameters are not a schema takes an empty object.
func Schema(t visavis.Tool) map[string]any {
	schema := make(map[string]any)
	if json.Unmarshal(t.Parameters, &schema) != nil || schema == nil {
		schema = make(map[string]any)
	}
	schema["type"] = "object"
	if _, ok := schema["properties"].(map[string]any); !ok {
		schema["properties"] = map[string]any{}
	}
	return schema
}

// IDs gives calls identifiers that are unique in a conversation. The zero value knows of none.
type IDs struct{ used map[string]bool }

// UsedIn returns the IDs that a history has used up.
func UsedIn(history []visavis.Message) *IDs {
	ids := new(IDs)
	for _, m := range history {
		for _, c := range m.Calls {
			ids.Fresh(c.ID)
		}
	}
	return ids
}

// Fresh returns the identifier a server gave a call, or a new one when it gave none or one that is
// taken: some servers count calls from zero in every reply.
func (i *IDs) Fresh(id string) string {
	if i.used == nil {
		i.used = make(map[string]bool)
	}
	if id == "" || i.used[id] {
		id = "call_" + rand.Text()
	}
	i.used[id] = true
	return id
}
