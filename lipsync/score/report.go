package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/visavis/visavis/lipsync/acoustic"
)

// report is what is written of a run.
type report struct {
	conditions, voices, aftermaths []line
	programs                       []program
	note                           string // why programs are missing; empty: none is
	picture                        string
}

// line is a row of a table.
type line struct {
	name string
	score
}

const tableHead = `| | bMAE ms | within 20 ms % | within 50 ms % | acc15 % | acc7 % | acc5 % | p b m closed % | f v % | behind ms | text doubted % | of a core % |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

const programHead = `| | right of 5 kinds of shapes % | p b m closed % | of the closures shown, true % | × real time |
|---|---|---|---|---|
`

// write writes lipsync.md and its picture to a folder.
func (r report) write(dir string) error {
	var b strings.Builder
	hash := sha256.New()
	if err := acoustic.Default().Encode(hash); err != nil {
		return err
	}
	fmt.Fprintf(&b, intro, hash.Sum(nil), len(unseen))
	table(&b, tableHead, r.conditions)
	table(&b, afterIntro+tableHead, r.aftermaths)
	fmt.Fprintf(&b, besideIntro, besideSentences, strings.Join(besideVoices[:], ", "))
	b.WriteString(programHead)
	for _, p := range r.programs {
		b.WriteString(p.markdown())
	}
	if r.note != "" {
		b.WriteString("\n" + r.note + "\n")
	}
	table(&b, voicesIntro+tableHead, r.voices)
	b.WriteString(meaning)
	if err := os.WriteFile(filepath.Join(dir, "lipsync.md"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "lipsync.svg"), []byte(r.picture), 0o644)
}

func table(b *strings.Builder, head string, lines []line) {
	b.WriteString(head)
	for _, l := range lines {
		b.WriteString(l.markdown())
	}
}

func (p program) markdown() string {
	speed := "–"
	if p.took > 0 {
		speed = fmt.Sprintf("%.1f", p.length.Seconds()/p.took.Seconds())
	}
	return fmt.Sprintf("| %s | %.1f | %.1f | %s | %s |\n", p.name, percent(p.right, p.frames), percent(p.met, p.closures), share(p.deserved, p.claims), speed)
}

// share writes a percentage of what there is.
func share(a, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", percent(a, of))
}

func (l line) markdown() string {
	s := &l.score
	number := func(v float64, has bool) string {
		if !has {
			return "–"
		}
		return fmt.Sprintf("%.1f", v)
	}
	aligned := len(s.errors) > 0 && (s.sentences > 0 || s.within(50) > 5)
	cells := []string{
		l.name,
		number(mean(s.errors), aligned), number(s.within(20), aligned), number(s.within(50), aligned),
		share(s.right15, s.frames), share(s.right7, s.frames), share(s.right5, s.frames),
		share(s.closed, s.closures), share(s.teethMet, s.teeth),
		number(mean(s.behind), len(s.behind) > 0), share(s.noticed, s.sentences),
	}
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
sentence is the first that is heard of the voice. *Silence*: digital silence as long as the sentence, whose mouth is
at rest; *in place of the text*: although there is a text. *Read by rules alone*: without flite's dictionary.

`

const afterIntro = `
## What follows

A sentence that is as it should be, after one that is not, in the same audio and as one reply. Nobody tells where
the one is over, unless it says so. Only the second is scored: the first row is what it should be.
*Text doubted*: at the end.

`

const besideIntro = `
## Beside others

Other programs that lip-sync from audio, as they can be had from npm, on the same recordings: %d sentences of each of
%s, as unknown voices. The kinds are those that all sets of shapes can tell apart: shut, on the
teeth, nearly shut, open, round. Cues cannot be right in all frames, because they may be drawn like their neighbours
and are held for a while. Ours are found in the stream, 20 ms at a time; Rhubarb's from whole files.

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
