package conversation

import (
	"slices"
	"time"
)

// utterance is something that the user said, or typed.
type utterance struct {
	text       string
	confidence float64       // 0..1; 0: the engine does not say, or not yet
	voiced     time.Duration // how much of it was speech
	spoken     bool
}

// doubt says what an utterance must be like to be doubted.
type doubt struct {
	words int           // this many at most
	under time.Duration // of speech
}

// What a recogniser makes of a cough is short and unsure. During a reply, which would be lost, more
// is doubted than in quiet, where the user would be left without an answer.
var (
	doubtDuringReply = doubt{words: 2, under: 700 * time.Millisecond}
	doubtInQuiet     = doubt{words: 1, under: 350 * time.Millisecond}
)

// doubtfulConfidence is below what a word that was really said usually gets.
const doubtfulConfidence = 0.5

// isDoubtful reports whether the utterance is rather a noise.
func (u utterance) isDoubtful(d doubt) bool {
	words := lowerWords(u.text)
	return len(words) <= d.words && u.voiced < d.under && u.confidence < doubtfulConfidence && !hasCommand(words)
}

// commands are words that nobody says to show that they listen, and that are meant at once.
func isCommand(word string) bool {
	switch word {
	case "stop", "wait", "hold", "quiet", "enough", "hey", "listen", "pause", "silence":
		return true
	}
	return false
}

func hasCommand(words []string) bool { return slices.ContainsFunc(words, isCommand) }

// isBackchannel reports whether the words only show that the user listens: "mm-hm", "yeah, right".
// Words that mean nothing by themselves count too; recognisers make them of an "uh-huh".
func isBackchannel(words []string) bool {
	return len(words) <= 3 && !slices.ContainsFunc(words, func(w string) bool { return !isFiller(w) })
}

func isFiller(word string) bool {
	switch word {
	case "mm", "mhm", "hmm", "hm", "uh", "huh", "um", "ah", "oh", "aha",
		"yeah", "yes", "yep", "okay", "ok", "right", "sure", "really", "wow", "nice", "cool", "good", "great",
		"i", "see", "indeed", "exactly", "true",
		"the", "a", "an", "and", "but", "or", "so", "well", "of", "in", "to", "on", "it", "is", "that":
		return true
	}
	return false
}

// isEcho reports whether the words are what our own voice has just said: the loudspeaker came back
// through the microphone.
func (m *Machine) isEcho(words []string) bool {
	if m.reply == nil || len(words) < 2 {
		return false
	}
	ours := m.reply.recentWords(m.now)
	hits := 0
	for _, w := range words {
		if ours[w] {
			hits++
		}
	}
	return hits*10 >= len(words)*7
}

// isMeant reports whether words are addressed to us.
func (m *Machine) isMeant(words []string) bool {
	return len(words) > 0 && !isBackchannel(words) && !m.isEcho(words)
}
