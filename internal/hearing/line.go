package hearing

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis"
)

// ahead bounds the blocks that a recogniser may be behind; then Pass blocks.
const ahead = 50

var (
	// ErrStopped is returned to those who go on after the recogniser has stopped, and by Run when it
	// has stopped by itself.
	ErrStopped = errors.New("the recogniser has stopped")
	// ErrStuck: there was something to do for the recogniser, and it did nothing for too long.
	ErrStuck = errors.New("the recogniser neither takes sound nor answers")
)

// Line is what one recogniser hears: blocks of sound and the marks behind them. Pass and Close are for
// one goroutine at a time, beside Run's.
type Line struct {
	ears     visavis.Transcriber
	patience time.Duration
	owes     func() bool
	chunks   chan visavis.Chunk
	done     chan struct{} // closed when Run has returned
	closed   atomic.Bool   // chunks is, or is about to be

	// Of the goroutine that passes sound.
	ring [ahead + 2][Block]int16 // what is in chunks, what its reader holds, what is written
	next int

	sent    atomic.Int64 // chunks
	answers atomic.Int64
	telling atomic.Bool // an answer is being passed on: it is not the recogniser who is slow
}

// NewLine returns a Line, whose recogniser hears once it runs. With patience, a recogniser that has
// something to do and shows no sign of life for so long is stopped; 0: it may take for ever. owes says,
// from any goroutine, whether it has an answer to give although it has heard all; nil: it never has.
func NewLine(ears visavis.Transcriber, patience time.Duration, owes func() bool) *Line {
	if owes == nil {
		owes = func() bool { return false }
	}
	return &Line{
		ears: ears, patience: patience, owes: owes,
		chunks: make(chan visavis.Chunk, ahead), done: make(chan struct{}),
	}
}

// Run runs the recogniser. It returns nil when Close was called and all has been told, ctx.Err() when
// ctx ended, ErrStuck, and otherwise what went wrong with the recogniser. It is called once.
func (l *Line) Run(ctx context.Context, emit func(visavis.Transcript)) error {
	defer close(l.done)
	var watch sync.WaitGroup
	defer watch.Wait()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	if l.patience > 0 {
		watch.Go(func() { l.watch(ctx, giveUp) })
	}
	err := l.ears.Transcribe(ctx, l.chunks, func(t visavis.Transcript) {
		l.telling.Store(true)
		emit(t)
		l.answers.Add(1)
		l.telling.Store(false)
	})
	switch {
	case err == nil && l.closed.Load():
		return nil
	case context.Cause(ctx) == ErrStuck:
		return ErrStuck
	case err == nil:
		return ErrStopped
	}
	return err
}

// watch gives the recogniser up when it does nothing for as long as the patience lasts, or a little
// longer.
func (l *Line) watch(ctx context.Context, giveUp context.CancelCauseFunc) {
	const looks = 5 // within the patience
	look := time.NewTicker(l.patience / looks)
	defer look.Stop()
	last, idle := int64(-1), 0
	for idle < looks {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
		moved := l.sent.Load() - int64(len(l.chunks)) + l.answers.Load()
		if idle++; moved != last || !l.isBusy() {
			last, idle = moved, 0
		}
	}
	giveUp(ErrStuck)
}

// isBusy reports whether the recogniser has something to do.
func (l *Line) isBusy() bool {
	return !l.telling.Load() && (len(l.chunks) > 0 || l.closed.Load() || l.owes())
}

// Pass gives the recogniser up to a Block of sound, which is copied, and the marks behind it. It blocks
// while the recogniser is behind and fails when ctx ends or Run has returned. It does not allocate.
func (l *Line) Pass(ctx context.Context, pcm []int16, marks []visavis.Mark) error {
	c := visavis.Chunk{PCM: l.ring[l.next][:copy(l.ring[l.next][:], pcm)], Rate: visavis.MicRate}
	if len(pcm) > 0 {
		l.next = (l.next + 1) % len(l.ring)
	}
	for _, c.Mark = range marks {
		if err := l.send(ctx, c); err != nil {
			return err
		}
		c.PCM = nil
	}
	if c.Mark = visavis.NoMark; len(c.PCM) == 0 {
		return nil
	}
	return l.send(ctx, c)
}

func (l *Line) send(ctx context.Context, c visavis.Chunk) error {
	select {
	case l.chunks <- c:
		l.sent.Add(1)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.done:
		return ErrStopped
	}
}

// Close says that there is no more sound.
func (l *Line) Close() {
	l.closed.Store(true)
	close(l.chunks)
}
