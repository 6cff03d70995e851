package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
)

// readClause is a clause of a text, and how its words are spoken.
type readClause struct {
	text  string
	words []pronounce.Word
}

// readingVoice is the voice that reads. Nobody hears it.
const readingVoice = "awb"

// reading finds out how texts are pronounced: by the user's lexicon and flite's dictionary, or where
// flite is not installed by rules.
type reading struct {
	*pronounce.Reader
	engine *flite.Engine
}

// newReading describes a reading by a number of workers; the engine does not run yet.
func newReading(l *pronounce.Lexicon, workers int) *reading {
	engine := flite.New(quiet(), workers)
	var voice visavis.Speaker
	if v, err := engine.Voice(readingVoice); err == nil {
		voice = v
	}
	return &reading{pronounce.NewReader(l, voice), engine}
}

// start runs the engine. The returned function stops it and waits for that.
func (r *reading) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { r.engine.Run(ctx); close(ended) }() // stop waits for it; what is wrong Speak says too
	return func() { cancel(); <-ended }
}

// clauses returns the clauses of a text with their words. It says on the terminal what cannot be
// read; the error is of ctx.
func (r *reading) clauses(ctx context.Context, t terminal, text string) ([]readClause, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if foreign(text) || !pronounce.Speakable(text) {
		fmt.Fprintln(t.err, "visavis: the text cannot be read as English; the lips follow the sound alone")
		return nil, nil
	}
	texts := split(text)
	all := make([]readClause, len(texts))
	bar := newProgress(t, "reading", len(texts)/clausesPerStep)
	defer bar.close()
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for i, clause := range texts {
		group.Go(func() error {
			all[i] = readClause{clause, r.Read(ctx, clause)}
			if i%clausesPerStep == 0 {
				bar.step()
			}
			return nil
		})
	}
	group.Wait()
	return all, ctx.Err()
}

// clausesPerStep is how many clauses a step of the bar has: a text that is read at once shows none.
const clausesPerStep = 20

// foreign reports whether most letters of a text are of another script than ours.
func foreign(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > latin
}
