package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/lipsync"
	"github.com/visavis/visavis/lipsync/corpus"
	"github.com/visavis/visavis/lipsync/export"
)

// What is compared with others: they are slow, some slower than the speech.
const besideSentences = 10

var besideVoices = [...]string{"flite/slt", "flite/rms", "festival/kal_diphone"} // of 16 kHz: Rhubarb takes no other

// shown is a shape of a mouth, in seconds.
type shown struct {
	start, end float64
	kind       kind
	closed     bool // as for P, B and M
}

// kind is what can be told apart in all sets of shapes.
type kind uint8

const (
	shut kind = iota
	teeth
	narrow
	open
	round
)

// ofViseme returns what an Oculus viseme looks like.
func ofViseme(name string) kind {
	switch name {
	case "sil", "PP":
		return shut
	case "FF":
		return teeth
	case "aa", "E":
		return open
	case "RR", "O", "U":
		return round
	}
	return narrow
}

// ofCue returns what one of Rhubarb's drawings looks like.
func ofCue(letter string) kind {
	switch letter {
	case "A", "X":
		return shut
	case "G":
		return teeth
	case "C", "D", "H":
		return open
	case "E", "F":
		return round
	}
	return narrow
}

// program is one that finds lips, and how well it does.
type program struct {
	name                            string
	frames, right                   int // of 10 ms
	closures, met, claims, deserved int // P, B and M
	took, length                    time.Duration
}

// at returns what is shown at a time; of several the one that was told last.
func at(all []shown, seconds float64) kind {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].start <= seconds && seconds < all[i].end {
			return all[i].kind
		}
	}
	return shut
}

// add scores what a program shows for an utterance.
func (p *program) add(truth, found []shown, length, took time.Duration) {
	p.took, p.length = p.took+took, p.length+length
	for t := 0.005; t < length.Seconds(); t += 0.01 {
		p.frames++
		p.right += one(at(truth, t) == at(found, t))
	}
	n, met := meets(truth, found)
	p.closures, p.met = p.closures+n, p.met+met
	n, met = meets(found, truth)
	p.claims, p.deserved = p.claims+n, p.deserved+met
}

// meets counts the closures in a, and how many are within 40 ms of one in b.
func meets(a, b []shown) (n, met int) {
	const near = 0.04
	for _, s := range a {
		if !s.closed {
			continue
		}
		n++
		for _, o := range b {
			if o.closed && o.start < s.end+near && o.end > s.start-near {
				met++
				break
			}
		}
	}
	return n, met
}

// visemesOf returns the mouth of phones.
func visemesOf(phones []visavis.Phone, rate visavis.SampleRate) (all []shown) {
	for _, s := range lipsync.Shapes(phones) {
		kind, closed := ofViseme(s.Viseme.String()), s.Viseme == visavis.VisemePP
		all = append(all, shown{rate.D(s.Start).Seconds(), rate.D(s.End).Seconds(), kind, closed})
	}
	return all
}

// cuesOf returns phones as Rhubarb's cues.
func cuesOf(phones []visavis.Phone, u corpus.Utterance) (all []shown) {
	for _, c := range export.Cues(export.Track{Rate: u.Rate, Samples: int64(len(u.PCM)), Phones: phones}, export.ExtendedShapes) {
		all = append(all, shown{float64(c.Start) / 100, float64(c.End) / 100, ofCue(c.Shape.String()), c.Shape == export.ShapeA})
	}
	return all
}

// beside has ours and other programs find the lips of the same recordings. note says why others are
// missing.
func (m *measurer) beside(ctx context.Context) (all []program, note string, err error) {
	var spoken []corpus.Utterance
	for _, v := range besideVoices {
		said, err := m.speaker.Cached(ctx, cache, v, strings.Split(strings.TrimSpace(sentences), "\n"))
		if err != nil {
			return nil, "", err
		}
		spoken = append(spoken, said[:min(besideSentences, len(said))]...)
	}
	all = m.ours(ctx, spoken)
	theirs, err := others(ctx, spoken)
	if err != nil {
		return all, fmt.Sprintf("Rhubarb and HeadAudio are missing: %v.", err), ctx.Err()
	}
	return append(all, theirs...), "", nil
}

// ours are our ways to find lips, and the two that need no program. The voices are unknown.
func (m *measurer) ours(ctx context.Context, spoken []corpus.Utterance) []program {
	all := []program{
		{name: "**visavis**, with text"}, {name: "**visavis**, without"},
		{name: "**visavis** as Rhubarb's cues, with text"}, {name: "**visavis** as Rhubarb's cues, without"},
		{name: "loudness"}, {name: "even spreading"},
	}
	for _, u := range spoken {
		truth, length := visemesOf(u.Phones, u.Rate), u.Rate.D(int64(len(u.PCM)))
		words := m.words(ctx, condition{}, u.Text)
		var with, without score
		phones, _ := m.align(&with, u, words, m.unknown)
		blind, _ := m.align(&without, u, nil, m.unknown)
		all[0].add(truth, visemesOf(phones, u.Rate), length, with.took)
		all[1].add(truth, visemesOf(blind, u.Rate), length, without.took)
		all[2].add(truth, cuesOf(phones, u), length, with.took)
		all[3].add(truth, cuesOf(blind, u), length, without.took)
		all[4].add(truth, visemesOf(loudness(u, nil), u.Rate), length, 0)
		all[5].add(truth, visemesOf(evenly(u, words), u.Rate), length, 0)
	}
	return all
}
