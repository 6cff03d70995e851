package fake

import (
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// Generator writes the reply that a function returns, word by word, and asks for calls.
type Generator struct {
	Thought string                              // told before the reply; empty: none
	Reply   func(visavis.Prompt) string         // nil: Echo
	Calls   func(visavis.Prompt) []visavis.Call // asked for after the reply; nil: none
	Before  time.Duration                       // passes before the first delta
	Between time.Duration                       // passes between two deltas
	Err     error                               // what Generate returns after the reply; nil: none
}

// Generate implements visavis.Generator.
func (g Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	reply := g.Reply
	if reply == nil {
		reply = Echo
	}
	pause := g.Before
	if g.Thought != "" {
		if err := wait(ctx, pause); err != nil {
			return err
		}
		emit(visavis.Delta{Thought: g.Thought})
		pause = g.Between
	}
	for _, word := range strings.SplitAfter(reply(p), " ") {
		if err := wait(ctx, pause); err != nil {
			return err
		}
		if word != "" {
			emit(visavis.Delta{Text: word})
		}
		pause = g.Between
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if g.Calls != nil {
		for _, c := range g.Calls(p) {
			emit(visavis.Delta{Call: &c})
		}
	}
	return g.Err
}

// Once returns a function that asks for calls when the user has spoken, and for none when it has
// their results.
func Once(calls ...visavis.Call) func(visavis.Prompt) []visavis.Call {
	return func(p visavis.Prompt) []visavis.Call {
		if len(p.Messages) == 0 || resultsIn(p) != nil {
			return nil
		}
		return calls
	}
}

// resultsIn returns what the calls came to with which a prompt ends, if it does.
func resultsIn(p visavis.Prompt) []visavis.CallResult {
	if n := len(p.Messages); n > 0 {
		return p.Messages[n-1].Calls
	}
	return nil
}

// Answer returns a function that answers the user with a text, and the results of calls with what
// then says.
func Answer(text string, then func(visavis.Prompt) string) func(visavis.Prompt) string {
	return func(p visavis.Prompt) string {
		if resultsIn(p) == nil {
			return text
		}
		return then(p)
	}
}

// Echo repeats the last message: "You said: hello.", or what calls came to: "It is: 18 degrees."
func Echo(p visavis.Prompt) string {
	if len(p.Messages) == 0 {
		return "Hello."
	}
	if calls := resultsIn(p); calls != nil {
		var results []string
		for _, c := range calls {
			results = append(results, c.Response)
		}
		return "It is: " + strings.Join(results, ", ") + "."
	}
	return "You said: " + p.Messages[len(p.Messages)-1].Text + "."
}

// Lines returns a function that answers the user's first message with the first reply, the second
// with the second, and begins anew after the last.
func Lines(replies ...string) func(visavis.Prompt) string {
	return func(p visavis.Prompt) string {
		n := 0
		for _, m := range p.Messages {
			if m.Role == visavis.User {
				n++
			}
		}
		return replies[max(n-1, 0)%len(replies)]
	}
}
