package fake

import (
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// Generator writes the reply that a function returns, word by word.
type Generator struct {
	Reply   func(visavis.Prompt) string // nil: Echo
	Before  time.Duration               // passes before the first delta
	Between time.Duration               // passes between two deltas
	Err     error                       // what Generate returns after the reply; nil: none
}

// Generate implements visavis.Generator.
func (g Generator) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	reply := g.Reply
	if reply == nil {
		reply = Echo
	}
	pause := g.Before
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
	return g.Err
}

// Echo repeats the last message: "You said: hello."
func Echo(p visavis.Prompt) string {
	if len(p.Messages) == 0 {
		return "Hello."
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
