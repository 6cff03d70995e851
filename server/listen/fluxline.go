package listen

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/visavis/visavis"
)

// line is what one recogniser hears: the stream from some place on, until another takes over.
type line struct {
	ears   visavis.Transcriber
	from   int64 // samples
	chunks chan visavis.Chunk
	closed atomic.Bool // chunks is, or is about to be

	// Of the goroutine that passes audio.
	ring [earsAhead + 2][fluxBlock]int16 // what is in chunks, what its reader holds, what is written
	next int
}

func newLine(ears visavis.Transcriber, from int64) *line {
	return &line{ears: ears, from: from, chunks: make(chan visavis.Chunk, earsAhead)}
}

// pass gives the recogniser up to a block of audio, which is copied, and the marks behind it.
func (l *line) pass(ctx context.Context, pcm []int16, marks []visavis.Mark) error {
	c := visavis.Chunk{PCM: l.ring[l.next][:copy(l.ring[l.next][:], pcm)], Rate: visavis.MicRate}
	if len(pcm) > 0 {
		l.next = (l.next + 1) % len(l.ring)
	}
	for _, c.Mark = range marks {
		if err := l.give(ctx, c); err != nil {
			return err
		}
		c.PCM = nil
	}
	if c.Mark = visavis.NoMark; len(c.PCM) == 0 {
		return nil
	}
	return l.give(ctx, c)
}

func (l *line) give(ctx context.Context, c visavis.Chunk) error {
	select {
	case l.chunks <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *line) close() {
	l.closed.Store(true)
	close(l.chunks)
}

// errDeaf: the recogniser has stopped although there was more to hear.
var errDeaf = errors.New("the recogniser has stopped")

// run runs the recogniser. Its words count from the stream's first sample.
func (l *line) run(ctx context.Context, emit func(visavis.Transcript)) error {
	err := l.ears.Transcribe(ctx, l.chunks, func(t visavis.Transcript) {
		for i := range t.Words {
			t.Words[i].Start += l.from
			t.Words[i].End += l.from
		}
		emit(t)
	})
	if err == nil && !l.closed.Load() {
		return errDeaf
	}
	return err
}
