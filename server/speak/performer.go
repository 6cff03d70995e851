package speak

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// errLeft says that a voice returned before it was given the end of its reply.
var errLeft = errors.New("the voice stopped before all was said")

// protocol is what a version of the websocket makes of its client's messages and of what was spoken.
// The performer's goroutine calls it.
type protocol interface {
	handle(m wire.Message)
	// spoke: all before the line, which ends a reply, was spoken and is queued.
	spoke(l line)
	// dropped: the voice has returned from a reply that was cut.
	dropped()
}

// performer has the prompter's lines spoken, one reply at a time. Its fields belong to the goroutine of
// run.
type performer struct {
	protocol protocol
	voice    visavis.Speaker // of the next reply
	socket   *socket.Socket
	delivery *delivery
	messages chan wire.Message                   // from the client
	tell     func(*socket.Ending) *socket.Ending // gives an ending the words of the protocol
	gave     func(clause string)                 // called for each clause that the voice has taken; nil: nobody minds
	heed     func(visavis.Speech)                // called by the reply's goroutine before a piece is queued; nil: nobody minds

	prompter prompter
	replies  int    // begun so far: the number of the latest
	reply    *reply // under way; nil: none
}

// reply is one call of the voice.
type reply struct {
	number  int
	voice   visavis.Speaker
	heed    func(visavis.Speech) // may be nil
	clauses chan string
	ended   bool // clauses is closed
	cut     bool // nobody wants it any more
	cancel  context.CancelFunc
	done    chan error // gets what came of it
}

// run performs until ctx ends.
func (p *performer) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		p.advance(ctx)
		setTimer(timer, p.prompter.deadline())
		clauses, text := p.feed()
		select {
		case m := <-p.messages:
			p.protocol.handle(m)
		case clauses <- text:
			p.prompter.take()
			if p.gave != nil {
				p.gave(text)
			}
		case err := <-p.returned():
			p.spoken(err)
		case <-timer.C:
			p.prompter.tick(time.Now())
		case <-ctx.Done():
		}
	}
}

// setTimer has t fire at a time, or never.
func setTimer(t *time.Timer, at time.Time) {
	if at.IsZero() {
		t.Stop()
		return
	}
	t.Reset(time.Until(at))
}

// advance begins and ends replies as the next line demands.
func (p *performer) advance(ctx context.Context) {
	for {
		l, ok := p.prompter.next()
		switch {
		case !ok:
			return
		case p.reply != nil:
			p.endReply(l)
			return
		case !l.ends():
			p.begin(ctx)
			return
		}
		p.prompter.take()
		p.protocol.spoke(l)
	}
}

// endReply tells the voice that its reply is complete, if it is.
func (p *performer) endReply(l line) {
	if l.ends() && !p.reply.ended && !p.reply.cut {
		p.reply.ended = true
		close(p.reply.clauses)
	}
}

// begin has the voice begin a reply.
func (p *performer) begin(ctx context.Context) {
	p.replies++
	ctx, cancel := context.WithCancel(ctx)
	r := &reply{
		number: p.replies, voice: p.voice, heed: p.heed,
		clauses: make(chan string), cancel: cancel, done: make(chan error, 1),
	}
	p.reply = r
	p.socket.Go(func() {
		defer cancel()
		r.done <- p.perform(ctx, r)
	})
}

// perform speaks a reply and returns when all of it is queued. It runs in a goroutine of its own.
func (p *performer) perform(ctx context.Context, r *reply) error {
	p.delivery.sound.drop()
	var undelivered error
	err := r.voice.Speak(ctx, r.clauses, func(sp visavis.Speech) {
		if undelivered != nil {
			return
		}
		if r.heed != nil {
			r.heed(sp)
		}
		if undelivered = p.delivery.send(ctx, r.number, sp); undelivered != nil {
			r.cancel()
		}
	})
	switch {
	case undelivered != nil:
		return undelivered
	case err != nil:
		return err
	}
	return p.delivery.finish(ctx, r.number)
}

// feed returns where the next clause goes and the clause; a nil channel when there is none to give.
func (p *performer) feed() (chan<- string, string) {
	l, ok := p.prompter.next()
	if !ok || l.ends() || p.reply == nil || p.reply.cut {
		return nil, ""
	}
	return p.reply.clauses, l.clause
}

// returned is where the reply under way reports; nil when there is none.
func (p *performer) returned() <-chan error {
	if p.reply == nil {
		return nil
	}
	return p.reply.done
}

// spoken: the voice has returned.
func (p *performer) spoken(err error) {
	r := p.reply
	p.reply = nil
	switch {
	case r.cut:
		p.protocol.dropped()
	case err != nil:
		p.end(broken(err))
	case !r.ended:
		p.end(broken(errLeft))
	}
}

// cut breaks the reply under way off, forgets what waits, and lets no more audio of either through. It
// reports whether there is a voice that has to return first. The next reply begins when it has.
func (p *performer) cut() (waits bool) {
	if p.reply != nil {
		p.reply.cut = true
		p.reply.cancel()
	}
	p.delivery.cutOff(p.replies)
	return p.reply != nil
}

// end ends the socket.
func (p *performer) end(e *socket.Ending) { p.socket.End(p.tell(e)) }

// send queues a message. An error has ended the socket.
func (p *performer) send(m wire.Message) { _ = p.socket.Send(wire.Encode(m)) }
