package failover

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
)

const (
	// nextPiece is how long a voice that owes audio is waited for.
	nextPiece = 2500 * time.Millisecond
	// silenceBudget is what all voices together may take until the next piece, less than a
	// conversation waits for a voice (6 s); lastResort is what the last one has in any case.
	silenceBudget = 5500 * time.Millisecond
	lastResort    = time.Second
)

// Speaker returns a speaker that speaks with the voices of c. It is a visavis.Warmer.
//
// A voice that fails is replaced by the next, once it has been called again itself if the failure
// is temporary. A voice is silent for too long when 2.5 s pass without a piece while there
// is a clause that it has not taken or of which nothing has been heard, or when it has all clauses
// and does not return; the time in which emit blocks does not count. A silent voice is not called
// again unless it is the last.
//
// The new voice goes on with the clause that was broken off, whose first piece then has Again set,
// and with the clauses that follow. A clause counts as complete when
//
//   - a later clause has begun, or
//   - its last word was told and the audio up to that word's end is out, or
//   - a voice that tells no words has spoken at least 90 % of what the clause's letters and digits
//     take at the pace of the clauses that this reply has completed; before the first of them that
//     cannot be told, and the clause is said again.
//
// The reply keeps the rate of its first piece. Phones and words that were told for audio which the
// failed voice did not live to deliver do not count: the times of the next piece replace them.
//
// At most one clause is taken before a voice asks for it.
func Speaker(c Chain[visavis.Speaker]) visavis.Speaker { return speaker{c} }

type speaker struct{ chain Chain[visavis.Speaker] }

// Warm implements visavis.Warmer.
func (s speaker) Warm(ctx context.Context) { s.chain.warm(ctx) }

// Speak implements visavis.Speaker.
func (s speaker) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	sp := speaking{route: newRoute(s.chain, Speak)}
	sp.reply = reply{in: clauses, emit: emit, current: -1, lastOwed: -1}
	for i := sp.route.next(); i >= 0; {
		err := sp.try(ctx, i)
		if ctx.Err() != nil || err == nil {
			sp.credit(i)
			return ctx.Err()
		}
		if sp.reply.breakOff() {
			sp.route.fail(i, err) // when all had been said: nobody needs to take over
			return nil
		}
		if i = sp.after(ctx, i, err); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return sp.route.err()
}

// speaking is one call of Speak.
type speaking struct {
	route   route[visavis.Speaker]
	reply   reply
	retried bool // the voice was called again since a clause was last completed
}

// credit counts what was spoken for its voice.
func (sp *speaking) credit(i int) {
	if sp.reply.worked {
		sp.route.Health.worked(sp.route.Engines[i].Name)
	}
}

// after returns which voice goes on after one has failed; -1: none.
func (sp *speaking) after(ctx context.Context, i int, err error) int {
	if sp.reply.advanced {
		sp.credit(i)
		sp.route.works()
		sp.retried = false
	}
	pause, ok := again(err)
	if ok && !sp.retried && (!errors.Is(err, ErrSilent) || sp.route.left(i) == 0) {
		sp.retried = true
		sp.route.fail(i, err)
		_ = sleep(ctx, pause) // who called looks at ctx
		return i
	}
	sp.retried = false
	return sp.route.giveUp(i, err)
}

// try has a voice speak what is left of the reply.
func (sp *speaking) try(ctx context.Context, i int) error {
	inner, cancel := context.WithCancel(ctx)
	a := newTake(&sp.reply, cancel, sp.route.left(i)+1)
	fed := make(chan struct{})
	go func() { defer close(fed); a.feed(inner) }()
	stop := func() { a.dog.disarm(); cancel(); <-fed }
	defer stop() // a voice may panic

	e := sp.route.Engines[i]
	err := e.Engine.Speak(inner, a.out, a.piece)
	stop()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	a.flush()
	switch {
	case a.broken != "":
		return &visavis.VendorError{Engine: e.Name, Op: Speak, Message: a.broken}
	case a.dog.hasBitten():
		return silent(e.Name, Speak)
	case err == nil && !a.complete:
		return &visavis.VendorError{Engine: e.Name, Op: Speak, Message: "it stopped before all was said"}
	}
	return err
}
