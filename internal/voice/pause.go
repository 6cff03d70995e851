package voice

import (
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// A reply is spoken clause by clause, and a voice puts a pause before and after each. Left alone
// they would add up to half a second at every comma.
const (
	leadPause     = 40 * time.Millisecond // time for the mouth to open
	sentencePause = 280 * time.Millisecond
	commaPause    = 160 * time.Millisecond
	noPause       = 60 * time.Millisecond // the text goes on: a clause was cut for length
)

// pauseAfter returns how long a pause may follow text.
func pauseAfter(text string) time.Duration {
	text = strings.TrimRight(text, " \"')]}")
	switch {
	case strings.HasSuffix(text, "."), strings.HasSuffix(text, "!"), strings.HasSuffix(text, "?"):
		return sentencePause
	case strings.HasSuffix(text, ","), strings.HasSuffix(text, ";"), strings.HasSuffix(text, ":"):
		return commaPause
	}
	return noPause
}

// pausesAround returns how long the pauses before and after text may be for who speaks at a speed
// (0: 1): pauses are part of the pace.
func pausesAround(text string, speed float64) (lead, trail time.Duration) {
	if speed == 0 {
		speed = 1
	}
	at := func(pause time.Duration) time.Duration { return time.Duration(float64(pause) / speed) }
	return at(leadPause), at(pauseAfter(text))
}

// trim returns which samples to keep so that the pauses around the phones are at most lead and
// trail long. Without phones it keeps all.
func trim(t Times, lead, trail int64) (from, to int64) {
	from, to = 0, t.Samples
	if i := firstSound(t.Phones); i >= 0 {
		from = max(0, t.Phones[i].Start-lead)
		to = min(to, t.Phones[lastSound(t.Phones)].End+trail)
	}
	return from, to
}

// firstSound and lastSound return the index of the first and last phone that is no pause, or -1.
func firstSound(phones []visavis.Phone) int {
	for i, p := range phones {
		if p.Name != silence {
			return i
		}
	}
	return -1
}

func lastSound(phones []visavis.Phone) int {
	for i := len(phones) - 1; i >= 0; i-- {
		if phones[i].Name != silence {
			return i
		}
	}
	return -1
}

// silence is the name of a phone that is a pause.
const silence = "SIL"
