package listen

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
)

// slowEars take ten times as long as the speech lasts.
type slowEars struct{ fake.Transcriber }

func (e slowEars) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	out := make(chan visavis.Chunk)
	var group sync.WaitGroup
	defer group.Wait()
	group.Go(func() {
		defer close(out)
		for c := range in {
			time.Sleep(10 * visavis.MicRate.D(int64(len(c.PCM))))
			select {
			case out <- c:
			case <-ctx.Done():
				return
			}
		}
	})
	return e.Transcriber.Transcribe(ctx, out, emit)
}

// TestBackPressure: a client that sends a file at once, in small messages, to slow ears is held up and served, for
// minutes if need be.
func TestBackPressure(t *testing.T) {
	inWorld(t, slowEars{fake.Transcriber{Script: []string{"hello there"}}}, func(w *world) {
		c := w.dial(raw)
		began := time.Now()
		for piece := range slices.Chunk(speech("hello there", 4*time.Second, 8*time.Second), 3200) {
			c.send(piece)
		}
		_, finals := results(c.finish())
		if text := textOf(finals); text != "hello there" {
			t.Errorf("understood %q", text)
		}
		if took := time.Since(began); took < 100*time.Second {
			t.Errorf("the ears were served in %v: they are too quick for this test", took)
		}
	})
}
