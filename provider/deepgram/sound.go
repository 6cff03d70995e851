package deepgram

import (
	"context"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// What a reply does with what the server sends.

// hear handles all that has come.
func (r *reply) hear(ctx context.Context) error {
	for ctx.Err() == nil {
		p, ok := r.s.inbox.take()
		if !ok {
			return nil
		}
		if p.err != nil {
			return r.ended(ctx, p.err)
		}
		r.quiet = time.Now()
		if err := r.parcel(ctx, p); err != nil {
			return err
		}
		r.s.inbox.reuse(p)
	}
	return ctx.Err()
}

func (r *reply) parcel(ctx context.Context, p parcel) error {
	if p.audio {
		r.sound(ctx, p.data)
		return nil
	}
	switch m := p.message().(type) {
	case wire.Flushed:
		r.flushed(ctx)
	case wire.SpeakWarning:
		return r.warned(ctx, m)
	}
	return nil
}

// sound takes audio.
func (r *reply) sound(ctx context.Context, b []byte) {
	before := len(r.held)
	r.held = r.decoder.Append(r.held, b)
	if len(r.held) == before {
		return
	}
	r.s.stale = false
	if r.first.IsZero() {
		r.first = time.Now()
	}
	r.total += int64(len(r.held) - before)
	r.release(ctx, false)
}

// release emits what is held, as far as it is known whose it is.
func (r *reply) release(ctx context.Context, atEnd bool) {
	if len(r.segments) == 0 {
		r.held = r.held[:0] // sound without a text: nobody's
		return
	}
	g := r.segments[0]
	least, most := int(r.rate.N(leastPiece)), int(r.rate.N(mostPiece))
	rest := r.held
	for len(rest) > 0 && ctx.Err() == nil {
		p := g.share(len(rest), atEnd, r.tempo)
		if p.samples == 0 || p.samples == len(rest) && p.samples < least && !atEnd {
			break
		}
		n := min(p.samples, most)
		g.take(n)
		r.emit(visavis.Speech{Clause: g.clauses[p.clause].number, PCM: rest[:n], Rate: r.rate})
		rest = rest[n:]
	}
	r.held = r.held[:copy(r.held, rest)]
}

// flushed: the audio of the first segment is complete.
func (r *reply) flushed(ctx context.Context) {
	if len(r.segments) == 0 || !r.segments[0].sent {
		return
	}
	g := r.segments[0]
	if r.s.stale && g.samples == 0 && len(r.held) == 0 {
		r.s.stale = false // the answer to a Flush of the reply before, which was cut
		return
	}
	r.release(ctx, true)
	if ctx.Err() == nil {
		r.tempo.learn(g.chars, g.samples)
	}
	r.segments = r.segments[1:]
}

// warned: the server did not do something.
func (r *reply) warned(ctx context.Context, w wire.SpeakWarning) error {
	r.s.log.Warn("the voice warns", "code", r.s.pass.hide(string(w.Code)), "description", r.s.pass.hide(w.Description))
	if w.Code != wire.ExcessiveFlush {
		return nil
	}
	r.s.flushes.refused = time.Now()
	if n := len(r.segments); n > 0 && r.segments[n-1].sent {
		r.segments[n-1].sent = false // its text still waits
	}
	if r.ending {
		return r.finish(ctx)
	}
	return nil
}

// ended is the end of the socket: the end of the reply if that was asked for.
func (r *reply) ended(ctx context.Context, err error) error {
	r.spent = true
	if !r.farewell || !orderly(err) {
		return err
	}
	r.complete(ctx)
	return nil
}

// complete takes what has come for all of the reply.
func (r *reply) complete(ctx context.Context) {
	for len(r.segments) > 0 {
		r.release(ctx, true)
		r.segments = r.segments[1:]
	}
}

// due is when expire wants to be called.
func (r *reply) due() time.Time {
	now := time.Now()
	due := now.Add(flushWindow)
	if at := r.flushBy(now); !at.IsZero() && at.Before(due) {
		due = at
	}
	if at := r.patience(); !at.IsZero() && at.Before(due) {
		due = at
	}
	return due
}

// patience is when the answer to a Flush has been waited for long enough; zero: there is none.
func (r *reply) patience() time.Time {
	switch {
	case r.flushing() == 0 && !r.farewell:
		return time.Time{}
	case r.mayBeComplete():
		return r.quiet.Add(tailWait)
	}
	return r.quiet.Add(flushWait)
}

// mayBeComplete reports whether the audio of a reply is about as long as its text would be: then
// it may be only the Flushed that is missing.
func (r *reply) mayBeComplete() bool {
	if !r.ending || len(r.segments) != 1 {
		return false
	}
	g := r.segments[0]
	return g.samples+int64(len(r.held)) >= r.tempo.samples(g.chars)*19/20
}

func (r *reply) expire(ctx context.Context, now time.Time) error {
	if at := r.flushBy(now); !at.IsZero() && !now.Before(at) && r.s.flushes.left(now) > flushReserve {
		return r.flush(ctx)
	}
	at := r.patience()
	if at.IsZero() || now.Before(at) {
		return nil
	}
	if err := r.hear(ctx); err != nil || r.patience().After(now) {
		return err // something came in this moment
	}
	r.spent = true
	if !r.mayBeComplete() {
		return r.s.vendorError(0, "a Flush was not answered")
	}
	r.s.log.Warn("the end of a reply was not confirmed", "samples", r.total)
	r.complete(ctx)
	return nil
}
