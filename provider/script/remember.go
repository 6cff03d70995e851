package script

import (
	"slices"
	"strings"
	"unicode"
)

// remember keeps what a meaning tells about the user.
func (t *talk) remember(slots map[string]string) {
	if name := slots["told"]; name != "" {
		t.user = name
	}
	if slots["wrong"] == "name" || slots["denied"] == t.user {
		t.user = ""
	}
	if what := slots["what"]; what != "" {
		t.kept[slots["thing"]] = what
	}
	t.openSum = slots["open"]
}

// tellName recognises "my name is ada".
func tellName(text string) (map[string]string, bool) {
	if len(after(text, "not call me")) > 0 {
		return nil, false
	}
	words := after(text, "my name is", "my name's", "you can call me", "call me", "i am called")
	if len(words) > 2 && words[0] == "not" {
		words = after(strings.Join(words, " "), "it is", "but")
	}
	if len(words) == 0 || len(words) > 3 {
		return nil, false
	}
	name, ok := properName(words[0])
	return map[string]string{"told": name}, ok
}

// denyName recognises "my name is not bob" and "that is not my name".
func denyName(text string) (map[string]string, bool) {
	if text == "that is not my name" {
		return map[string]string{"wrong": "name"}, true
	}
	words := after(text, "my name is not", "my name's not", "not call me", "i am not called")
	if len(words) == 0 {
		return nil, false
	}
	name, ok := properName(words[0])
	return map[string]string{"denied": name}, ok
}

func properName(word string) (string, bool) {
	name := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	if name == "" || len(name) > longestSpelt || isNoName(word) {
		return "", false
	}
	return capitalised(name), true
}

func isNoName(word string) bool {
	return slices.Contains([]string{"not", "a", "the", "what", "when", "back", "later", "and", "is", "so", "it",
		"hard", "difficult", "long", "very", "too", "none", "no", "my", "your", "that", "important"}, word)
}

// longestThing bounds what is remembered of a thing, and what it is called, in words.
const longestThing = 4

// keep recognises "remember that my dog is called rex". Whatever else is to be remembered has no
// slots.
func keep(text string) (map[string]string, bool) {
	isOrder := strings.HasPrefix(withoutAsking(text), "remember ") || strings.Contains(text, "remember that my ")
	said := text
	if isOrder {
		said = strings.Join(after(text, "remember that", "remember"), " ")
	}
	mine, isMine := strings.CutPrefix(said, "my ")
	if !isMine {
		return nil, isOrder && said != "me"
	}
	for _, verb := range [...]string{"is called", "is named", "name is", "is"} {
		thing, what, ok := strings.Cut(mine, " "+verb+" ")
		if !ok || verb == "is" && !isOrder {
			continue
		}
		return kept(thing, verb, what, isOrder)
	}
	return nil, isOrder
}

func kept(thing, verb, what string, isOrder bool) (map[string]string, bool) {
	words := strings.Fields(what)
	if len(strings.Fields(thing)) > longestThing || len(words) > longestThing || isAboutUs(words) {
		return nil, isOrder
	}
	if verb != "is" {
		verb, what = "is called", capitalised(what)
	}
	return map[string]string{"thing": strings.TrimSuffix(thing, "'s"), "what": verb + " " + what}, true
}

// isAboutUs spares the persona turning "my" into "your".
func isAboutUs(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"i", "my", "me", "you", "your", "not"}, w)
	})
}

func withoutAsking(text string) string {
	for _, asking := range [...]string{"can you", "could you", "now", "and"} {
		text = strings.TrimPrefix(text, asking+" ")
	}
	return text
}

// recall recognises "what is my dog called".
func recall(text string) (map[string]string, bool) {
	for _, opening := range [...]string{"do you know ", "do you remember ", "tell me "} {
		text = strings.TrimPrefix(text, opening)
	}
	thing, ok := cutQuestion(text)
	if !ok {
		return nil, false
	}
	for _, end := range [...]string{" called", " named", " name", " is", "'s"} {
		thing = strings.TrimSuffix(thing, end)
	}
	return map[string]string{"thing": thing}, !strings.HasPrefix(thing, "name") && len(strings.Fields(thing)) <= longestThing
}

func cutQuestion(text string) (string, bool) {
	for _, question := range [...]string{"what is my ", "what my ", "who is my ", "who my ", "when is my ",
		"what is the name of my ", "the name of my "} {
		if thing, ok := strings.CutPrefix(text, question); ok {
			return thing, true
		}
	}
	return "", false
}
