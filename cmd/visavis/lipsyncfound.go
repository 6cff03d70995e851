package main

import (
	"fmt"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/export"
)

// lips is what an Aligner finds in a recording, and how much audio it had heard by then.
type lips struct {
	rate     visavis.SampleRate
	clauses  []readClause
	loudness *export.Loudness
	samples  int64

	phones []visavis.Phone
	shapes []visavis.MouthShape
	words  []timelineWord
	// When each became certain: samples that had been heard.
	phonesAt, shapesAt, wordsAt []int64

	shaped  int   // phones whose shapes are known
	doubted int64 // samples that did not fit the text
}

func newLips(rate visavis.SampleRate, clauses []readClause) *lips {
	return &lips{rate: rate, clauses: clauses, loudness: export.NewLoudness(rate)}
}

// hear takes in what a piece of audio has made certain.
func (l *lips) hear(piece []int16, a *lipsync.Aligner) {
	l.loudness.Write(piece)
	l.samples += int64(len(piece))
	if len(l.clauses) > 0 && a.Doubts() {
		l.doubted += int64(len(piece))
	}
	l.take(a.Take())
}

func (l *lips) end(a *lipsync.Aligner) {
	l.take(a.Take())
	l.shape(true)
}

func (l *lips) take(t lipsync.Timeline) {
	for _, p := range t.Phones {
		l.phones, l.phonesAt = append(l.phones, p), append(l.phonesAt, l.samples)
	}
	for _, w := range t.Words {
		word := timelineWord{w.Start, w.End, l.clauses[w.Clause].text[w.From:w.To]}
		l.words, l.wordsAt = append(l.words, word), append(l.wordsAt, l.samples)
	}
	l.shape(false)
}

// shapeContext is how many phones before a pause tell the pace by which it is long or short.
const shapeContext = 40

// shape finds the shapes of the phones that are certain. A breath and a pause look like what
// follows them, and wait for it.
func (l *lips) shape(all bool) {
	for ; l.shaped < len(l.phones); l.shaped++ {
		p, last := l.phones[l.shaped], l.shaped+1 == len(l.phones)
		if last && !all && (p.Name == "HH" || p.Name == "SIL") {
			return
		}
		from, to := max(0, l.shaped-shapeContext), min(len(l.phones), l.shaped+2)
		for _, s := range lipsync.Shapes(l.phones[from:to]) {
			if s.Start >= p.Start && s.End <= p.End {
				l.shapes, l.shapesAt = append(l.shapes, s), append(l.shapesAt, l.samples)
			}
		}
	}
}

func (l *lips) track() export.Track {
	return export.Track{Rate: l.rate, Samples: l.samples, Phones: l.phones}
}

func (l *lips) curves(fps int) export.Curves {
	return export.Curves{
		Mouth: export.NewMouth(l.shapes, l.rate), Loudness: l.loudness,
		Rate: l.rate, Samples: l.samples, FPS: fps,
	}
}

// doubtful is from which share of the recording on a text is said not to fit.
const doubtful = 0.25

// remark tells if the text was not what is said.
func (l *lips) remark(t terminal) {
	if share := float64(l.doubted) / float64(max(1, l.samples)); share > doubtful {
		fmt.Fprintf(t.err, "visavis: for %.0f %% of the recording the text is not what is said; there the lips follow the sound alone\n", 100*share)
	}
}
