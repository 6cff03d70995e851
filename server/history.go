package server

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// history reads what a client says was said before.
func history(messages []wire.History) []visavis.Message {
	var list []visavis.Message
	for _, m := range messages {
		if m.Content != "" {
			list = append(list, visavis.Message{Role: visavis.Role(m.Role), Text: m.Content})
		}
		if calls := recalled(m.FunctionCalls, len(list)); len(calls) > 0 {
			list = append(list, visavis.Message{Role: visavis.Assistant, Calls: calls})
		}
	}
	return list
}

// recalled reads calls of the past. Brains tell calls apart by their ids: one that has none is given
// one, of its place in the history.
func recalled(records []wire.CallRecord, place int) []visavis.CallResult {
	var calls []visavis.CallResult
	for i, r := range records {
		if r.Name == "" {
			continue
		}
		calls = append(calls, visavis.CallResult{
			Call: visavis.Call{
				ID: firstSet(r.ID, fmt.Sprintf("past_%d_%d", place, i)), Name: r.Name,
				Arguments: firstSet(r.Arguments, "{}"), Signature: r.ThoughtSignature,
			},
			Response: r.Response,
		})
	}
	return calls
}

// remembered is a message of the history as a client is told of it, or nil. What the operator's tools
// did stays with the operator.
func (r *reporter) remembered(m visavis.Message) wire.ServerMessage {
	if m.Text != "" {
		return wire.History{Role: string(m.Role), Content: m.Text}
	}
	var records []wire.CallRecord
	for _, c := range m.Calls {
		if side := r.calls.sideOf(c.Call); side != operators {
			records = append(records, wire.CallRecord{FunctionCall: wireCall(c.Call, side), Response: c.Response})
		}
	}
	if len(records) == 0 {
		return nil
	}
	return wire.History{FunctionCalls: records}
}
