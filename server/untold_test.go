package server

import (
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
)

// TestThoughtsOfTheOperatorsTools: what a brain makes of their answers is not the client's to read.
func TestThoughtsOfTheOperatorsTools(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		s.put(conversation.AgentThinks{Turn: 1, Text: "The customer has secrets."})
		expect(t, "told", c.texts(), []string(nil))
	})
}

// TestFunctionThatDoesNotExist: the client learns of it, in few words.
func TestFunctionThatDoesNotExist(t *testing.T) {
	inWorld(t, functionConfig(), func(w *world) {
		c, s := w.begin(withFunctions)
		result := visavis.CallResult{Call: visavis.Call{ID: "x", Name: strings.Repeat("f", 500)}, Response: "there is none", Failed: true}
		s.put(conversation.CallDone{Turn: 1, Result: result, Unknown: true})
		if got := c.texts(); len(got) != 1 || !strings.Contains(got[0], "NON_EXISTENT_FUNCTION_CALLED") || len(got[0]) > 300 {
			t.Errorf("told %.400v", got)
		}
	})
}
