package sphinx

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// queued is how many utterances of a conversation may wait for the one before them; then the
// microphone is not read on, which only audio that is faster than real time will notice.
const queued = 4

// Transcribe implements visavis.Transcriber for audio of visavis.MicRate.
//
// A conversation's utterances are heard one after the other. Each is given to a decoder as soon as
// it begins, if one is free; otherwise it waits for its turn, and the decoder catches up at eight
// times real time. Speech of over 15 s without an end is understood in pieces, cut at pauses.
func (e *Engine) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return e.transcribe(ctx, noTerms, in, emit)
}

// transcribe reads the conversation's key terms while the microphone is read already.
func (e *Engine) transcribe(ctx context.Context, terms func(context.Context) json.RawMessage, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	utterances := make(chan *utterance, queued)
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(utterances)
		return panics.Catch(func() error { return listen(inner, in, utterances) })
	})
	g.Go(func() error {
		return panics.Catch(func() error {
			h := hearing{engine: e, emit: emit, terms: terms(inner)}
			return h.hearAll(inner, utterances)
		})
	})
	err := g.Wait()
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (h *hearing) hearAll(ctx context.Context, utterances <-chan *utterance) error {
	for u := range utterances {
		if err := h.hear(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// listen cuts in into utterances until it is closed or ctx ends.
func listen(ctx context.Context, in <-chan visavis.Chunk, out chan<- *utterance) error {
	var m microphone
	defer m.leave(dropped)
	for {
		select {
		case c, more := <-in:
			if !more {
				return nil
			}
			if err := m.pass(ctx, c, out); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pass hears a chunk and hands on the utterance that began with it.
func (m *microphone) pass(ctx context.Context, c visavis.Chunk, out chan<- *utterance) error {
	u, err := m.hear(c)
	if u == nil {
		return err
	}
	select {
	case out <- u:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hearing is a conversation as its transcriber knows it. One goroutine uses it.
type hearing struct {
	engine *Engine
	emit   func(visavis.Transcript)
	voice  voice
	said   transcript // the earlier pieces of an utterance that was too long
	shown  int        // samples of the utterance that the last partial was of

	terms     json.RawMessage // key terms; nil: there are none
	expecting bool            // the worker has survived preparing them
	doubts    int             // how many in a row did not
}

// hear understands an utterance and answers it.
func (h *hearing) hear(ctx context.Context, u *utterance) error {
	final, err := h.decode(ctx, u)
	if err != nil {
		return err
	}
	if final.Voice.known() {
		h.voice = final.Voice
	}
	said := h.said.with(final, u.start)
	h.said = transcript{}
	switch u.fate() {
	case continued:
		h.said = said
	case concluded:
		h.emit(said.visavis(true))
	}
	return nil
}

// partial passes on what has been understood of u so far, unless nobody wants to know any more, or more
// has been shown before u was heard again.
func (h *hearing) partial(u *utterance, now hypothesis) {
	if u.fate() != dropped && now.Heard > h.shown {
		h.shown = now.Heard
		h.emit(h.said.with(now, u.start).visavis(false))
	}
}

// transcript collects the hypotheses of an utterance's pieces.
type transcript struct {
	words []visavis.Word
	sure  float64 // sum over words of their piece's confidence
}

// with returns the transcript with another piece, which began at a sample.
func (t transcript) with(h hypothesis, start int64) transcript {
	words := slices.Clone(t.words)
	for _, w := range h.Words {
		words = append(words, visavis.Word{
			Text: w.Text, Start: start + w.Start, End: start + w.End, Confidence: w.Confidence,
		})
	}
	return transcript{words: words, sure: t.sure + h.Confidence*float64(len(h.Words))}
}

func (t transcript) visavis(flushed bool) visavis.Transcript {
	texts := make([]string, len(t.words))
	for i, w := range t.words {
		texts[i] = w.Text
	}
	out := visavis.Transcript{Text: strings.Join(texts, " "), Words: t.words, Plain: true, Flushed: flushed}
	if flushed && len(t.words) > 0 {
		out.Confidence = t.sure / float64(len(t.words))
	}
	return out
}
