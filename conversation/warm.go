package conversation

import (
	"context"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// warmth gets an engine ready before it is needed, once at a time. It belongs to the loop.
type warmth struct{ done chan struct{} } // closed when the last Warm has returned; nil: none was called

// warm has the engine get ready if it can, in a goroutine of its own. Nothing depends on it, so a
// panic is dropped with it: the next use of the engine will tell.
func (s *Session) warm(ctx context.Context, w *warmth, engine any) {
	warmer, can := engine.(visavis.Warmer)
	if !can || !w.idle() {
		return
	}
	done := make(chan struct{})
	w.done = done
	s.work.Go(func() {
		defer close(done)
		_ = panics.Catch(func() error { warmer.Warm(ctx); return nil })
	})
}

func (w *warmth) idle() bool {
	if w.done == nil {
		return true
	}
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// warmAll gets all engines ready for the conversation, warmReply those that the user who begins to
// speak will need.
func (s *Session) warmAll(ctx context.Context) {
	s.warm(ctx, &s.earsWarm, s.cfg.Ears)
	s.warmReply(ctx)
}

func (s *Session) warmReply(ctx context.Context) {
	s.warm(ctx, &s.brainWarm, s.brain)
	s.warm(ctx, &s.voiceWarm, s.voice)
}
