package providertest

import (
	"strings"
	"testing"
	"unicode"

	"github.com/visavis/visavis"
)

// CheckReply checks the pieces of one complete reply to clauses: one rate and one clock, phones
// that touch one another from the first sample to the last, words that are in order and told
// before they are heard.
func CheckReply(t testing.TB, clauses []string, pieces []visavis.Speech) {
	t.Helper()
	r := replyCheck{t: t, clauses: clauses}
	for _, s := range pieces {
		r.piece(s)
	}
	if r.phones > 0 && r.phoneEnd != r.clock {
		t.Errorf("the phones end at sample %d, the audio at %d", r.phoneEnd, r.clock)
	}
}

type replyCheck struct {
	t       testing.TB
	clauses []string

	rate     visavis.SampleRate
	clause   int
	clock    int64 // where the next piece's audio begins
	phones   int
	phoneEnd int64
	wordEnd  int64
	textEnd  int // in the clause's text
	ended    int // the same of words that have ended
	endedAt  int64
}

func (r *replyCheck) piece(s visavis.Speech) {
	r.t.Helper()
	if len(s.PCM) == 0 {
		r.t.Errorf("clause %d: a piece without audio", s.Clause)
	}
	if r.rate == 0 {
		r.rate = s.Rate
	}
	if s.Rate != r.rate || s.Rate <= 0 {
		r.t.Errorf("clause %d: rate %d after %d", s.Clause, s.Rate, r.rate)
	}
	if s.Clause < r.clause || s.Clause >= len(r.clauses) {
		r.t.Fatalf("clause %d after %d, of %d", s.Clause, r.clause, len(r.clauses))
	}
	if s.Clause > r.clause {
		r.clause, r.textEnd, r.ended = s.Clause, 0, 0
	}
	for _, p := range s.Phones {
		r.phone(p)
	}
	for _, w := range s.Words {
		r.word(w)
	}
	for _, w := range s.Ended {
		r.end(w)
	}
	r.clock += int64(len(s.PCM))
}

// end checks a word that is told again, when it has ended: that may be long after its audio.
func (r *replyCheck) end(w visavis.SpokenWord) {
	r.t.Helper()
	if w.From < r.ended || w.To <= w.From || w.To > len(r.clauses[r.clause]) {
		r.t.Fatalf("word [%d:%d] has ended after %d in %q", w.From, w.To, r.ended, r.clauses[r.clause])
	}
	if w.Start < r.endedAt || w.End <= w.Start {
		r.t.Errorf("word [%d:%d] was at %d-%d, the one before ended at %d", w.From, w.To, w.Start, w.End, r.endedAt)
	}
	r.ended, r.endedAt = w.To, w.End
}

func (r *replyCheck) phone(p visavis.Phone) {
	r.t.Helper()
	if p.Start != r.phoneEnd || p.End <= p.Start {
		r.t.Errorf("phone %s is at %d-%d, the one before ends at %d", p.Name, p.Start, p.End, r.phoneEnd)
	}
	if p.Start < r.clock {
		r.t.Errorf("phone %s at %d was told late: audio up to %d was out", p.Name, p.Start, r.clock)
	}
	if !isARPAbet(p.Name) {
		r.t.Errorf("phone %q is not ARPAbet", p.Name)
	}
	r.phones++
	r.phoneEnd = p.End
}

func (r *replyCheck) word(w visavis.SpokenWord) {
	r.t.Helper()
	text := r.clauses[r.clause]
	if w.From < r.textEnd || w.To <= w.From || w.To > len(text) {
		r.t.Fatalf("word [%d:%d] after %d in %q", w.From, w.To, r.textEnd, text)
	}
	word := text[w.From:w.To]
	if strings.ContainsFunc(word, unicode.IsSpace) || strings.Trim(word, `.,;:!?"()`) != word {
		r.t.Errorf("word %q has spaces or punctuation around it", word)
	}
	if w.Start < r.wordEnd || w.End <= w.Start {
		r.t.Errorf("word %q is at %d-%d, the one before ends at %d", word, w.Start, w.End, r.wordEnd)
	}
	if w.Start < r.clock {
		r.t.Errorf("word %q at %d was told late: audio up to %d was out", word, w.Start, r.clock)
	}
	r.wordEnd, r.textEnd = w.End, w.To
}

func isARPAbet(name string) bool {
	const phones = " AA AE AH AO AW AX AXR AY B CH D DH DX EH EL EM EN ER EY F G HH IH IX IY JH K L M N NG OW OY P R S SH SIL T TH UH UW UX V W Y Z ZH "
	return name != "" && strings.Contains(phones, " "+name+" ")
}
