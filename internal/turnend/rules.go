package turnend

import "time"

// longestCut is the quiet that ends an utterance of a recogniser at the latest, however much a turn
// waits for: by then it is a sentence, and whole sentences are what recognisers do best.
const longestCut = 800 * time.Millisecond

// Rules say when a turn is over.
type Rules struct {
	EOT     float64       // confidence that ends a turn, 0..1; 1: no confidence is enough
	Eager   float64       // confidence at which its end is expected; 0: it never is
	Timeout time.Duration // of quiet; then a turn is over whatever the confidence
}

// Cut returns the quiet after which a recogniser is asked for its text: as soon as that could be enough
// for anything, so that the text is final by then.
func (r Rules) Cut() time.Duration {
	cut := min(QuietFor(r.EOT, ""), longestCut, r.Timeout)
	if r.Eager > 0 {
		cut = min(cut, QuietFor(r.Eager, ""))
	}
	return cut
}

// Over returns how much quiet after text ends the turn.
func (r Rules) Over(text string) time.Duration { return min(QuietFor(r.EOT, text), r.Timeout) }

// Expected returns how much quiet after text lets the end be expected; false: it is not, before the
// turn is over.
func (r Rules) Expected(text string) (time.Duration, bool) {
	if r.Eager == 0 {
		return 0, false
	}
	quiet := QuietFor(r.Eager, text)
	return quiet, quiet < r.Over(text)
}
