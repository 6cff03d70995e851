package script

import (
	"context"
	"strings"

	"github.com/visavis/visavis"
)

var _ visavis.Generator = (*Persona)(nil)

// Generate answers the last message, a word or cue per delta. A prompt without a user's message is
// answered with the greeting. Prompt.System is not read: a script cannot obey. The only error is
// ctx.Err().
func (p *Persona) Generate(ctx context.Context, prompt visavis.Prompt, emit func(visavis.Delta)) error {
	for _, word := range strings.Fields(p.reply(prompt.Messages)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		emit(visavis.Delta{Text: word + " "})
	}
	return ctx.Err()
}

func (p *Persona) reply(history []visavis.Message) string {
	t := talk{Persona: p, history: history, turns: make([]turn, len(history)),
		uses: map[string]int{}, kept: map[string]string{}}
	last := -1
	for i, m := range history {
		if m.Role == visavis.User {
			t.answer(i)
			last = i
		} else if m.Interrupted {
			t.offer = "" // a question that nobody heard cannot be answered
		}
	}
	if last < 0 {
		return p.Greeting()
	}
	return t.turns[last].reply
}
