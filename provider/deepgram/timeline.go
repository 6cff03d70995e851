package deepgram

import (
	"strings"

	"github.com/visavis/visavis"
)

// timeline converts the server's seconds, which count audio sent on the socket, into samples. All
// audio received is sent, so both begin at the first sample received.
type timeline struct {
	rate visavis.SampleRate
	fed  int64 // samples received so far
}

// at returns the sample at a time. What lies outside of what was received, or is no number, is
// moved inside.
func (t *timeline) at(seconds float64) int64 {
	if !(seconds > 0) {
		return 0
	}
	if samples := seconds * float64(t.rate); samples < float64(t.fed) {
		return int64(samples + 0.5)
	}
	return t.fed
}

// span is a range of samples.
type span struct{ from, to int64 }

func (s span) has(sample int64) bool { return s.from <= sample && sample < s.to }

// piece is the text of a stretch of audio.
type piece struct {
	span
	text       string
	words      []visavis.Word
	confidence float64
}

// addWord appends a word, keeping starts in order.
func (p *piece) addWord(w visavis.Word) {
	if w.Text == "" {
		return
	}
	if n := len(p.words); n > 0 {
		w.Start = max(w.Start, p.words[n-1].Start)
	}
	w.End = max(w.End, w.Start)
	p.words = append(p.words, w)
}

// within returns the part of a piece that lies in s: its words by their middles, or, where there
// are no words, all or nothing.
func (p piece) within(s span) piece {
	if len(p.words) == 0 {
		if s.has((p.from + p.to) / 2) {
			return p
		}
		return piece{}
	}
	part := piece{span: p.span, confidence: p.confidence}
	for _, w := range p.words {
		if s.has((w.Start + w.End) / 2) {
			part.addWord(w)
		}
	}
	if len(part.words) == len(p.words) {
		return p // with the text as the server wrote it
	}
	texts := make([]string, len(part.words))
	for i, w := range part.words {
		texts[i] = w.Text
	}
	part.text = strings.Join(texts, " ")
	return part
}

// join makes one transcript of consecutive pieces.
func join(pieces []piece) visavis.Transcript {
	var t visavis.Transcript
	var texts []string
	var sum, weight float64
	for _, p := range pieces {
		if p.text == "" {
			continue
		}
		texts = append(texts, p.text)
		t.Words = append(t.Words, p.words...)
		n := float64(max(len(p.words), 1))
		sum, weight = sum+n*p.confidence, weight+n
	}
	if weight > 0 {
		t.Text = strings.Join(texts, " ")
		t.Confidence = min(max(sum/weight, 0), 1)
	}
	return t
}
