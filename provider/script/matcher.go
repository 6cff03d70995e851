package script

import (
	"slices"
	"strings"
	"unicode"
)

// matcher recognises a normalised text that examples cannot enumerate, and returns its slots.
type matcher func(text string) (slots map[string]string, ok bool)

func findMatcher(name string) matcher {
	switch name {
	case "arithmetic":
		return arithmetic
	case "by-zero":
		return byZero
	case "open-sum":
		return openSum
	case "elsewhere":
		return elsewhere
	case "until":
		return until
	case "count":
		return count
	case "spell":
		return spell
	case "name":
		return tellName
	case "no-name":
		return denyName
	case "keep":
		return keep
	case "recall":
		return recall
	case "mood":
		return mood
	case "feeling":
		return feeling
	}
	return nil
}

// after returns the words that follow one of the phrases in text.
func after(text string, phrases ...string) []string {
	padded := " " + text + " "
	for _, phrase := range phrases {
		if _, rest, ok := strings.Cut(padded, " "+phrase+" "); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

// mostCounted is where counting aloud stops being a pleasure.
const mostCounted = 100

// count recognises "count to twenty", "count from five to ten", "count backwards from ten". Without
// a number that it would count to, there is no slot.
func count(text string) (map[string]string, bool) {
	words := after(text, "count", "counting")
	var numbers []int
	asked := false
	for len(words) > 0 {
		x, n := quantity(words)
		asked = asked || n > 0
		if n > 0 && x <= mostCounted && x >= 0 {
			numbers = append(numbers, int(x))
		}
		words = words[max(n, 1):]
	}
	isDown := len(after(text, "backwards", "backward", "down")) > 0
	switch {
	case len(numbers) == 0 || len(numbers) > 2:
		return nil, asked
	case len(numbers) == 2:
		return counted(numbers[0], numbers[1]), true
	case isDown:
		return counted(numbers[0], min(1, numbers[0])), true
	}
	return counted(min(1, numbers[0]), numbers[0]), true
}

func counted(from, to int) map[string]string {
	step := 1
	if to < from {
		step = -1
	}
	var words []string
	for n := from; n != to+step; n += step {
		words = append(words, cardinal(int64(n)))
	}
	return map[string]string{"count": strings.Join(words, ", ")}
}

// longestSpelt bounds what is spelt, in letters.
const longestSpelt = 30

// spell recognises "spell banana" and "how do you spell the word banana".
func spell(text string) (map[string]string, bool) {
	words := after(strings.TrimSuffix(text, " for me"), "spell the word", "spell")
	if len(words) != 1 {
		return nil, false
	}
	var letters []string
	word := words[0]
	for _, r := range word {
		if unicode.IsLetter(r) {
			letters = append(letters, strings.ToUpper(string(r)))
		}
	}
	if len(letters) == 0 || len(letters) > longestSpelt {
		return nil, false
	}
	return map[string]string{"word": word, "letters": strings.Join(letters, ", ")}, true
}

// mood recognises a request to show a feeling or a gesture: "look happy", "shake your head".
func mood(text string) (map[string]string, bool) {
	for _, prefix := range [...]string{"can you", "could you", "will you", "now", "okay", "and"} {
		text = strings.TrimPrefix(text, prefix+" ")
	}
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 6 {
		return nil, false
	}
	if cue, ok := gestureCue(words[0]); ok {
		return map[string]string{"mood": cue}, true
	}
	if !isRequest(words[0]) {
		return nil, false
	}
	return findMood(words[1:])
}

// feeling recognises a question for a feeling: "are you angry".
func feeling(text string) (map[string]string, bool) {
	words := after(text, "are you", "do you feel")
	if len(words) == 0 || len(words) > 4 {
		return nil, false
	}
	return findMood(words)
}

func findMood(words []string) (map[string]string, bool) {
	for _, w := range words {
		if cue, ok := moodCue(w); ok {
			return map[string]string{"mood": cue}, true
		}
	}
	return nil, false
}

func isRequest(word string) bool {
	return slices.Contains([]string{"look", "be", "show", "act", "make", "give", "do", "play", "get", "feel", "pretend", "try"}, word)
}

func gestureCue(word string) (string, bool) {
	isGesture := slices.Contains([]string{"wink", "smile", "nod", "shake"}, word)
	return word, isGesture
}

// moodCue returns the cue for a word that names a feeling.
func moodCue(word string) (string, bool) {
	if cue, ok := gestureCue(word); ok {
		return cue, true
	}
	switch word {
	case "happy", "happiness", "glad", "joy", "cheerful", "joyful", "excited":
		return "happy", true
	case "sad", "sadness", "unhappy", "sorrow", "lonely":
		return "sad", true
	case "angry", "anger", "mad", "furious":
		return "angry", true
	case "surprise", "surprised", "amazed", "shocked":
		return "surprised", true
	case "afraid", "fear", "fearful", "scared", "frightened":
		return "fearful", true
	case "disgust", "disgusted":
		return "disgusted", true
	case "neutral", "calm", "serious", "normal":
		return "neutral", true
	case "thoughtful", "thinking":
		return "thinking", true
	}
	return "", false
}
