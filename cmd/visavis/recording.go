package main

import (
	"context"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/clause"
	"github.com/visavis/visavis/lipsync"
)

// recording is a whole text as spoken.
type recording struct {
	clauses []string
	rate    visavis.SampleRate
	pcm     []int16
	phones  []visavis.Phone
	words   []timelineWord
	spans   map[int][2]int64 // of each clause that was spoken, in samples
}

// record has a voice speak clauses. The recording is empty when it can speak nothing of them.
func record(ctx context.Context, speaker visavis.Speaker, clauses []string) (*recording, error) {
	rec := &recording{clauses: clauses}
	in := make(chan string, len(rec.clauses))
	for _, c := range rec.clauses {
		in <- c
	}
	close(in)
	if err := speaker.Speak(ctx, in, rec.add); err != nil {
		return nil, err
	}
	return rec, nil
}

// split returns the clauses of a text, as a conversation would speak them.
func split(text string) []string {
	var s clause.Splitter
	var texts []string
	for _, c := range append(s.Add(text), s.Close()...) {
		texts = append(texts, c.Text)
	}
	return texts
}

func (r *recording) add(s visavis.Speech) {
	start := int64(len(r.pcm))
	r.rate = s.Rate
	r.pcm = append(r.pcm, s.PCM...)
	r.phones = append(r.phones, s.Phones...)
	for _, w := range s.Words {
		r.words = append(r.words, timelineWord{w.Start, w.End, r.clauses[s.Clause][w.From:w.To]})
	}
	if r.spans == nil {
		r.spans = make(map[int][2]int64)
	}
	if span, begun := r.spans[s.Clause]; begun {
		start = span[0]
	}
	r.spans[s.Clause] = [2]int64{start, int64(len(r.pcm))}
}

// timeline is what --timeline writes; offsets are samples.
type timeline struct {
	SampleRate visavis.SampleRate `json:"sample_rate"`
	Samples    int                `json:"samples"`
	Phones     []timelinePhone    `json:"phones"`
	Visemes    []timelineViseme   `json:"visemes"`
	Words      []timelineWord     `json:"words"`
	// Estimated: nobody knows when the words are heard, because their language is not read here. Their
	// times are guessed from their lengths.
	Estimated bool `json:"estimated,omitempty"`
}

type timelinePhone struct {
	Start int64  `json:"start"`
	End   int64  `json:"end"`
	Phone string `json:"phone"`
}

type timelineViseme struct {
	Start  int64  `json:"start"`
	End    int64  `json:"end"`
	Viseme string `json:"viseme"`
}

type timelineWord struct {
	Start int64  `json:"start"`
	End   int64  `json:"end"`
	Word  string `json:"word"`
}

func (r *recording) timeline() timeline {
	tl := timeline{
		SampleRate: r.rate, Samples: len(r.pcm), Words: r.words,
		Phones: []timelinePhone{}, Visemes: []timelineViseme{},
	}
	if len(r.words) == 0 {
		tl.Words, tl.Estimated = r.estimate(), true
	}
	for _, p := range r.phones {
		tl.Phones = append(tl.Phones, timelinePhone{p.Start, p.End, p.Name})
	}
	for _, s := range lipsync.Shapes(r.phones) {
		tl.Visemes = append(tl.Visemes, timelineViseme{s.Start, s.End, s.Viseme.String()})
	}
	return tl
}

// estimate shares out each clause's time among its words by their lengths.
func (r *recording) estimate() []timelineWord {
	words := []timelineWord{}
	for i, c := range r.clauses {
		span, spoken := r.spans[i]
		if !spoken {
			continue
		}
		texts := strings.Fields(c)
		total := int64(0)
		for _, t := range texts {
			total += int64(len(t)) + 1
		}
		done := int64(0)
		at := func() int64 { return span[0] + (span[1]-span[0])*done/max(1, total) }
		for _, t := range texts {
			start := at()
			done += int64(len(t)) + 1
			words = append(words, timelineWord{start, at(), strings.Trim(t, `.,;:!?"()`)})
		}
	}
	return words
}
