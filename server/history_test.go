package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

func TestFunctionsInTheHistory(t *testing.T) {
	got := history([]wire.History{
		{Role: "user", Content: "Weather?"},
		{FunctionCalls: []wire.CallRecord{
			{FunctionCall: wire.FunctionCall{ID: "a", Name: "f", Arguments: `{"x":1}`, ThoughtSignature: "s"}, Response: "1"},
			{FunctionCall: wire.FunctionCall{Name: "g"}},
			{FunctionCall: wire.FunctionCall{ID: "nameless"}},
		}},
		{FunctionCalls: []wire.CallRecord{{FunctionCall: wire.FunctionCall{Name: "g"}}}},
	})
	ids := map[string]bool{}
	for _, m := range got {
		for _, c := range m.Calls {
			if ids[c.ID] || c.ID == "" {
				t.Errorf("two calls have the id %q", c.ID)
			}
			ids[c.ID] = true
		}
	}
	first := visavis.CallResult{Call: visavis.Call{ID: "a", Name: "f", Arguments: `{"x":1}`, Signature: "s"}, Response: "1"}
	if len(got) != 3 || len(got[1].Calls) != 2 || len(ids) != 3 || got[1].Role != visavis.Assistant {
		t.Fatalf("the history is %+v", got)
	}
	if diff := cmp.Diff(first, got[1].Calls[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
