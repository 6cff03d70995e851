package main

import (
	"encoding/json"
	"io"
)

// timeline is what was found, as of a voice that tells.
func (l *lips) timeline() timeline {
	tl := timeline{
		SampleRate: l.rate, Samples: int(l.samples), Words: l.words,
		Phones: make([]timelinePhone, len(l.phones)), Visemes: make([]timelineViseme, len(l.shapes)),
	}
	if tl.Words == nil {
		tl.Words = []timelineWord{}
	}
	for i, p := range l.phones {
		tl.Phones[i] = timelinePhone{p.Start, p.End, p.Name}
	}
	for i, s := range l.shapes {
		tl.Visemes[i] = timelineViseme{s.Start, s.End, s.Viseme.String()}
	}
	return tl
}

// streamed is a timeline that tells when each entry became certain.
type streamed struct {
	timeline
	Phones  []streamedPhone  `json:"phones"`
	Visemes []streamedViseme `json:"visemes"`
	Words   []streamedWord   `json:"words"`
}

type streamedPhone struct {
	timelinePhone
	// Behind is the samples between the end of the entry and the end of the audio that had come.
	Behind int64 `json:"behind"`
}

type streamedViseme struct {
	timelineViseme
	Behind int64 `json:"behind"`
}

type streamedWord struct {
	timelineWord
	Behind int64 `json:"behind"`
}

func (l *lips) streamed() streamed {
	tl := l.timeline()
	s := streamed{timeline: tl, Phones: []streamedPhone{}, Visemes: []streamedViseme{}, Words: []streamedWord{}}
	for i, p := range tl.Phones {
		s.Phones = append(s.Phones, streamedPhone{p, l.phonesAt[i] - p.End})
	}
	for i, v := range tl.Visemes {
		s.Visemes = append(s.Visemes, streamedViseme{v, l.shapesAt[i] - v.End})
	}
	for i, w := range tl.Words {
		s.Words = append(s.Words, streamedWord{w, l.wordsAt[i] - w.End})
	}
	return s
}

func (l *lips) writeTimeline(w io.Writer, stream bool) error {
	if stream {
		return json.NewEncoder(w).Encode(l.streamed())
	}
	return json.NewEncoder(w).Encode(l.timeline())
}
