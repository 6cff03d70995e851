package listen

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

// How sure a stretch of quiet makes us that a turn is over. Each further millisecond multiplies the
// odds by the same factor, as it does when the pauses that people make while they speak get rarer
// with their length. Two points fix the curve: the shortest pause that the turn detector tells of,
// and the hang-over that a conversation waits for (docs/adr/0001-hangover.md).
const (
	shortPause     = 110 * time.Millisecond
	shortPauseSure = 0.3
	hangover       = 420 * time.Millisecond
	hangoverSure   = 0.7
	// unfinishedOdds divides the odds after words that call for more.
	unfinishedOdds = 8
)

// endConfidence returns how likely the speaker has finished, 0 to 1, after text and that much quiet.
// It grows with the quiet and does not reach 1.
func endConfidence(quiet time.Duration, text string) float64 {
	logit := logitOf(shortPauseSure) + float64(quiet-shortPause)/pace()
	if isUnfinished(text) {
		logit -= math.Log(unfinishedOdds)
	}
	return 1 / (1 + math.Exp(-logit))
}

// quietFor returns how much quiet makes confidence, if what was said does not call for more. It is
// the longest time there is for a confidence of 1.
func quietFor(confidence float64) time.Duration {
	quiet := float64(shortPause) + (logitOf(confidence)-logitOf(shortPauseSure))*pace()
	if quiet >= math.MaxInt64 {
		return math.MaxInt64
	}
	return max(0, time.Duration(quiet))
}

// pace is the quiet that multiplies the odds by e, in nanoseconds.
func pace() float64 {
	return float64(hangover-shortPause) / (logitOf(hangoverSure) - logitOf(shortPauseSure))
}

func logitOf(p float64) float64 { return math.Log(p / (1 - p)) }

// leadOn are English words that hardly ever end what somebody wants to say.
var leadOn = []string{
	"a", "an", "and", "because", "but", "er", "erm", "from", "if", "my", "of", "or", "our", "than",
	"the", "their", "um", "uh", "with", "your",
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
	return slices.Contains(leadOn, strings.ToLower(last))
}
