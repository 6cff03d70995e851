package speak

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// errLeft says that a voice returned before it was given the end of its reply.
var errLeft = errors.New("the voice stopped before all was said")

// performer has the prompter's lines spoken, one reply at a time. Its fields belong to the goroutine of
// run.
type performer struct {
	voice    visavis.Speaker
	socket   *socket.Socket
	delivery *delivery
	messages chan wire.Message // from the client

	prompter prompter
	replies  int    // begun so far: the number of the latest
	reply    *reply // under way; nil: none
}

// reply is one call of the voice.
type reply struct {
	number  int
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
			p.handle(m)
		case clauses <- text:
			p.prompter.take()
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

// handle does what the client asks for.
func (p *performer) handle(m wire.Message) {
	now := time.Now()
	switch m := m.(type) {
	case wire.SpeakText:
		if err := p.prompter.speak(now, m.Text); err != nil {
			p.socket.End(untaken(err))
		}
	case wire.Flush:
		if err := p.prompter.flush(now); err != nil {
			p.send(excessive())
		}
	case wire.Clear:
		p.clear()
	case wire.Close:
		p.prompter.close()
	}
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
		p.answer(l)
	}
}

// endReply tells the voice that its reply is complete, if it is.
func (p *performer) endReply(l line) {
	if l.ends() && !p.reply.ended && !p.reply.cut {
		p.reply.ended = true
		close(p.reply.clauses)
	}
}

// answer says that all before the line has been spoken.
func (p *performer) answer(l line) {
	if l.flush != noFlush {
		p.send(wire.Flushed{SequenceID: l.flush})
	}
	if l.last {
		p.socket.End(complete())
	}
}

// begin has the voice begin a reply.
func (p *performer) begin(ctx context.Context) {
	p.replies++
	ctx, cancel := context.WithCancel(ctx)
	r := &reply{number: p.replies, clauses: make(chan string), cancel: cancel, done: make(chan error, 1)}
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
	err := p.voice.Speak(ctx, r.clauses, func(sp visavis.Speech) {
		if undelivered != nil {
			return
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
	return p.delivery.finish(r.number)
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
	case err != nil:
		p.socket.End(broken(err))
	case !r.ended:
		p.socket.End(broken(errLeft))
	}
}

// clear breaks the reply under way off and forgets what waits. The next reply begins when the voice has
// returned from this one.
func (p *performer) clear() {
	if p.reply != nil {
		p.reply.cut = true
		p.reply.cancel()
	}
	answer := wire.Cleared{SequenceID: p.prompter.clear()}
	// An error has ended the socket.
	_ = p.delivery.clear(p.replies, answer)
}

// excessive is the answer to a flush that was refused.
func excessive() wire.SpeakWarning {
	return wire.SpeakWarning{Code: wire.ExcessiveFlush, Description: fmt.Sprintf(
		"Flush is taken %d times in %v. This one was not; its text is spoken at the next pause.", maxFlushes, flushWindow)}
}

// send queues a message. An error has ended the socket.
func (p *performer) send(m wire.Message) { _ = p.socket.Send(wire.Encode(m)) }
