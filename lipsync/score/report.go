package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// line is a row of the table.
type line struct {
	name string
	score
}

const tableHead = `| | bMAE ms | within 20 ms % | within 50 ms % | acc15 % | acc7 % | acc5 % | p b m closed % | f v % | behind ms | text doubted % | of a core % |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

// writeReport writes lipsync.md and its picture to a folder.
func writeReport(dir string, conditions, voices []line, picture string) error {
	var b strings.Builder
	hash := sha256.New()
	if err := acoustic.Default().Encode(hash); err != nil {
		return err
	}
	fmt.Fprintf(&b, intro, hash.Sum(nil), len(unseen))
	b.WriteString(tableHead)
	for _, l := range conditions {
		b.WriteString(l.markdown())
	}
	b.WriteString(voicesIntro + tableHead)
	for _, l := range voices {
		b.WriteString(l.markdown())
	}
	b.WriteString(meaning)
	if err := os.WriteFile(filepath.Join(dir, "lipsync.md"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "lipsync.svg"), []byte(picture), 0o644)
}

func (l line) markdown() string {
	s := &l.score
	cells := []string{l.name}
	number := func(v float64, has bool) {
		if !has {
			cells = append(cells, "–")
			return
		}
		cells = append(cells, fmt.Sprintf("%.1f", v))
	}
	aligned := s.sentences > 0 || s.within(50) > 5
	number(mean(s.errors), aligned)
	number(s.within(20), aligned)
	number(s.within(50), aligned)
	number(percent(s.right15, s.frames), true)
	number(percent(s.right7, s.frames), true)
	number(percent(s.right5, s.frames), true)
	number(percent(s.closed, s.closures), true)
	number(percent(s.teethMet, s.teeth), true)
	number(mean(s.behind), s.sentences > 0)
	number(percent(s.noticed, s.sentences), s.sentences > 0)
	core := "–"
	if s.sentences > 0 {
		core = fmt.Sprintf("%.2f", 100*s.took.Seconds()/s.length.Seconds())
	}
	return "| " + strings.Join(append(cells, core), " | ") + " |\n"
}

const intro = `# How well the lips follow

Written by ` + "`make lipsync-report`" + `. The model (SHA-256 %x) was made by
` + "`make model`" + ` from voices of espeak-ng, flite's awb and festival's ked. Scored are %d voices that had no
part in it, on 40 sentences that are not among those it learnt or was calibrated with. The audio arrives
in pieces of 20 ms; what is told is never revised.

![A sentence, what is said and what was found](lipsync.svg)

## Under which conditions

All voices together. *Calibrated*: the voice has said the twelve built-in sentences before. *Unknown*: every
sentence is the first that is heard of the voice.

`

const voicesIntro = `
## Which voice

`

const meaning = `
## What the columns mean

- **bMAE**: how far the starts of sounds are off on average, after matching what was found with what was said
  by the shortest edit distance; *within*: the share that is off by no more than that.
- **acc15, acc7, acc5**: the share of 10 ms frames that show the right mouth, of the fifteen Oculus visemes, or
  of seven or five coarser shapes (at rest, lips closed, lip on teeth, tongue, rounded, open, spread; for five,
  closed lips count as rest).
- **p b m closed**: the share of these sounds that are met by one of them within 40 ms; *f v* likewise.
- **behind**: how far the audio received is ahead of the end of a sound when that is told, on average.
- **text doubted**: in how many recordings, each of one sentence or of several, the text was given up at some
  time for what is heard.
- **of a core**: the cost of following one voice in real time.

Phones are those of the voices' own labels. A voice and the lexicon may differ in a vowel and both be right.
`
