package sphinx

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/visavis/visavis"
)

// Ears are an engine that expects key terms. Any number of goroutines may use them.
type Ears struct {
	engine    *Engine
	terms     []Term
	pronounce Pronouncer
}

// Expecting returns ears that understand key terms better than other words: 100 at most, of 500 words in
// all. pronounce is asked for their words when a conversation begins, from any goroutine; terms with a
// word that neither it nor the dictionary knows are left out. It may be nil.
func (e *Engine) Expecting(terms []Term, pronounce Pronouncer) *Ears {
	return &Ears{e, slices.Clone(terms), pronounce}
}

// Transcribe implements visavis.Transcriber as Engine does.
func (l *Ears) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return l.engine.transcribe(ctx, l.read, in, emit)
}

func (l *Ears) read(ctx context.Context) json.RawMessage { return readTerms(ctx, l.terms, l.pronounce) }

// noTerms are those of an engine.
func noTerms(context.Context) json.RawMessage { return nil }
