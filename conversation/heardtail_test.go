package conversation

import (
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/internal/heard"
)

// The last word counts as heard when the reply does, for a voice that tells no words as for one whose
// times go beyond its audio: a report that comes a player's last block before the end is the end.
func TestLastWordIsHeardWithItsReply(t *testing.T) {
	late := []visavis.SpokenWord{{From: 0, To: 3, Start: 0, End: 9000}, {From: 13, To: 21, Start: 30000, End: 49000}}
	for name, tk := range map[string]heard.Take{"untimed": {End: 48000, Untimed: true}, "late": {End: 48000, Words: late}} {
		t.Run(name, func(t *testing.T) { heardWithItsReply(t, tk) })
	}
}

func heardWithItsReply(t *testing.T, tk heard.Take) {
	const text = "Ask me again tomorrow."
	r := &reply{rate: 24000, samples: tk.End, readFrom: -1, phase: draining, allSpoken: true}
	r.clauses = []spokenClause{{Clause: clause.Clause{Text: text}, takes: heard.Takes{tk}}}
	for missing := int64(0); missing < 24000; missing += 120 {
		r.heard = r.samples - missing
		if got := r.heardText(); r.heardOut() != (got == text) {
			t.Fatalf("%d samples before the end: heard out is %v, and %q was heard", missing, r.heardOut(), got)
		}
	}
}

// Of a reply that pauses, for a tool perhaps, a client that does not report has not heard what comes
// after the pause when it comes.
func TestPauseIsNotHeard(t *testing.T) {
	begun := time.Now()
	r := &reply{rate: 16000, playFrom: begun}
	for _, step := range []struct{ sent, now, heard time.Duration }{
		{sent: time.Second, now: 0, heard: 0},
		{now: 600 * time.Millisecond, heard: 500 * time.Millisecond},
		{now: 5 * time.Second, heard: time.Second},
		{sent: time.Second, now: 5 * time.Second, heard: 900 * time.Millisecond},
		{sent: time.Second, now: 5100 * time.Millisecond, heard: time.Second},
		{now: 6600 * time.Millisecond, heard: 2500 * time.Millisecond},
	} {
		now := begun.Add(step.now)
		if step.sent > 0 {
			r.goOn(now)
			r.samples += r.rate.N(step.sent)
		}
		if got := r.rate.D(r.estimate(now)); got != step.heard {
			t.Errorf("after %v, %v was heard, want %v", step.now, got, step.heard)
		}
	}
}
