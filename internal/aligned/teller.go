package aligned

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

// teller turns what the aligner is certain of into what is told with a piece. Sounds and words that
// begin in a piece are told with it, whether they are certain or not.
type teller struct {
	rate visavis.SampleRate

	certain []visavis.Phone // not told yet
	upTo    int64           // where the last told phone ends

	found []lipsync.Word // not told yet
	ended int64          // where the last word found ends
	since []int64        // where the sounds begin that were heard after it

	told    int                  // words of the present clause
	lastEnd int64                // of the last word told
	ending  int                  // the word that was found last
	parts   int                  // of it that were
	begun   int64                // where it begins
	unsure  []visavis.SpokenWord // that have ended, if it is the text that is heard
	pace    pace

	ahead []visavis.Phone // predicted

	phonePages pages[visavis.Phone]
	wordPages  pages[visavis.SpokenWord]
	endedPages pages[visavis.SpokenWord]
	outPhones  []visavis.Phone
	outWords   []visavis.SpokenWord
	outEnded   []visavis.SpokenWord
}

func newTeller(rate visavis.SampleRate) teller {
	return teller{rate: rate, pace: newPace(rate)}
}

const silence = "SIL"

// mostCounted is how many sounds are counted after the last word that was found: more than a word
// has. Where no text is followed none is found.
const mostCounted = 64

// learn takes in what has become certain.
func (t *teller) learn(l lipsync.Timeline) {
	t.certain = append(t.certain, l.Phones...)
	t.found = append(t.found, l.Words...)
	for _, p := range l.Phones {
		if p.Name != silence && len(t.since) < mostCounted {
			t.since = append(t.since, p.Start)
		}
	}
	if n := len(l.Words); n > 0 {
		t.ended = l.Words[n-1].End
		i := 0
		for i < len(t.since) && t.since[i] < t.ended {
			i++
		}
		t.since = t.since[:copy(t.since, t.since[i:])]
	}
}

// pending reports whether a word has begun before a sample of which nobody knows where it ends.
func (t *teller) pending(to int64) bool { return len(t.since) > 0 && t.since[0] < to }

// begin says that a clause begins at a sample.
func (t *teller) begin(at int64) {
	t.told, t.ending, t.unsure = 0, -1, t.unsure[:0]
	t.pace.anchor(0, at)
}

// next returns the first word that was found of a later clause: which, and where it begins.
func (t *teller) next(clause int) (number int, start int64, ok bool) {
	for _, w := range t.found {
		if w.Clause > clause {
			return w.Clause, w.Start, true
		}
	}
	return 0, 0, false
}

// phones returns what is heard up to a sample and was not told yet. It is never nil.
func (t *teller) phones(a *lipsync.Aligner, to int64) []visavis.Phone {
	t.outPhones = t.phonePages.open()
	n := 0
	for n < len(t.certain) && t.certain[n].Start < to {
		t.phone(t.certain[n])
		n++
	}
	t.certain = t.certain[:copy(t.certain, t.certain[n:])]
	if t.upTo < to {
		t.ahead = a.Predict(t.ahead[:0], to)
		for _, p := range t.ahead {
			t.phone(p)
		}
		t.phone(visavis.Phone{Name: silence, End: to})
	}
	return t.phonePages.take(t.outPhones)
}

// phone tells as much of a phone as was not told otherwise.
func (t *teller) phone(p visavis.Phone) {
	if p.Start = t.upTo; p.End > p.Start {
		t.outPhones = append(t.outPhones, p)
		t.upTo = p.End
	}
}
