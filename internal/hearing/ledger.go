package hearing

import (
	"github.com/visavis/visavis"
)

// onset is how long before it is noticed speech may have begun: what visavis.SpeechStart allows.
const onset = int64(visavis.MicRate) / 2

// lead is how far before the place that was noticed a word's soft beginning may be.
const lead = int64(visavis.MicRate) / 5

// piece is a piece of speech that is not settled.
type piece struct {
	start    int64 // all before it is settled or quiet
	voice    int64 // where the voice was noticed
	end      Event // once it has ended
	ended    bool
	answered bool
	early    bool // the recogniser has answered before the end
	carried  bool // the recogniser will say its words with those of the next piece
	answer   visavis.Transcript
}

// ledger matches answers with pieces and tells of both in the order of the sound. It is pure.
type ledger struct {
	tell    func(Event)
	pieces  []piece // oldest first
	now     int64
	settled int64
	closed  bool  // limit is known
	limit   int64 // the end of the sound
}

// advance notes that sound was heard.
func (l *ledger) advance(now int64) {
	l.now = now
	l.tell(Event{Kind: Advanced, Upto: now, Safe: l.safe(), Pending: len(l.pieces) > 0})
}

func (l *ledger) safe() int64 {
	if len(l.pieces) > 0 {
		return l.pieces[0].start
	}
	return max(l.settled, l.now-onset)
}

// take notes what the marker has decided.
func (l *ledger) take(m move) {
	if m.mark == visavis.SpeechStart {
		l.pieces = append(l.pieces, piece{start: max(m.at-lead, l.settled), voice: max(m.at, l.settled)})
		if m.begins {
			l.tell(Event{Kind: Began, At: m.at, Upto: l.now})
		}
		return
	}
	end := Event{Kind: Ended, At: m.at, Upto: l.now, Cause: m.cause}
	if m.mark == visavis.SpeechEnd {
		p := &l.pieces[len(l.pieces)-1]
		p.end, p.ended = end, true
		return
	}
	l.pieces = append(l.pieces, piece{start: l.now, voice: l.now, end: end, ended: true, answered: true})
	l.drain()
}

// understood takes a transcript of the recogniser's.
func (l *ledger) understood(t visavis.Transcript) {
	p := l.unanswered()
	switch {
	case p == nil: // nobody has asked
	case !t.Flushed:
		p.carried = t.Turn == visavis.TurnOpen && t.Text != ""
		if p == &l.pieces[0] {
			t, guessed := placed(t, p.voice, l.now)
			l.tell(Event{Kind: Partial, Upto: l.now, Transcript: t, Guessed: guessed})
		}
	case p.ended:
		p.answer, p.answered = t, true
		l.drain()
	default:
		l.early(p, t)
	}
}

func (l *ledger) unanswered() *piece {
	for i := range l.pieces {
		if !l.pieces[i].answered {
			return &l.pieces[i]
		}
	}
	return nil
}

// early settles a piece whose end the recogniser has judged before the quiet did. The answer to its
// mark will be empty.
func (l *ledger) early(p *piece, t visavis.Transcript) {
	l.settle(Event{Kind: Ended, At: l.now, Upto: l.now}, p.voice, t)
	p.early, p.carried, p.start, p.voice = true, false, l.now, l.now
}

// drain tells of the pieces at the front that have ended and are answered.
func (l *ledger) drain() {
	for len(l.pieces) > 0 && l.pieces[0].ended && l.pieces[0].answered {
		p := l.pieces[0]
		l.pieces = l.pieces[:copy(l.pieces, l.pieces[1:])]
		empty := p.answer.Text == ""
		switch {
		case empty && p.early: // told already
		case empty && p.carried && l.goesOn():
			l.pieces[0].start, l.pieces[0].voice = p.start, p.voice
		default:
			l.settle(p.end, p.voice, p.answer)
		}
	}
}

// goesOn reports whether there is a next piece.
func (l *ledger) goesOn() bool { return len(l.pieces) > 0 && !l.pieces[0].answered }

// settle tells of a piece whose voice was heard from a place on.
func (l *ledger) settle(end Event, voice int64, t visavis.Transcript) {
	end.At, end.Upto = l.within(end.At), l.within(end.Upto)
	t.Flushed = true
	end.Transcript, end.Guessed = placed(t, voice, end.At)
	for i := range end.Transcript.Words {
		w := &end.Transcript.Words[i]
		w.Start, w.End = l.within(w.Start), l.within(w.End)
	}
	l.settled = end.Upto
	end.Safe, end.Pending = l.safe(), len(l.pieces) > 0
	l.tell(end)
}

// within keeps a place in front of the sound's end, behind which the recogniser was given quiet.
func (l *ledger) within(at int64) int64 {
	if l.closed {
		return min(at, l.limit)
	}
	return at
}

// rest settles what a recogniser that has finished left unanswered.
func (l *ledger) rest() {
	for i := range l.pieces {
		l.pieces[i].answered = true
	}
	l.drain()
}
