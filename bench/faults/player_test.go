package faults

import (
	"time"

	"github.com/visavis/visavis"
)

// tick is how often a microphone brings and a loudspeaker takes samples.
const tick = 20 * time.Millisecond

// reportEvery is how often the page tells what was heard.
const reportEvery = 200 * time.Millisecond

// replyRate is the rate that pages ask for.
const replyRate visavis.SampleRate = 24000

// player is a loudspeaker: it plays a turn's audio in real time and stands still when there is none.
type player struct {
	audio   []int16 // of the turn, all that has come
	heard   int     // samples that have come out
	total   int64   // samples that the turn has; -1: not known yet
	cut     bool    // the rest is not wanted
	final   bool    // the last report was sent
	first   time.Time
	starved time.Duration // since the last sample
	gap     time.Duration // the longest such time
	sent    time.Time     // the last report
}

// play lets a tick pass and reports whether the server is to be told what was heard.
func (p *player) play(now time.Time) (report, final bool) {
	if p.final {
		return false, false
	}
	n := min(int(replyRate.N(tick)), len(p.audio)-p.heard)
	if p.cut {
		n = 0
	}
	p.note(now, n)
	p.final = p.cut || p.total >= 0 && int64(p.heard) >= p.total
	if p.final || !p.first.IsZero() && now.Sub(p.sent) >= reportEvery {
		p.sent = now
		return true, p.final
	}
	return false, false
}

// note counts n samples that come out.
func (p *player) note(now time.Time, n int) {
	p.heard += n
	switch {
	case n > 0:
		if p.first.IsZero() {
			p.first = now
		}
		p.starved = 0
	case !p.first.IsZero() && p.total < 0 && !p.cut:
		p.starved += tick
		p.gap = max(p.gap, p.starved)
	}
}
