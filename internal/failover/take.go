package failover

import (
	"cmp"
	"context"

	"github.com/visavis/visavis"
)

// take is one voice's call: it speaks a reply from some clause on.
type take struct {
	reply   *reply
	first   int // the reply's number of the voice's clause 0
	out     chan string
	dog     *watchdog
	cancel  func()
	sharers int // voices that share the time for silence

	complete bool // all clauses were handed over; the feeder's until it has stopped

	// These belong to who emits.
	clock  *clock // nil: there was no piece
	clause int    // of the last piece
	broken string // how the voice has broken its contract
}

// newTake prepares a voice's call; cancel ends it.
func newTake(r *reply, cancel func(), sharers int) *take {
	r.worked, r.advanced = false, false
	return &take{
		reply: r, first: r.first, out: make(chan string),
		dog: newWatchdog(cancel), cancel: cancel, sharers: sharers,
	}
}

// feed hands over the clauses, those that an earlier voice left and those that come.
func (a *take) feed(ctx context.Context) {
	for n := a.first; ; n++ {
		a.watch()
		text, ok := a.reply.clause(ctx, n)
		if ctx.Err() != nil {
			return
		}
		if !ok {
			a.watch()
			a.complete = true
			close(a.out)
			return
		}
		if !a.hand(ctx, text) {
			return
		}
	}
}

// hand waits until the voice has taken a clause; it reports false when ctx has ended.
func (a *take) hand(ctx context.Context, text string) bool {
	a.reply.hand(true)
	defer a.reply.hand(false)
	a.watch()
	select {
	case a.out <- text:
		return true
	case <-ctx.Done():
		return false
	}
}

// watch sees to it that what the voice owes comes in time.
func (a *take) watch() { a.reply.watch(a.dog, a.sharers) }

// piece takes what the voice says.
func (a *take) piece(s visavis.Speech) {
	if a.broken != "" {
		return
	}
	a.clause = a.first + s.Clause
	if s.Clause = a.clause; !a.reply.begin(a.clause) {
		a.quit("it spoke a clause that was not its turn")
		return
	}
	// What comes when the voice was given up does not count.
	if a.dog.disarm() && a.place(&s) {
		a.reply.say(s)
	}
	a.reply.end()
	a.watch()
}

// quit ends the call of a voice that has broken its contract.
func (a *take) quit(why string) {
	a.broken = why
	a.cancel()
}

// place puts a piece on the reply's clock. It reports false when there is nothing to emit.
func (a *take) place(s *visavis.Speech) bool {
	if a.clock == nil {
		c, err := newClock(s.Rate, cmp.Or(a.reply.rate, s.Rate), a.reply.clock)
		if err != nil {
			a.quit(err.Error())
			return false
		}
		a.clock, a.reply.rate = c, c.to
	}
	if s.Rate != a.clock.from {
		a.quit("it changed its rate in mid-reply")
		return false
	}
	a.clock.place(s)
	return len(s.PCM) > 0
}

// flush emits what is still on its way when the voice has stopped.
func (a *take) flush() {
	if a.clock == nil || a.broken != "" {
		return
	}
	s := visavis.Speech{Clause: a.clause}
	if a.clock.flush(&s); len(s.PCM) > 0 {
		a.reply.say(s)
	}
}
