package script

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/visavis/visavis"
)

// talk is a conversation replayed from its history: what the persona would remember, if it did.
type talk struct {
	*Persona
	history []visavis.Message
	turns   []turn            // by index in history; only those of the user are set
	uses    map[string]int    // how often each intent has been answered
	offer   string            // the intent that a "yes" means now
	openSum string            // the sum that a number completes now: "three times"
	user    string            // the user's name
	kept    map[string]string // what the user wants remembered: "dog" is "is called Rex"
}

// turn is what a message of the user led to.
type turn struct {
	intent *intent
	reply  string // everything that was to be said
	core   string // reply without what "say that again" put before it
}

// meaning is what a text of the user was taken for.
type meaning struct {
	intent *intent
	slots  map[string]string
	offer  string // what a "yes" will mean, if not as the reply says
}

// answer works out the reply to message i, and remembers what follows from it.
func (t *talk) answer(i int) {
	m := t.understand(normalize(t.history[i].Text))
	t.remember(m.slots)
	text, offer := t.choose(m, i)
	if m.offer != "" {
		offer = m.offer
	}
	core := text
	if again, ok := m.slots["again"]; ok {
		core = again
	}
	t.turns[i] = turn{intent: m.intent, reply: text, core: core}
	t.uses[m.intent.name]++
	t.offer = offer
}

// choose picks the next reply of an intent and fills its slots.
func (t *talk) choose(m meaning, i int) (text, offer string) {
	for _, replies := range [][]string{m.intent.says, m.intent.elses} {
		if len(replies) == 0 {
			continue
		}
		replies, turn := t.turnTaking(m.intent, replies)
		start := int(t.seed % uint64(len(replies)))
		text, offer = splitFollowUp(replies[(start+turn)%len(replies)], m.intent.followUp)
		if text, ok := t.fill(text, m, i); ok {
			return m.intent.act(text), offer
		}
	}
	return t.choose(t.means("fallback"), i)
}

// suggestEvery is how many fallbacks there are to one that names topics: the first does, and then,
// because being told the same again and again is tiresome, three are short.
const suggestEvery = 4

// turnTaking returns the replies that take turns now, and whose turn it is.
func (t *talk) turnTaking(in *intent, replies []string) ([]string, int) {
	uses := t.uses[in.name]
	if in.name != "fallback" {
		return replies, uses
	}
	var long, short []string
	for _, reply := range replies {
		if strings.Contains(reply, "{topics}") {
			long = append(long, reply)
		} else {
			short = append(short, reply)
		}
	}
	switch {
	case len(long) == 0 || len(short) == 0:
		return replies, uses
	case uses%suggestEvery == 0:
		return long, uses / suggestEvery
	}
	return short, uses - uses/suggestEvery - 1
}

// act puts the intent's cues before a reply that does not begin with its own.
func (in *intent) act(text string) string {
	if strings.HasPrefix(text, "[") {
		return text
	}
	if in.gesture != "" {
		text = "[" + in.gesture + "] " + text
	}
	if in.emotion != "" {
		text = "[" + in.emotion + "] " + text
	}
	return text
}

// fill replaces the slots of a reply; it is not ok when one has no value here.
func (t *talk) fill(text string, m meaning, i int) (string, bool) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), true
		}
		name, after, _ := strings.Cut(rest, "}")
		value, ok := t.slot(name, m, i)
		if !ok {
			return "", false
		}
		m.slots[name] = value
		if beginsSentence(b.String()) {
			value = capitalised(value)
		}
		b.WriteString(value)
		text = after
	}
}

// beginsSentence says whether what follows text is the beginning of a sentence; cues do not count.
func beginsSentence(text string) bool {
	text = strings.TrimRight(text, " ")
	for strings.HasSuffix(text, "]") {
		text = strings.TrimRight(text[:strings.LastIndexByte(text, '[')], " ")
	}
	return text == "" || strings.HasSuffix(text, ".")
}

func capitalised(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
