package listen

import (
	"context"
	"errors"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// transcribe runs one recogniser after the other.
func (f *fluxStream) transcribe(ctx context.Context) {
	f.stopped <- f.runLines(ctx)
}

func (f *fluxStream) runLines(ctx context.Context) error {
	for {
		select {
		case l, more := <-f.lines:
			if !more {
				return nil
			}
			if err := l.run(ctx, func(t visavis.Transcript) { f.emit(ctx, t) }); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (f *fluxStream) emit(ctx context.Context, t visavis.Transcript) {
	select {
	case f.heard <- t:
	case <-ctx.Done():
	}
}

// follow tells of the turns until the stream is over, and ends the socket then.
func (f *fluxStream) follow(ctx context.Context) {
	patience := time.NewTimer(answerWait)
	defer patience.Stop()
	for f.deliver(ctx) == nil {
		if f.deaf && f.rest == nil {
			f.finished(ctx)
			return
		}
		if err := f.step(ctx, patience); err != nil {
			f.fail(ctx, err)
			return
		}
	}
}

// step takes the next that happens. While an answer is owed, the signs have to wait for it, though not
// for ever.
func (f *fluxStream) step(ctx context.Context, patience *time.Timer) error {
	signs := f.rest
	switch {
	case !f.turns.isWaiting():
		patience.Reset(answerWait)
	case f.deaf:
		f.turns.forsake()
		return nil
	default:
		signs = nil
	}
	select {
	case s, more := <-signs:
		f.take(s, more)
	case t := <-f.heard:
		patience.Reset(answerWait)
		f.catchUp()
		f.turns.understood(t)
	case err := <-f.stopped:
		f.deaf = true
		return err
	case <-patience.C:
		f.turns.forsake()
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// take takes a sign, or that there will be none.
func (f *fluxStream) take(s sign, more bool) {
	if !more {
		f.rest = nil
		return
	}
	f.turns.sign(s)
}

// catchUp takes the signs that are there: what a transcript answers was told before it was asked.
func (f *fluxStream) catchUp() {
	for !f.turns.isWaiting() {
		select {
		case s, more := <-f.rest:
			f.take(s, more)
		default:
			return
		}
	}
}

// deliver sends what the turns have to say, no faster than the client reads.
func (f *fluxStream) deliver(ctx context.Context) error {
	for _, m := range f.turns.take() {
		if err := f.out.send(m); err != nil {
			return err
		}
	}
	return f.socket.Room(ctx)
}

// finished ends the socket in the way that finish was told.
func (f *fluxStream) finished(ctx context.Context) {
	f.turns.finish()
	if f.deliver(ctx) == nil {
		f.socket.End((<-f.ends)())
	}
}

// orderly is the end of a stream whose client has said CloseStream.
func orderly() *socket.Ending { return &socket.Ending{Code: websocket.StatusNormalClosure} }

// fail ends the socket after a fault that is not the client's.
func (f *fluxStream) fail(ctx context.Context, err error) {
	if ctx.Err() == nil {
		f.socket.End(f.out.fault(err))
	}
}

// fault is the ending after a fault of ours.
func (n *numberer) fault(err error) *socket.Ending {
	description := "the recogniser failed; the stream may be opened again"
	if errors.Is(err, hearing.ErrStuck) {
		description = "the recogniser does not answer; the stream may be opened again later"
	}
	return n.last(websocket.StatusInternalError, wire.InternalServerError, description, err)
}
