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
	turns   []turn         // by index in history; only those of the user are set
	uses    map[string]int // how often each intent has been answered
	offer   string         // the intent that a "yes" means now
	user    string         // the user's name
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
	if name := m.slots["told"]; name != "" {
		t.user = name
	}
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
		start := int(t.seed % uint64(len(replies)))
		reply := replies[(start+t.uses[m.intent.name])%len(replies)]
		text, offer = splitFollowUp(reply, m.intent.followUp)
		if text, ok := t.fill(text, m, i); ok {
			return m.intent.act(text), offer
		}
	}
	return t.choose(t.means("fallback"), i)
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
