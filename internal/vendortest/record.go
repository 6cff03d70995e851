package vendortest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/record"
)

// From is who a recorded conversation is held with.
type From int

const (
	Tape      From = iota // nobody: it is played back
	Simulated             // the simulator: it is recorded
	Live                  // the vendor, with keys from the environment: it is recorded
)

// Record holds one conversation with the vendor, the same each time, and compares what is said, what
// is answered and what the driver makes of it with testdata/conversation.txtar, or writes that file.
func (s Subject) Record(t *testing.T, from From) {
	const file = "testdata/conversation.txtar"
	switch from {
	case Tape:
		s.converse(t, record.Play(t, file), "http://nobody.invalid", Key)
	case Simulated:
		s.with(t, func(b *bench) {
			why := "A conversation with the simulator of " + s.Engine + "."
			s.converse(t, record.Record(t, file, why, b.client.Transport, Key), "http://vendor.invalid", Key)
		})
	case Live:
		key := os.Getenv(s.KeyVariable)
		if key == "" {
			t.Skipf("%s is not set", s.KeyVariable)
		}
		address := strings.TrimSuffix(strings.TrimSuffix(os.Getenv(s.AddressVariable), "/"), "/v1")
		if address == "" {
			address = s.Address
		}
		network := http.DefaultTransport.(*http.Transport).Clone()
		t.Cleanup(network.CloseIdleConnections)
		why := "A conversation with " + s.Engine + " itself."
		s.converse(t, record.Record(t, file, why, network, key), address, key)
	}
}

// converse says something, has functions called, and does what is refused.
func (s Subject) converse(t *testing.T, tape *record.Tape, address, key string) {
	c := Config{Address: address, Key: key, Model: s.Models[0], Client: &http.Client{Transport: tape}}
	p := visavis.Prompt{System: "You are terse.", Messages: []visavis.Message{
		{Role: visavis.User, Text: "A story, please."},
		{Role: visavis.Assistant, Text: "Once upon a", Interrupted: true},
		{Role: visavis.User, Text: "No. Just say hello."},
	}}
	note(t, tape, s.Driver(c), p)

	p.Tools = []visavis.Tool{{Name: "room_temperature", Description: "Measures the temperature of a room in our house, now.",
		Parameters: []byte(`{"type":"object","properties":{"room":{"type":"string"}},"required":["room"]}`)}}
	p.Messages = []visavis.Message{{Role: visavis.User, Text: "How warm is it in Kitchen and in Cellar?"}}
	for range 3 {
		calls := note(t, tape, s.Driver(c), p)
		if len(calls) == 0 {
			break
		}
		m := visavis.Message{Role: visavis.Assistant}
		for i, call := range calls {
			m.Calls = append(m.Calls, visavis.CallResult{Call: call, Response: fmt.Sprintf("%d degrees", 18+i), Failed: i == 2})
		}
		p.Messages = append(p.Messages, m)
	}

	p = visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "Hello."}}}
	unknown := c
	unknown.Model = "no-such-model"
	note(t, tape, s.Driver(unknown), p)
	c.Key = "sk-proj-not-one-of-theirs"
	note(t, tape, s.Driver(c), p)
}

// note notes a reply and returns its calls.
func note(t *testing.T, tape *record.Tape, g visavis.Generator, p visavis.Prompt) (calls []visavis.Call) {
	t.Helper()
	var made strings.Builder
	err := g.Generate(context.Background(), p, func(d visavis.Delta) {
		if d.Call != nil {
			calls = append(calls, *d.Call)
			fmt.Fprintf(&made, "call %s of %s(%s) signed %q\n", d.Call.ID, d.Call.Name, d.Call.Arguments, d.Call.Signature)
			return
		}
		fmt.Fprintf(&made, "text %q\n", d.Text)
	})
	if err != nil {
		fmt.Fprintf(&made, "%T %v\n", unwrapped(err), err)
	}
	tape.Note("reply", made.String())
	return calls
}

// unwrapped returns the error of package visavis in err.
func unwrapped(err error) error {
	if e, ok := errors.AsType[*visavis.UnavailableError](err); ok {
		return e
	}
	return err
}
