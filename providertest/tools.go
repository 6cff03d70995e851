package providertest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// Tools checks that a generator calls functions and uses what comes of them. It is for language
// models; the simulated ones of bench/vendors call a function for each place that they are asked of.
func Tools(t *testing.T, g visavis.Generator) {
	c := generatorCheck{g}
	t.Run("a call and its result", c.callAndResult)
	t.Run("a call that failed", c.failedCall)
	t.Run("histories with calls", c.callsInHistory)
	t.Run("a history with calls without the tools", c.callsWithoutTools)
}

// thermometer is a tool that no model can do without: it knows what nobody else does.
func thermometer() visavis.Tool {
	return visavis.Tool{
		Name: "room_temperature", Description: "Measures the temperature of a room in our house, now. It takes one room at a time.",
		Parameters: []byte(`{"type":"object","properties":{"room":{"type":"string","description":"the room's name"}},"required":["room"]}`),
	}
}

func measuring(text string) visavis.Prompt {
	p := asking(text)
	p.Tools = []visavis.Tool{thermometer()}
	return p
}

const question = "How warm is it in Kitchen and in Cellar? Measure both."

// answered is a call's message in a history.
func answered(failed bool, response string, calls ...visavis.Call) visavis.Message {
	m := visavis.Message{Role: visavis.Assistant}
	for _, c := range calls {
		m.Calls = append(m.Calls, visavis.CallResult{Call: c, Response: response, Failed: failed})
	}
	return m
}

// callsOf generates a reply and returns its calls, each of which must be in order.
func (c generatorCheck) callsOf(t *testing.T, p visavis.Prompt) []visavis.Call {
	t.Helper()
	var calls []visavis.Call
	seen := make(map[string]bool)
	for _, d := range c.deltas(t, p) {
		if d.Call == nil {
			continue
		}
		if d.Call.ID == "" || seen[d.Call.ID] {
			t.Errorf("call %+v has no identifier of its own", d.Call)
		}
		seen[d.Call.ID] = true
		calls = append(calls, *d.Call)
	}
	return calls
}

func (c generatorCheck) callAndResult(t *testing.T) {
	p := measuring(question)
	done := make(map[string]bool)
	for len(done) < 2 { // a model may call one function after the other
		calls := c.callsOf(t, p)
		if len(calls) == 0 {
			t.Fatalf("no call was made, after %v", done)
		}
		for _, call := range calls {
			done[roomOf(t, call)] = true
		}
		p.Messages = append(p.Messages, answered(false, "18 degrees", calls...))
	}
	reply := strings.ToLower(c.write(t, p))
	if !strings.Contains(reply, "18") && !strings.Contains(reply, "eighteen") {
		t.Errorf("the reply %q does not tell the result", reply)
	}
}

// roomOf returns the argument of a call.
func roomOf(t *testing.T, c visavis.Call) string {
	t.Helper()
	var arguments struct{ Room string }
	if err := json.Unmarshal([]byte(c.Arguments), &arguments); err != nil || arguments.Room == "" || c.Name != thermometer().Name {
		t.Fatalf("call of %s with %s: %v", c.Name, c.Arguments, err)
	}
	return arguments.Room
}

func (c generatorCheck) failedCall(t *testing.T) {
	p := measuring("How warm is it in Kitchen?")
	calls := c.callsOf(t, p)
	if len(calls) == 0 {
		t.Fatal("no call was made")
	}
	p.Messages = append(p.Messages, answered(true, "the thermometer is broken", calls...))
	if c.write(t, p) == "" {
		t.Error("nothing is said of a call that failed")
	}
}

// callsInHistory holds all that a conversation makes of calls: made by another engine, before and
// after words, one round after the other, with arguments that are none, interrupted by the user.
func (c generatorCheck) callsInHistory(t *testing.T) {
	call := func(id, arguments string) visavis.Call {
		return visavis.Call{ID: id, Name: thermometer().Name, Arguments: arguments}
	}
	user := func(text string) visavis.Message { return visavis.Message{Role: visavis.User, Text: text} }
	p := measuring("Hello.")
	p.Messages = append([]visavis.Message{{Role: visavis.Assistant, Text: "Good morning."}}, p.Messages...)
	p.Messages = append(p.Messages,
		visavis.Message{Role: visavis.Assistant, Text: "Hello! What may I", Interrupted: true},
		user("How warm is it in the hall?"),
		visavis.Message{Role: visavis.Assistant, Text: "Let me see."},
		answered(false, "20 degrees", call("functions.room:0", `{"room":"hall"}`), call("b", `{"room":"ha`)),
		answered(true, "", call("c", "")),
		visavis.Message{Role: visavis.Assistant, Text: "Twenty", Interrupted: true},
		user("And"), user("the attic?"),
		answered(false, "30 degrees", call("d", `{"room":"attic"}`)),
		visavis.Message{Role: visavis.Assistant, Interrupted: true},
		user("Never mind. Just say hello."),
	)
	c.write(t, p)
	p.Messages = append(p.Messages, answered(false, "21 degrees", call("e", `{"room":"hall"}`)))
	c.write(t, p)
}

func (c generatorCheck) callsWithoutTools(t *testing.T) {
	p := asking("How warm is it in Kitchen?")
	p.Messages = append(p.Messages, answered(false, "18 degrees",
		visavis.Call{ID: "a", Name: thermometer().Name, Arguments: `{"room":"Kitchen"}`}))
	if calls := c.callsOf(t, p); len(calls) > 0 {
		t.Errorf("%v were called, which are not there", calls)
	}
}
