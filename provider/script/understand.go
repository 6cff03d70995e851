package script

import (
	"maps"
	"slices"
	"strings"
)

// understand decides what a normalised text means, in the light of what was offered before it.
func (t *talk) understand(text string) meaning {
	if text == "" {
		return t.means("unheard")
	}
	if guess := t.guess(text); guess != "" {
		return t.means(guess)
	}
	if m, ok := t.match(t.completed(text)); ok {
		return m
	}
	in, score := t.find(text)
	switch {
	case score < perhaps && t.isRiddle():
		return t.keepOffer(t.means("wrong"))
	case score < perhaps || score < sure && in.title == "":
		return t.means("fallback")
	case score < sure:
		return meaning{intent: t.byName["confirm"], slots: map[string]string{"title": in.title}, offer: in.name}
	}
	return t.inContext(in, text)
}

// completed puts a number behind the sum that still lacks one.
func (t *talk) completed(text string) string {
	words := strings.Fields(text)
	if _, n := operand(words); t.openSum == "" || n < len(words) {
		return text
	}
	return t.openSum + " " + text
}

// find looks for the intent of a text, with and without what people say before they come to it.
func (t *talk) find(text string) (*intent, float64) {
	in, score := t.index.find(text)
	if rest := withoutOpening(text); rest != text {
		if other, s := t.index.find(rest); s > score {
			return other, s
		}
	}
	return in, score
}

func withoutOpening(text string) string {
	for _, opening := range [...]string{"hello", "hi", "hey", "excuse me", "okay", "oh", "so", "and", "now"} {
		if rest, ok := strings.CutPrefix(text, opening+" "); ok {
			return withoutOpening(rest)
		}
	}
	return text
}

func (t *talk) means(name string) meaning {
	return meaning{intent: t.byName[name], slots: map[string]string{}}
}

// inContext gives "yes" and "no" their meaning after an offer, and "another one" its own after a
// joke.
func (t *talk) inContext(in *intent, text string) meaning {
	if series := t.series(in, text); series != "" {
		return t.means(series)
	}
	switch {
	case t.offer != "" && (in.name == "yes" || in.name == "reveal"):
		return t.means(t.offer)
	case t.offer != "" && in.name == "no":
		return t.means("declined")
	}
	return t.means(in.name)
}

// seriesReach is for how many of the user's turns "another one" is understood. The answer to a riddle
// and a "thank you" may come between. "Again" is for the last turn only, whatever that was.
const seriesReach = 3

// series returns the intent of which there was one a moment ago, if text asks for another; or "".
func (t *talk) series(in *intent, text string) string {
	reach := 0
	switch {
	case in.name == "another":
		reach = seriesReach
	case text == "again" || text == "once more":
		reach = 1
	}
	seen := 0
	for i := len(t.turns) - 1; i >= 0 && seen < reach; i-- {
		in := t.turns[i].intent
		if in == nil {
			continue
		}
		if in.isSeries {
			return in.name
		}
		seen++
	}
	return ""
}

// match tries the matchers, in the order of the file.
func (t *talk) match(text string) (meaning, bool) {
	for _, in := range t.intents {
		if in.matcher == "" {
			continue
		}
		if slots, ok := findMatcher(in.matcher)(text); ok {
			m := t.means(in.name)
			maps.Copy(m.slots, slots)
			return m, true
		}
	}
	return meaning{}, false
}

func (t *talk) isRiddle() bool {
	in := t.byName[t.offer]
	return in != nil && len(in.accepts) > 0
}

// guess recognises the right answer to a riddle.
func (t *talk) guess(text string) string {
	if !t.isRiddle() {
		return ""
	}
	for _, word := range strings.Fields(text) {
		if slices.Contains(t.byName[t.offer].accepts, word) {
			return "right"
		}
	}
	return ""
}

func (t *talk) keepOffer(m meaning) meaning {
	m.offer = t.offer
	return m
}
