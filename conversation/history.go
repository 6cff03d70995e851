package conversation

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// What the generator is told: the history and, while a turn is under way, what it has said.

// History returns what the generator will be told was said.
func (m *Machine) History() []visavis.Message { return copyOf(m.history) }

// copyOf returns messages that nobody changes: the outcome of a call is filled in late.
func copyOf(history []visavis.Message) []visavis.Message {
	c := slices.Clone(history)
	for i := range c {
		c[i].Calls = slices.Clone(c[i].Calls)
	}
	return c
}

// prompt is what the reply's generator is asked. The rounds of its turn are the history's last
// messages; the text that led to each stands before it.
func (m *Machine) prompt(r *reply, history []visavis.Message) visavis.Prompt {
	own := min(len(r.rounds), len(history))
	before := len(history) - own
	messages, from := copyOf(history[:before]), 0
	for i, rd := range r.rounds[len(r.rounds)-own:] {
		if text := r.textOf(from, rd.said); text != "" {
			messages = append(messages, visavis.Message{Role: visavis.Assistant, Text: text})
		}
		messages = append(messages, history[before+i])
		from = rd.said
	}
	return visavis.Prompt{System: m.rules.System, Messages: messages, Tools: m.rules.Tools, Sampling: m.rules.Sampling}
}

// textOf returns the text of the clauses from the one up to the other.
func (r *reply) textOf(from, to int) string {
	var texts []string
	for _, c := range r.clauses[from:to] {
		texts = append(texts, c.Text)
	}
	return strings.Join(texts, " ")
}

// enter adds a message to the history.
func (m *Machine) enter(msg visavis.Message) {
	m.history = append(m.history, msg)
	m.lastSpoken = false
	m.forget()
}

// remember adds a message to the history and tells the client.
func (m *Machine) remember(turn int, msg visavis.Message) {
	m.enter(msg)
	m.show(Remembered{turn, msg})
}

// rememberUser adds what the user said.
func (m *Machine) rememberUser(u utterance) {
	m.history = m.withUser(u)
	m.lastSpoken = u.spoken
	m.forget()
	m.show(Remembered{0, visavis.Message{Role: visavis.User, Text: u.text}})
}

// withUser returns the history with what the user said. Two spoken utterances in a row are one
// message: the reply between them was never heard, so the user was not finished. It is bounded by
// what a person says.
func (m *Machine) withUser(u utterance) []visavis.Message {
	last := len(m.history) - 1
	if !m.lastSpoken || !u.spoken || len(m.history[last].Text)+len(u.text) >= maxMessage {
		return append(slices.Clip(m.history), visavis.Message{Role: visavis.User, Text: u.text})
	}
	history := slices.Clone(m.history)
	history[last].Text = join(history[last].Text, u.text)
	return history
}

// forget drops the oldest messages of a history that has become too long, but never the newest. It
// does not begin with calls: what asked for them is gone.
func (m *Machine) forget() {
	total, first := 0, len(m.history)-1
	for i := first; i >= 0 && total <= maxHistory; i-- {
		if total += size(m.history[i]); total <= maxHistory {
			first = i
		}
	}
	if first == 0 {
		return
	}
	for first < len(m.history)-1 && m.history[first].Calls != nil {
		first++
	}
	m.history = slices.Delete(m.history, 0, first)
}

// size is what a message counts towards maxHistory, in bytes.
func size(msg visavis.Message) int {
	n := len(msg.Text)
	for _, c := range msg.Calls {
		n += sizeOf(c.Call) + len(c.Response)
	}
	return n
}

func sizeOf(c visavis.Call) int {
	return len(c.ID) + len(c.Name) + len(c.Arguments) + len(c.Signature)
}

// shorten cuts a text that is too long, and says so.
func shorten(text string, limit int) string {
	const mark = " … (cut)"
	if len(text) <= limit {
		return text
	}
	n := limit - len(mark)
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + mark
}
