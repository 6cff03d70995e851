package turnend

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Hangover is the quiet that ends a turn where nobody asks for anything else:
// docs/adr/0001-hangover.md.
const Hangover = 420 * time.Millisecond

// How sure a stretch of quiet makes us that a turn is over. Each further millisecond multiplies the
// odds by the same factor, as it does when the pauses that people make while they speak get rarer
// with their length. Two points fix the curve: the shortest pause that the turn detector tells of,
// and the hang-over that a conversation waits for.
const (
	shortPause     = 110 * time.Millisecond
	shortPauseSure = 0.3
	hangoverSure   = 0.7
	// unfinishedOdds divides the odds after words that call for more.
	unfinishedOdds = 8
)

// Confidence returns how likely the speaker has finished, 0 to 1, after text and that much quiet.
// It grows with the quiet and does not reach 1.
func Confidence(quiet time.Duration, text string) float64 {
	logit := logitOf(shortPauseSure) + float64(quiet-shortPause)/pace() - doubt(text)
	return 1 / (1 + math.Exp(-logit))
}

// QuietFor returns how much quiet after text makes a confidence. It is the longest time there is for a
// confidence of 1.
func QuietFor(confidence float64, text string) time.Duration {
	quiet := float64(shortPause) + (logitOf(confidence)-logitOf(shortPauseSure)+doubt(text))*pace()
	if quiet >= math.MaxInt64 {
		return math.MaxInt64
	}
	return max(0, time.Duration(quiet))
}

// pace is the quiet that multiplies the odds by e, in nanoseconds.
func pace() float64 {
	return float64(Hangover-shortPause) / (logitOf(hangoverSure) - logitOf(shortPauseSure))
}

func logitOf(p float64) float64 { return math.Log(p / (1 - p)) }

// doubt is what the words take from the confidence, as a logit.
func doubt(text string) float64 {
	if isUnfinished(text) {
		return math.Log(unfinishedOdds)
	}
	return 0
}

// leadOn are English words that hardly ever end what somebody wants to say.
func leadOn() []string {
	return []string{
		"a", "an", "and", "because", "but", "er", "erm", "from", "if", "my", "of", "or", "our", "than",
		"the", "their", "um", "uh", "with", "your",
	}
}

// isUnfinished reports whether the text calls for more by how it ends.
func isUnfinished(text string) bool {
	text = strings.TrimSpace(text)
	for _, mark := range []string{",", ":", ";", "…", "...", "-", "–"} {
		if strings.HasSuffix(text, mark) {
			return true
		}
	}
	last := text[strings.LastIndexFunc(text, unicode.IsSpace)+1:]
	return slices.Contains(leadOn(), strings.ToLower(last))
}
