package deepgram

import (
	"context"
	"math"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
	"github.com/visavis/visavis/wire"
)

const (
	// ahead is how long before a listener would have heard everything the text that waits is
	// flushed: as late as possible, because a longer text is spoken better, and there are few.
	ahead = time.Second
	// leastPiece and mostPiece bound a piece of speech. What is less waits for more, or for the end.
	leastPiece = 10 * time.Millisecond
	mostPiece  = 100 * time.Millisecond
)

// reply is the speaking of one reply over a socket. One goroutine uses it.
//
// Text goes out clause by clause. The first is flushed at once, so that it is heard early; what
// follows is flushed when the audio that is there is about to run out, and at the end.
type reply struct {
	s     *voiceSocket
	emit  func(visavis.Speech)
	tempo *tempo
	rate  visavis.SampleRate

	clauses  int        // received
	segments []*segment // the first is being heard, the last may still get text
	ending   bool       // all clauses have come
	farewell bool       // Close was sent in place of a last Flush
	spent    bool       // the socket is of no further use

	decoder pcm.Decoder
	held    []int16 // received, not yet emitted
	first   time.Time
	total   int64     // samples received
	quiet   time.Time // since when nothing has come
	timer   *time.Timer
}

func newReply(s *voiceSocket, t *tempo, rate visavis.SampleRate, emit func(visavis.Speech)) *reply {
	return &reply{s: s, emit: emit, tempo: t, rate: rate, quiet: time.Now()}
}

// run speaks clauses until they end, ctx does or something breaks.
func (r *reply) run(ctx context.Context, clauses <-chan string) error {
	r.timer = time.NewTimer(math.MaxInt64)
	defer r.timer.Stop()
	for {
		if err := r.hear(ctx); err != nil {
			return err
		}
		if r.ending && len(r.segments) == 0 {
			return nil
		}
		if err := r.wait(ctx, clauses); err != nil {
			return err
		}
		if r.ending {
			clauses = nil
		}
	}
}

// wait waits for the next thing to happen and handles it, what is in the inbox aside.
func (r *reply) wait(ctx context.Context, clauses <-chan string) error {
	r.timer.Reset(time.Until(r.due()))
	select {
	case text, more := <-clauses:
		if ctx.Err() == nil { // a write would cost the socket
			return r.said(ctx, text, more)
		}
	case now := <-r.timer.C:
		if ctx.Err() == nil {
			return r.expire(ctx, now)
		}
	case <-r.s.inbox.wake:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// said takes the next clause, or the news that there is none.
func (r *reply) said(ctx context.Context, text string, more bool) error {
	if !more {
		r.ending = true
		return r.finish(ctx)
	}
	number := r.clauses
	r.clauses++
	if !speakable(text) {
		return nil
	}
	if r.flushing() == 0 {
		r.quiet = time.Now()
	}
	last := r.writing()
	for _, piece := range pieces(text) {
		if err := r.s.send(ctx, wire.SpeakText{Text: piece + " "}); err != nil {
			return r.broken(ctx, err)
		}
	}
	last.add(clauseText{number, utf8.RuneCountInString(text)})
	if now := time.Now(); !now.Before(r.flushBy(now)) {
		return r.flush(ctx)
	}
	return nil
}

// writing returns the segment that text is added to.
func (r *reply) writing() *segment {
	if n := len(r.segments); n > 0 && !r.segments[n-1].sent {
		return r.segments[n-1]
	}
	g := &segment{}
	r.segments = append(r.segments, g)
	return g
}

// waiting returns the text that was not yet flushed, or nil.
func (r *reply) waiting() *segment {
	if n := len(r.segments); n > 0 && !r.segments[n-1].sent {
		return r.segments[n-1]
	}
	return nil
}

// flushing returns how many Flush messages were not yet answered.
func (r *reply) flushing() int {
	n := len(r.segments)
	if r.waiting() != nil {
		n--
	}
	return n
}

// idle reports whether the socket has nothing of this reply any more.
func (r *reply) idle() bool { return len(r.segments) == 0 }

// flush has what was written spoken.
func (r *reply) flush(ctx context.Context) error {
	if err := r.s.send(ctx, wire.Flush{}); err != nil {
		return r.broken(ctx, err)
	}
	now := time.Now()
	r.s.flushes.sent(now)
	r.quiet = now
	r.segments[len(r.segments)-1].sent = true
	return nil
}

// finish has the rest spoken. A socket that takes no more flushes is told to finish altogether.
func (r *reply) finish(ctx context.Context) error {
	if r.waiting() == nil {
		return nil
	}
	if r.s.flushes.left(time.Now()) > 0 {
		return r.flush(ctx)
	}
	r.farewell, r.spent = true, true
	r.quiet = time.Now()
	if err := r.s.send(ctx, wire.Close{}); err != nil {
		return r.broken(ctx, err)
	}
	return nil
}

// flushBy is when the text that waits has to be flushed lest the listener waits for it; zero: not
// at all for now.
func (r *reply) flushBy(now time.Time) time.Time {
	if r.waiting() == nil || r.ending {
		return time.Time{}
	}
	if r.s.flushes.left(now) <= flushReserve {
		return now.Add(flushWindow) // the server begins by itself, or the end comes
	}
	since := r.first
	if since.IsZero() {
		since = now
	}
	return since.Add(r.rate.D(max(r.total, r.expected())) - ahead)
}

// expected estimates how long all text is that was flushed.
func (r *reply) expected() int64 {
	samples := r.total
	for _, g := range r.segments {
		if g.sent {
			samples += max(r.tempo.samples(g.chars)-g.samples, 0)
		}
	}
	return samples
}

// broken is a write that failed: what the reader knows says more.
func (r *reply) broken(ctx context.Context, err error) error {
	r.spent = true
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.s.cut(nil)
	return unreachable(r.s.op, err, r.s.pass)
}
