package utterance

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// Recognise returns what is said in a recording at visavis.MicRate. Words count from its first
// sample. It may be called from several goroutines at once.
type Recognise func(ctx context.Context, pcm []int16) (visavis.Transcript, error)

// inFlight is how many utterances may wait for their answers before the microphone does. People do
// not finish sentences faster than servers answer; where they do, something is wrong already.
const inFlight = 4

// preRoll is how long before a SpeechStart speech may have begun, as visavis.SpeechStart has it.
const preRoll = int(visavis.MicRate) / 2

// Transcribe implements visavis.Transcriber's method on recognise.
func Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript), recognise Recognise) error {
	g, work := errgroup.WithContext(ctx)
	answers := make(chan (<-chan visavis.Transcript), inFlight)
	g.Go(func() error { return panics.Catch(func() error { return emitInOrder(work, answers, emit) }) })
	g.Go(func() error {
		defer close(answers)
		c := cutter{group: g, recognise: recognise, answers: answers}
		return panics.Catch(func() error { return c.run(work, in) })
	})
	err := g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func emitInOrder(ctx context.Context, answers <-chan (<-chan visavis.Transcript), emit func(visavis.Transcript)) error {
	for answer := range answers {
		select {
		case t := <-answer:
			emit(t)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// cutter cuts a microphone's audio into utterances.
type cutter struct {
	group     *errgroup.Group
	recognise Recognise
	answers   chan<- (<-chan visavis.Transcript)

	heard    []int16 // the utterance, or the last of the quiet before it
	end      int64   // samples received
	speaking bool
}

func (c *cutter) run(ctx context.Context, in <-chan visavis.Chunk) error {
	for {
		select {
		case chunk, more := <-in:
			if !more {
				return nil
			}
			if err := c.take(ctx, chunk); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *cutter) take(ctx context.Context, chunk visavis.Chunk) error {
	c.heard = append(c.heard, chunk.PCM...)
	c.end += int64(len(chunk.PCM))
	switch {
	case chunk.Mark == visavis.SpeechStart:
		c.keepRecent()
		c.speaking = true
	case chunk.Mark == visavis.SpeechEnd:
		return c.finish(ctx)
	case !c.speaking && len(c.heard) > 2*preRoll:
		c.keepRecent()
	}
	return nil
}

// keepRecent forgets all but the last half second.
func (c *cutter) keepRecent() {
	n := copy(c.heard, c.heard[max(0, len(c.heard)-preRoll):])
	c.heard = c.heard[:n]
}

// finish has the utterance recognised, or answers for one that never began.
func (c *cutter) finish(ctx context.Context) error {
	answer := make(chan visavis.Transcript, 1)
	if c.speaking {
		pcm, start := c.heard, c.end-int64(len(c.heard))
		c.heard, c.speaking = nil, false
		c.group.Go(func() error { return panics.Catch(func() error { return c.ask(ctx, pcm, start, answer) }) })
	} else {
		answer <- visavis.Transcript{Flushed: true}
	}
	select {
	case c.answers <- answer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *cutter) ask(ctx context.Context, pcm []int16, start int64, answer chan<- visavis.Transcript) error {
	t, err := c.recognise(ctx, pcm)
	if err != nil {
		return err
	}
	t.Flushed = true
	for i := range t.Words {
		t.Words[i].Start += start
		t.Words[i].End += start
	}
	answer <- t
	return nil
}
