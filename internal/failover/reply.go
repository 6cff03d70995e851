package failover

import (
	"context"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// reply is what is known of a spoken reply, whoever speaks it. A voice's pieces and the feeder of
// its clauses meet here: the fields below mu are guarded by it, but for first and current, which
// only who emits changes and so may read without it. The rest belongs to who emits and, between two
// voices, to the goroutine of the call.
type reply struct {
	in   <-chan string
	emit func(visavis.Speech)

	mu       sync.Mutex
	texts    []string // clauses that were taken from in and are not complete
	first    int      // the number of texts[0]
	current  int      // the last clause that has begun; first-1: none of texts
	closed   bool     // in was closed
	lastOwed int      // the last clause taken that has something to speak
	handing  bool     // a clause waits for the voice to take it
	emitting bool
	since    time.Time // since when something has been owed; zero: nothing is

	rate     visavis.SampleRate // of the first piece; 0: none yet
	clock    int64              // samples emitted
	spoken   int64              // samples of the current clause
	told     int                // of the current clause's text, up to where words were told that are certain
	toldEnd  int64              // where the last of those words ends
	pace     pace
	again    bool // clause first was broken off: its next piece begins it anew
	worked   bool // the present voice has emitted something
	advanced bool // a clause was completed since the present voice began
}

// clause returns clause n when it is there; it reports false when there is none or ctx has ended.
func (r *reply) clause(ctx context.Context, n int) (text string, ok bool) {
	r.mu.Lock()
	left, closed := r.texts[n-r.first:], r.closed
	r.mu.Unlock()
	switch {
	case len(left) > 0:
		return left[0], true
	case closed:
		return "", false
	}
	select {
	case text, ok = <-r.in:
		r.add(n, text, ok)
		return text, ok
	case <-ctx.Done():
		return "", false
	}
}

// add notes clause n, which was taken from in, or that there are no more.
func (r *reply) add(n int, text string, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !more {
		r.closed = true
		return
	}
	r.texts = append(r.texts, text)
	if letters(text) > 0 {
		r.lastOwed = n
	}
}

// hand says whether the voice is being handed a clause.
func (r *reply) hand(handing bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handing = handing
}

// watch has the dog wait for the next sign of life, if the voice owes one: never while a piece is
// emitted, which may take any time. sharers is how many voices have to do with what is left of the
// budget.
func (r *reply) watch(dog *watchdog, sharers int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	owes := r.closed || r.handing || r.lastOwed > r.current
	if r.emitting || !owes {
		dog.disarm()
		r.since = time.Time{}
		return
	}
	if r.since.IsZero() {
		r.since = time.Now()
	}
	left := silenceBudget - time.Since(r.since)
	dog.owe(min(nextPiece, max(left/time.Duration(sharers), lastResort)))
}

// begin says that a piece of clause n is there. A clause that begins completes those before it. It
// reports false when the voice was not given the clause, or has gone on from it.
func (r *reply) begin(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < r.first || n < r.current || n >= r.first+len(r.texts) {
		return false
	}
	r.emitting, r.since = true, time.Time{}
	if n == r.current {
		return true
	}
	if r.current >= r.first {
		r.pace.add(r.texts[r.current-r.first], r.spoken)
	}
	r.drop(n)
	r.current = n
	r.spoken, r.told, r.toldEnd = 0, 0, 0
	return true
}

// say emits a piece that is on the reply's clock.
func (r *reply) say(s visavis.Speech) {
	s.Again, r.again = r.again, false
	words := s.Words
	if s.Ended != nil {
		words = s.Ended
	}
	for _, w := range words {
		r.told, r.toldEnd = w.To, w.End
	}
	r.clock += int64(len(s.PCM))
	r.spoken += int64(len(s.PCM))
	r.worked = true
	r.emit(s)
}

// end says that the piece has been dealt with.
func (r *reply) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.emitting = false
}

// drop forgets the clauses before n, which are complete.
func (r *reply) drop(n int) {
	if done := n - r.first; done > 0 {
		r.texts = r.texts[done:]
		r.first = n
		r.advanced, r.again = true, false
	}
}

// breakOff is called when a voice has failed. It decides with which clause the next one goes on and
// reports whether there is nothing left to say.
func (r *reply) breakOff() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.current < r.first: // nothing was begun
	case r.isComplete(r.texts[r.current-r.first]):
		r.drop(r.current + 1)
	default:
		r.again = r.again || r.spoken > 0
		r.current = r.first - 1
	}
	return r.closed && len(r.texts) == 0
}

// isComplete reports whether the current clause, with this text, was spoken to its end as far as
// can be told.
func (r *reply) isComplete(text string) bool {
	if r.told > 0 {
		return letters(text[min(r.told, len(text)):]) == 0 && r.clock >= r.toldEnd
	}
	return r.pace.covers(text, r.spoken)
}
