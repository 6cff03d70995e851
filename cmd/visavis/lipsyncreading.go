package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis/lipsync/pronounce"
	"github.com/visavis/visavis/provider/flite"
)

// readClause is a clause of a text, and how its words are spoken.
type readClause struct {
	text  string
	words []pronounce.Word
}

// reading finds out how texts are pronounced: by flite's dictionary, or where flite is not
// installed by rules.
type reading struct {
	terminal
	lexicon pronounce.Lexicon
	voice   pronounce.Voice
	close   func()
}

// readingVoice is the voice that reads. Nobody hears it.
const readingVoice = "awb"

// startReading starts flite. close stops it and waits for that.
func startReading(ctx context.Context, t terminal) *reading {
	ctx, stop := context.WithCancel(ctx)
	engine := flite.New(quiet(), runtime.NumCPU())
	ended := make(chan struct{})
	go func() { engine.Run(ctx); close(ended) }() // close waits for it; what is wrong Speak says too
	r := &reading{terminal: t, close: func() { stop(); <-ended }}
	if v, err := engine.Voice(readingVoice); err == nil {
		r.voice.Speaker = v
	}
	return r
}

// clauses returns the clauses of a text with their words. It says on the terminal what cannot be
// read; the error is of ctx.
func (r *reading) clauses(ctx context.Context, text string) ([]readClause, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if foreign(text) || len(r.lexicon.Words(text)) == 0 {
		fmt.Fprintln(r.err, "visavis: the text cannot be read as English; the lips follow the sound alone")
		return nil, nil
	}
	texts := split(text)
	all := make([]readClause, len(texts))
	bar := newProgress(r.terminal, "reading", len(texts)/clausesPerStep)
	defer bar.close()
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for i, clause := range texts {
		group.Go(func() error {
			all[i] = readClause{clause, r.words(ctx, clause)}
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

// words returns the words of a clause.
func (r *reading) words(ctx context.Context, clause string) []pronounce.Word {
	if r.voice.Speaker == nil {
		return r.lexicon.Words(clause)
	}
	said := sayingOf(clause)
	words, err := r.voice.Words(ctx, said.text)
	if err != nil || len(words) == 0 {
		return r.lexicon.Words(clause)
	}
	words, ok := said.written(r.lexicon.Refine(said.text, words))
	if !ok {
		return r.lexicon.Words(clause)
	}
	return words
}

// saying is a text as it is said, with its numbers spelled out, and where its words are written.
type saying struct {
	text   string
	pieces []spelled
}

// spelled is a written word and what is said for it.
type spelled struct{ from, to, writtenFrom, writtenTo int }

func sayingOf(text string) saying {
	var s saying
	var b strings.Builder
	last := 0
	var words []string
	all := pronounce.Spell(text)
	for i, w := range all {
		words = append(words, w.Text)
		if i+1 < len(all) && all[i+1].From == w.From {
			continue
		}
		b.WriteString(text[last:w.From])
		from := b.Len()
		if as := text[w.From:w.To]; len(words) == 1 && strings.EqualFold(as, words[0]) {
			b.WriteString(as)
		} else {
			b.WriteString(strings.Join(words, " "))
		}
		s.pieces = append(s.pieces, spelled{from, b.Len(), w.From, w.To})
		last, words = w.To, nil
	}
	s.text = b.String() + text[last:]
	return s
}

// written moves words from where they are said to where they are written, and reports whether all
// have such a place.
func (s saying) written(words []pronounce.Word) ([]pronounce.Word, bool) {
	pieces := s.pieces
	for i := range words {
		w := &words[i]
		for len(pieces) > 0 && pieces[0].to <= w.From {
			pieces = pieces[1:]
		}
		if len(pieces) == 0 || w.From < pieces[0].from {
			return nil, false
		}
		w.From, w.To = pieces[0].writtenFrom, pieces[0].writtenTo
	}
	return words, true
}
