package clause

import "strings"

// Names returns the cues that a face acts: emotions, then gestures.
func Names() []string {
	return []string{
		"neutral", "happy", "sad", "angry", "surprised", "fearful", "disgusted", "thinking",
		"nod", "shake", "wink", "smile",
	}
}

// Canonical returns the cue that is meant by the inside of a bracket, and whether there is one.
// Language models do not keep to a list, so their usual variations are understood: "Smiles" is
// "smile", "laughs" is "happy".
func Canonical(bracket string) (string, bool) {
	name := strings.Join(strings.Fields(strings.ToLower(bracket)), " ")
	for _, known := range Names() {
		if name == known || name == known+"s" {
			return known, true
		}
	}
	return variation(name)
}

func variation(name string) (string, bool) {
	switch name {
	case "happiness", "joy", "joyful", "excited", "cheerful", "laugh", "laughs", "laughing", "chuckle", "chuckles", "giggles":
		return "happy", true
	case "sadness", "unhappy", "sigh", "sighs":
		return "sad", true
	case "anger", "annoyed", "frustrated":
		return "angry", true
	case "surprise", "amazed", "gasp", "gasps":
		return "surprised", true
	case "fear", "afraid", "scared", "worried":
		return "fearful", true
	case "disgust":
		return "disgusted", true
	case "calm", "serious":
		return "neutral", true
	case "think", "thoughtful", "curious", "ponders":
		return "thinking", true
	case "nodding", "nods head":
		return "nod", true
	case "shake head", "shakes head", "shaking head":
		return "shake", true
	case "winking":
		return "wink", true
	case "smiling", "grin", "grins":
		return "smile", true
	}
	return "", false
}

// isAside says whether the inside of a bracket is nothing to speak: a stage direction ("waves
// hand"), the box of a task list, or the number of a source.
func isAside(bracket string) bool {
	words := strings.Fields(bracket)
	if len(words) == 0 || allOf(bracket, "0123456789, ^") {
		return true
	}
	if len(words) > 3 {
		return false
	}
	return allOf(bracket, "abcdefghijklmnopqrstuvwxyz -'")
}

func allOf(s, set string) bool { return strings.Trim(s, set) == "" }
