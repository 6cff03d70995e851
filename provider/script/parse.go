package script

import (
	"fmt"
	"slices"
	"strings"
)

// script is the content of a persona file.
type script struct {
	name      string
	greetings []string
	topics    []string          // things to ask about, as the object of "you can"
	facts     map[string]string // slots with a fixed value
	intents   []*intent
	byName    map[string]*intent
}

// intent is something a user may mean, and what is answered.
type intent struct {
	name     string
	title    string   // completes "did you ask …?"; empty: never asked back
	asks     []string // examples, as normalize returns them
	hints    []string // further phrases for the recogniser, which the matcher understands
	says     []string // replies; may hold cues and {slots}
	elses    []string // replies when a slot of says cannot be filled
	emotion  string   // cue before a reply that has none of its own
	gesture  string   // likewise
	matcher  string   // recognises what examples cannot enumerate
	accepts  []string // words that are the right guess, for the answer of a riddle
	followUp string   // intent that a "yes" to the reply means
	isSeries bool     // "another one" asks for its next reply
}

// special lists the intents that the code itself reaches for.
func special() []string {
	return []string{"fallback", "confirm", "unheard", "declined", "yes", "no", "right", "wrong", "continue", "stop"}
}

// parse reads a persona file: lines "key: value", an indented line continuing the one before it.
func parse(text string) (script, error) {
	s := script{facts: map[string]string{}, byName: map[string]*intent{}}
	for _, l := range logicalLines(text) {
		key, value, ok := strings.Cut(l.text, ":")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			return s, fmt.Errorf("persona: line %d: want \"key: value\", have %q", l.number, l.text)
		}
		if err := s.set(strings.TrimSpace(key), value); err != nil {
			return s, fmt.Errorf("persona: line %d: %w", l.number, err)
		}
	}
	return s, s.check()
}

type line struct {
	number int
	text   string
}

func logicalLines(text string) []line {
	var out []line
	for i, raw := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(raw)
		isContinuation := strings.HasPrefix(raw, " ") && len(out) > 0
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case isContinuation:
			out[len(out)-1].text += " " + trimmed
		default:
			out = append(out, line{i + 1, trimmed})
		}
	}
	return out
}

func (s *script) set(key, value string) error {
	switch key {
	case "name":
		s.name = value
	case "greeting":
		s.greetings = append(s.greetings, value)
	case "topic":
		s.topics = append(s.topics, value)
	case "fact":
		name, content, _ := strings.Cut(value, " ")
		s.facts[name] = content
	case "intent":
		return s.begin(value)
	default:
		if len(s.intents) == 0 {
			return fmt.Errorf("%q before the first intent", key)
		}
		return s.intents[len(s.intents)-1].set(key, value)
	}
	return nil
}

func (s *script) begin(name string) error {
	if s.byName[name] != nil {
		return fmt.Errorf("second intent %q", name)
	}
	in := &intent{name: name}
	s.intents = append(s.intents, in)
	s.byName[name] = in
	return nil
}

func (in *intent) set(key, value string) error {
	switch key {
	case "title":
		in.title = value
	case "ask":
		in.asks = append(in.asks, normalize(value))
	case "hint":
		in.hints = append(in.hints, normalize(value))
	case "say":
		in.says = append(in.says, value)
	case "else":
		in.elses = append(in.elses, value)
	case "emotion":
		in.emotion = value
	case "gesture":
		in.gesture = value
	case "matcher":
		in.matcher = value
	case "accept":
		in.accepts = append(in.accepts, normalize(value))
	case "follow_up":
		in.followUp = value
	case "series":
		in.isSeries = value == "yes"
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

// check finds what a line alone does not show.
func (s *script) check() error {
	if s.name == "" || len(s.greetings) == 0 || len(s.topics) < topicsNamed {
		return fmt.Errorf("persona: a name, a greeting and %d topics are needed", topicsNamed)
	}
	for _, name := range special() {
		if s.byName[name] == nil {
			return fmt.Errorf("persona: intent %q is needed", name)
		}
	}
	for _, in := range s.intents {
		if err := s.checkIntent(in); err != nil {
			return fmt.Errorf("persona: intent %q: %w", in.name, err)
		}
	}
	// What is said when nothing else can be must always be possible.
	for _, reply := range s.byName["fallback"].says {
		if strings.Contains(strings.ReplaceAll(reply, "{topics}", ""), "{") {
			return fmt.Errorf("persona: a fallback needs a slot that may have no value: %q", reply)
		}
	}
	return nil
}

func (s *script) checkIntent(in *intent) error {
	if len(in.says) == 0 {
		return fmt.Errorf("no reply")
	}
	if in.matcher != "" && findMatcher(in.matcher) == nil {
		return fmt.Errorf("unknown matcher %q", in.matcher)
	}
	for _, reply := range slices.Concat(in.says, in.elses) {
		text, target := splitFollowUp(reply, in.followUp)
		if text == "" {
			return fmt.Errorf("a reply without text")
		}
		if target != "" && s.byName[target] == nil {
			return fmt.Errorf("follow-up %q does not exist", target)
		}
	}
	return nil
}

// splitFollowUp divides a reply from the follow-up of its own that it may end with: "… => intent".
func splitFollowUp(reply, common string) (text, followUp string) {
	if text, own, ok := strings.Cut(reply, "=>"); ok {
		return strings.TrimSpace(text), strings.TrimSpace(own)
	}
	return reply, common
}
