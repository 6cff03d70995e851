package script

import (
	"strings"

	"github.com/visavis/visavis"
)

const (
	topicsNamed = 3 // how many things the fallback suggests
	wordsQuoted = 6 // how much of what was heard is repeated
)

// slot returns the value of a slot in the reply to message i.
func (t *talk) slot(name string, m meaning, i int) (string, bool) {
	if value, ok := m.slots[name]; ok {
		return value, true
	}
	if value, ok := t.facts[name]; ok {
		return value, true
	}
	switch name {
	case "name":
		return t.name, true
	case "user":
		return t.user, t.user != ""
	case "topics":
		return t.threeTopics(), true
	case "coin":
		return [...]string{"heads", "tails"}[t.random(i).IntN(2)], true
	case "die":
		return cardinal(1 + int64(t.random(i).IntN(6))), true
	case "heard":
		return t.lastHeard(i)
	case "said":
		return t.userBefore(i)
	case "first":
		return t.userFirst(i)
	case "kept":
		kept, ok := t.kept[m.slots["thing"]]
		return kept, ok
	case "until":
		return daysUntil(m.slots["feast"], t.now())
	case "again":
		return t.again(i)
	case "rest":
		return t.rest(i)
	}
	return clockSlot(name, t.now())
}

// threeTopics names things to ask about, others every time.
func (t *talk) threeTopics() string {
	var parts []string
	start := t.uses["fallback"] / suggestEvery * topicsNamed
	for k := range topicsNamed {
		parts = append(parts, t.topics[(start+k)%len(t.topics)])
	}
	return parts[0] + ", " + parts[1] + ", or " + parts[2]
}

// assistantBefore returns the index of the persona's last message before i, or -1.
func (t *talk) assistantBefore(i int) int {
	for i--; i >= 0 && t.history[i].Role != visavis.Assistant; i-- {
	}
	return i
}

// lastHeard returns the last words that were heard of an interrupted message. A "stop", which is how
// people interrupt, and its answer are passed over.
func (t *talk) lastHeard(i int) (string, bool) {
	j := t.assistantBefore(i)
	for j > 0 && t.turns[j-1].intent == t.byName["stop"] {
		j = t.assistantBefore(j)
	}
	if j < 0 || !t.history[j].Interrupted {
		return "", false
	}
	words := strings.Fields(t.history[j].Text)
	if len(words) == 0 {
		return "nothing at all", true
	}
	words = words[max(0, len(words)-wordsQuoted):]
	return strings.TrimRight(strings.Join(words, " "), ".,;:!?—- "), true
}

func (t *talk) userBefore(i int) (string, bool) {
	for i--; i >= 0; i-- {
		if m := t.history[i]; m.Role == visavis.User && m.Text != "" {
			return strings.TrimRight(m.Text, ".,;:!?"), true
		}
	}
	return "", false
}

// userFirst returns the user's first words of the conversation.
func (t *talk) userFirst(i int) (string, bool) {
	for _, m := range t.history[:i] {
		if m.Role == visavis.User && m.Text != "" {
			return strings.TrimRight(m.Text, ".,;:!?"), true
		}
	}
	return "", false
}

// again returns the last reply, whole if it is known.
func (t *talk) again(i int) (string, bool) {
	j := t.assistantBefore(i)
	if j < 0 {
		return "", false
	}
	if j > 0 && t.turns[j-1].intent != nil {
		return t.turns[j-1].core, true
	}
	return t.history[j].Text, t.history[j].Text != ""
}

// rest returns what an interrupted reply had still to say, from the last word that was heard. A
// continuation that came to its end leaves nothing.
func (t *talk) rest(i int) (string, bool) {
	for j := i - 1; j > 0; j-- {
		if t.history[j].Role != visavis.Assistant || t.turns[j-1].intent == nil {
			continue
		}
		if t.history[j].Interrupted {
			if rest, ok := from(t.turns[j-1].reply, t.history[j].Text); ok {
				return rest, true
			}
		}
		if t.turns[j-1].intent.name == "continue" {
			break
		}
	}
	return "", false
}

// from returns reply from its last heard word on. It is not ok when heard is not how the reply
// begins, or is all of it.
func from(reply, heard string) (string, bool) {
	count := 0
	want := spokenWords(heard)
	words := strings.Fields(reply)
	for i, w := range words {
		if !isSpoken(w) {
			continue
		}
		if len(want) == 0 {
			return strings.Join(words[i:], " "), true
		}
		if normalize(w) != want[count] {
			return "", false
		}
		if count++; count == len(want) {
			return strings.Join(words[i:], " "), len(spokenWords(strings.Join(words[i:], " "))) > 1
		}
	}
	return "", false
}

func spokenWords(text string) []string {
	var out []string
	for _, w := range strings.Fields(text) {
		if isSpoken(w) {
			out = append(out, normalize(w))
		}
	}
	return out
}

// isSpoken tells words from cues and dashes.
func isSpoken(word string) bool { return word[0] != '[' && normalize(word) != "" }
