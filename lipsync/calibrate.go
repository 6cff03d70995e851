package lipsync

import (
	_ "embed"
	"strings"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync/acoustic"
	"github.com/visavis/visavis/lipsync/pronounce"
)

//go:embed calibration.txt
var calibration string

// CalibrationSentences are what a voice may be asked to say so that Calibrate gets to know it: every
// sound of English several times, in 800 characters.
func CalibrationSentences() []string { return strings.Split(strings.TrimSpace(calibration), "\n") }

// Recording is a voice that says known words. Nobody needs to know when it says what.
type Recording struct {
	PCM   []int16
	Rate  visavis.SampleRate
	Words []pronounce.Word
}

// calibrationRounds is how often the recordings are aligned, each time with what the time before
// has taught.
const calibrationRounds = 3

// Calibrate gets to know a voice from recordings of it, a dozen sentences or so; v is what is known
// of it, Unknown as a rule. It takes a hundredth of the recordings' length.
func Calibrate(v *Voice, recordings []Recording) *Voice {
	mean := *acoustic.NewAverage(v.base)
	for _, r := range recordings {
		listenTo(r, func(c *acoustic.Cepstrum) { mean.Add(c) })
	}
	known := &Voice{base: v.base, model: v.model, paces: v.paces, mean: mean}
	for range calibrationRounds {
		lessons := acoustic.NewAdaptation(v.base)
		for _, r := range recordings {
			known.study(lessons, r)
		}
		known = known.taught(lessons, mean)
	}
	return known
}

func listenTo(r Recording, each func(*acoustic.Cepstrum)) {
	front := acoustic.NewFront(r.Rate)
	front.Write(r.PCM)
	front.Close()
	for c := (acoustic.Cepstrum{}); front.Next(&c); {
		each(&c)
	}
}

// study aligns a recording and adds its phones to lessons.
func (v *Voice) study(lessons *acoustic.Adaptation, r Recording) {
	l := acoustic.NewListener(r.Rate)
	v.listener(l)
	l.Write(r.PCM)
	l.Close()
	s, g := search{pace: v.paces.of(1)}, newText()
	for i, w := range r.Words {
		g.add(w, int32(i), 0)
	}
	s.begin(g)
	var scores [acoustic.States]float32
	var frames []acoustic.Features
	learn := func(f final) {
		if f.from < f.to {
			lessons.Add(v.model, int(g.at(f.node).phone), frames[f.from:f.to])
		}
	}
	for l.Next(&scores) {
		s.step(&scores)
		frames = append(frames, l.Features)
		for f, ok := s.commit(studyPatience, never); ok; f, ok = s.commit(studyPatience, never) {
			learn(f)
		}
	}
	s.finish(learn)
}

// studyPatience waits as long as a search remembers: nobody waits for a calibration.
var studyPatience = patience{least: 150, most: 151, margin: beam}
