package conversation

import (
	"testing"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
)

// The last word counts as heard when the reply does, for a voice that tells no words as for one whose
// times go beyond its audio: a report that comes a player's last block before the end is the end.
func TestLastWordIsHeardWithItsReply(t *testing.T) {
	late := []visavis.SpokenWord{{From: 0, To: 3, Start: 0, End: 9000}, {From: 13, To: 21, Start: 30000, End: 49000}}
	for name, tk := range map[string]take{"untimed": {end: 48000, untimed: true}, "late": {end: 48000, words: late}} {
		t.Run(name, func(t *testing.T) { heardWithItsReply(t, tk) })
	}
}

func heardWithItsReply(t *testing.T, tk take) {
	const text = "Ask me again tomorrow."
	r := &reply{rate: 24000, samples: tk.end, readFrom: -1, phase: draining, allSpoken: true}
	r.clauses = []spokenClause{{Clause: clause.Clause{Text: text}, takes: []take{tk}}}
	for missing := int64(0); missing < 24000; missing += 120 {
		r.heard = r.samples - missing
		if got := r.heardText(); r.heardOut() != (got == text) {
			t.Fatalf("%d samples before the end: heard out is %v, and %q was heard", missing, r.heardOut(), got)
		}
	}
}
