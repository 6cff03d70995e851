package dialogue

import (
	"strings"

	"github.com/visavis/visavis"
)

// Turn is what one side contributes before the other goes on. Turns of the two alternate, save that
// the assistant's follow one another where calls are between them.
type Turn struct {
	Role  visavis.Role
	Text  string               // may be empty when there are Calls
	Calls []visavis.CallResult // the assistant's, made after Text; all of them are answered
}

// Turns puts a history into the order that all vendors accept: the user begins and is the last to
// speak unless calls are, neighbours of one side are one turn, and nothing is empty.
func Turns(history []visavis.Message) []Turn {
	var turns []Turn
	for _, m := range history {
		turns = add(turns, Turn{Role: m.Role, Text: said(m), Calls: m.Calls})
	}
	switch {
	case len(turns) == 0:
		return []Turn{{Role: visavis.User, Text: opening}}
	case turns[0].Role == visavis.Assistant:
		turns = append([]Turn{{Role: visavis.User, Text: begun}}, turns...)
	}
	if last := turns[len(turns)-1]; last.Role == visavis.Assistant && len(last.Calls) == 0 {
		turns = append(turns, Turn{Role: visavis.User, Text: goOn})
	}
	return turns
}

// said returns a message's text as the model sees it. Vendors refuse text that is nothing but space.
func said(m visavis.Message) string {
	text := strings.TrimSpace(m.Text)
	if m.Interrupted && text != "" {
		return text + cut
	}
	return text
}

func add(turns []Turn, t Turn) []Turn {
	if t.Text == "" && len(t.Calls) == 0 {
		return turns
	}
	if len(turns) == 0 {
		return append(turns, t)
	}
	last := &turns[len(turns)-1]
	if last.Role != t.Role || len(last.Calls) > 0 {
		return append(turns, t)
	}
	if last.Text != "" && t.Text != "" {
		last.Text += "\n"
	}
	last.Text += t.Text
	last.Calls = t.Calls
	return turns
}
