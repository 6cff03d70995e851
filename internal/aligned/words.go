package aligned

import (
	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
)

// words returns the words of a piece's clause that begin in it; if it ends the clause, all that are
// left; and those of the clause that were found since. Both are nil when the clause's words are not
// known.
func (t *teller) words(r *reply, p *piece) (told, ended []visavis.SpokenWord) {
	c := &r.clauses[p.clause]
	if len(c.written) == 0 {
		return nil, nil
	}
	ends := r.ends(p)
	t.outWords, t.outEnded = t.wordPages.open(), t.endedPages.open()
	t.tellFound(c, p, ends)
	switch {
	case ends:
		t.shareOut(c, p)
	case r.aligner.Doubts():
		t.tellByPace(c, p)
	case !r.certain(p):
		t.tellBySounds(r, c, p)
	}
	t.tellEnded(r.aligner)
	return t.wordPages.take(t.outWords), t.endedPages.take(t.outEnded)
}

// tellFound tells the words that the aligner has found.
func (t *teller) tellFound(c *clause, p *piece, ends bool) {
	n := 0
	for ; n < len(t.found); n++ {
		w := t.found[n]
		if w.Clause > p.clause || w.Clause == p.clause && w.Start >= p.to && !ends {
			break
		}
		if w.Clause < p.clause {
			continue
		}
		i := c.index(w.From)
		t.pace.hear(c.written[i].to, w.End)
		t.hasEnded(c, i, w)
		if i >= t.told {
			t.told = i + 1
			t.word(c.written[i], w.Start, w.End, p)
		}
	}
	t.found = t.found[:copy(t.found, t.found[n:])]
}

// hasEnded notes that a word was found, of which what is written may be several.
func (t *teller) hasEnded(c *clause, i int, w lipsync.Word) {
	if i != t.ending {
		t.ending, t.parts, t.begun = i, 0, w.Start
	}
	if t.parts++; t.parts < c.written[i].parts {
		return
	}
	t.unsure = append(t.unsure, visavis.SpokenWord{
		From: c.written[i].from, To: c.written[i].to, Start: t.begun, End: max(w.End, t.begun+1),
	})
}

// tellEnded tells the words that have ended once it is sure that they are what was heard.
func (t *teller) tellEnded(a *lipsync.Aligner) {
	switch {
	case a.Doubts():
		t.unsure = t.unsure[:0]
	case a.Sure():
		t.outEnded = append(t.outEnded, t.unsure...)
		t.unsure = t.unsure[:0]
	}
}

// tellBySounds tells words that have begun and not ended, and words that begin in the sounds that
// are predicted. The sounds after the last word that was found are counted for that.
func (t *teller) tellBySounds(r *reply, c *clause, p *piece) {
	t.ahead = r.aligner.Predict(t.ahead[:0], p.to)
	i := c.after(t.pace.at0)
	if i >= len(c.written) || t.pace.sample0 < t.ended {
		return // what the sounds after the last word found belong to is another clause
	}
	first := 0
	for first < len(t.since) && t.since[first] < t.pace.sample0 {
		first++ // of the clause before
	}
	for ; i < len(c.written); i++ {
		w := c.written[i]
		start, begun := t.sound(first)
		if !begun || start >= p.to {
			return
		}
		first += w.sounds
		end, known := t.sound(first)
		if !known {
			end = start + t.pace.samples(w.to-w.from)
		}
		if i >= t.told {
			t.told = i + 1
			t.word(w, start, end, p)
		}
	}
}

// sound returns where the nth sound begins after the last word that was found, be it predicted.
func (t *teller) sound(n int) (start int64, ok bool) {
	if n < len(t.since) {
		return t.since[n], true
	}
	n -= len(t.since)
	for _, p := range t.ahead {
		if p.Name == silence {
			continue
		}
		if n--; n < 0 {
			return p.Start, true
		}
	}
	return 0, false
}

// tellByPace tells words that have probably begun when what is heard is not what should be.
func (t *teller) tellByPace(c *clause, p *piece) {
	for ; t.told < len(c.written); t.told++ {
		w := c.written[t.told]
		start := max(t.pace.at(w.from), t.lastEnd)
		if start >= p.to {
			return
		}
		t.word(w, start, start+t.pace.samples(w.to-w.from), p)
	}
}

// shareOut tells the words that are left, in what is left of a piece.
func (t *teller) shareOut(c *clause, p *piece) {
	words := c.written[t.told:]
	start := max(t.lastEnd, p.from)
	length, n := max(p.to-start, 0), int64(len(words))
	for i, w := range words {
		t.word(w, start+length*int64(i)/n, start+length*int64(i+1)/n, p)
	}
	t.told = len(c.written)
}

// word tells one: not before the piece begins, nor before the one before it has ended.
func (t *teller) word(w written, start, end int64, p *piece) {
	start = max(start, t.lastEnd, p.from)
	end = max(end, start+1)
	t.outWords = append(t.outWords, visavis.SpokenWord{From: w.from, To: w.to, Start: start, End: end})
	t.lastEnd = end
}
