package lipsync

import "github.com/visavis/visavis"

// Word is a word of what was said and where it is heard.
type Word struct {
	// Clause is the clause it belongs to, and From and To are byte offsets into its text.
	Clause, From, To int
	Start, End       int64 // samples
}

// Timeline is what has become certain about a reply. Phones and words are told once, in order, and
// never changed. Phones touch one another.
type Timeline struct {
	Phones []visavis.Phone
	Words  []Word
}

// told is what an Aligner has told, and what it will tell next.
type told struct {
	Timeline
	upTo    int64 // end of the last phone
	pending Word  // whose end is not known yet
	has     bool  // there is a pending word
}

// phone tells a phone that ends at a sample.
func (t *told) phone(name string, stressed bool, end int64) {
	if end <= t.upTo {
		return
	}
	n := len(t.Phones)
	if n > 0 && name == silence && t.Phones[n-1].Name == silence {
		t.Phones[n-1].End = end // both are new: what was taken is not here any more
	} else {
		t.Phones = append(t.Phones, visavis.Phone{Name: name, Start: t.upTo, End: end, Stressed: stressed})
	}
	t.upTo = end
}

// word tells that a word is heard from start to end, or goes on.
func (t *told) word(w Word) {
	if t.has && w.Clause == t.pending.Clause && w.From == t.pending.From {
		t.pending.End = w.End
		return
	}
	t.endWord()
	t.pending, t.has = w, true
}

func (t *told) endWord() {
	if t.has && t.pending.End > t.pending.Start {
		t.Words = append(t.Words, t.pending)
	}
	t.has = false
}

const silence = "SIL"
