package listen

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/visavis/visavis/internal/hearing"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// A paragraph ends at a long pause, or when it has so many sentences.
const (
	paragraphPause  = 2 * time.Second
	mostOfParagraph = 5
)

// transcription writes down what was said in a file.
func (f *file) transcription() wire.Transcription {
	t := wire.Transcription{Metadata: f.account.of(f.channels[0].heard, len(f.channels))}
	for n, c := range f.channels {
		a := f.alternative(c)
		t.Results.Channels = append(t.Results.Channels, wire.TranscribedChannel{Alternatives: []wire.TranscribedAlternative{a}})
		if f.query.Utterances {
			t.Results.Utterances = append(t.Results.Utterances, utterances(n, a.Words, f.query.UtteranceSplit)...)
		}
	}
	slices.SortStableFunc(t.Results.Utterances, func(a, b wire.TranscribedUtterance) int { return cmp.Compare(a.Start, b.Start) })
	return t
}

// alternative writes down a channel.
func (f *file) alternative(c *track) wire.TranscribedAlternative {
	w := newWriter(f.query)
	a := wire.TranscribedAlternative{Words: []wire.ListenWord{}}
	for _, e := range c.said {
		words, _ := w.write(e.Transcript, e.Cause != hearing.Long)
		a.Words = append(a.Words, words...)
	}
	a.Transcript, a.Confidence = text(a.Words), sureness(a.Words)
	if f.query.Paragraphs {
		a.Paragraphs = paragraphs(a.Words)
	}
	return a
}

func sureness(words []wire.ListenWord) float64 {
	sum := 0.0
	for _, w := range words {
		sum += w.Confidence
	}
	return rounded(sum / float64(max(1, len(words))))
}

// utterances parts a channel's words where it is quiet for as long as the client says.
func utterances(channel int, words []wire.ListenWord, quiet time.Duration) []wire.TranscribedUtterance {
	var all []wire.TranscribedUtterance
	for part := range parts(words, func(i int) bool { return pause(words, i) >= quiet }) {
		all = append(all, wire.TranscribedUtterance{
			ID: refusal.NewRequestID(), Channel: channel, Start: part[0].Start, End: part[len(part)-1].End,
			Confidence: sureness(part), Transcript: text(part), Words: part,
		})
	}
	return all
}

// paragraphs lays out a transcript to be read.
func paragraphs(words []wire.ListenWord) *wire.Paragraphs {
	p := &wire.Paragraphs{Paragraphs: []wire.Paragraph{}}
	sentences := 0
	ends := func(i int) bool {
		if endsSentence(words[i].Text()) {
			sentences++
		}
		over := sentences == mostOfParagraph || pause(words, i) >= paragraphPause
		if over {
			sentences = 0
		}
		return over
	}
	for part := range parts(words, ends) {
		p.Paragraphs = append(p.Paragraphs, paragraph(part))
		p.Transcript += "\n\n" + text(part)
	}
	p.Transcript = strings.TrimPrefix(p.Transcript, "\n")
	return p
}

func paragraph(words []wire.ListenWord) wire.Paragraph {
	p := wire.Paragraph{NumWords: len(words), Start: words[0].Start, End: words[len(words)-1].End}
	for s := range parts(words, func(i int) bool { return endsSentence(words[i].Text()) }) {
		p.Sentences = append(p.Sentences, wire.Sentence{Text: text(s), Start: s[0].Start, End: s[len(s)-1].End})
	}
	return p
}

// parts yields words up to each after which a part ends.
func parts(words []wire.ListenWord, ends func(i int) bool) func(yield func([]wire.ListenWord) bool) {
	return func(yield func([]wire.ListenWord) bool) {
		from := 0
		for i := range words {
			if over := ends(i); !over && i < len(words)-1 {
				continue
			}
			if !yield(words[from : i+1]) {
				return
			}
			from = i + 1
		}
	}
}

// pause is the quiet behind a word, up to the next.
func pause(words []wire.ListenWord, i int) time.Duration {
	if i+1 >= len(words) {
		return 0
	}
	return time.Duration((words[i+1].Start - words[i].End) * float64(time.Second))
}
