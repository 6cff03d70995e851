package aligned

import (
	"slices"
	"time"

	"github.com/visavis/visavis"
)

// piece is a stretch of audio that is held back.
type piece struct {
	clause   int   // as the voice believes, until place has decided
	before   int   // the clause that the voice believes to have spoken before that; -1: none
	from, to int64 // samples
	due      time.Time
	rest     bool                 // crumbs of a piece that was emitted
	words    []visavis.SpokenWord // told by the voice itself; nil: none
}

// held is audio that was not emitted yet, in pieces that touch one another.
type held struct {
	rate   visavis.SampleRate
	pieces []piece
	audio  []int16
	base   int64 // the first sample of audio
	end    int64

	clause, before int // of the last piece
}

func (h *held) empty() bool   { return len(h.pieces) == 0 }
func (h *held) count() int    { return len(h.pieces) }
func (h *held) front() *piece { return &h.pieces[0] }

// start returns the first sample that is held.
func (h *held) start() int64 {
	if h.empty() {
		return h.end
	}
	return h.pieces[0].from
}

func (h *held) length() time.Duration { return h.rate.D(h.end - h.start()) }

// add copies what a voice says. Crumbs of the same clause become part of it, others wait no longer.
func (h *held) add(s visavis.Speech, due time.Time) {
	if spent := h.start() - h.base; spent > int64(len(h.audio))/2 {
		h.audio = h.audio[:copy(h.audio, h.audio[spent:])]
		h.base += spent
	}
	h.audio = append(h.audio, s.PCM...)
	from := h.end
	h.end += int64(len(s.PCM))
	if s.Clause != h.clause {
		h.clause, h.before = s.Clause, h.clause
	}
	if n := len(h.pieces); n > 0 && h.pieces[n-1].rest {
		last := &h.pieces[n-1]
		last.due = due
		if last.clause == s.Clause && len(s.Words) == 0 {
			last.to, last.rest = h.end, false
			return
		}
	}
	h.pieces = append(h.pieces, piece{clause: s.Clause, before: h.before, from: from, to: h.end, due: due, words: slices.Clone(s.Words)})
}

func (h *held) pcm(p *piece) []int16 { return h.audio[p.from-h.base : p.to-h.base] }

func (h *held) pop() { h.pieces = h.pieces[:copy(h.pieces, h.pieces[1:])] }

// leave cuts the end off the only piece, to be kept. It reports false when nothing is left of it.
func (h *held) leave(samples int64) bool {
	p := h.front()
	p.rest = true
	if p.to-p.from <= samples {
		return false
	}
	h.cut(p.to - samples)
	h.pieces[0].rest = false
	return true
}

// cut makes two pieces of the first.
func (h *held) cut(at int64) {
	second := h.pieces[0]
	second.from, second.words = at, nil
	h.pieces[0].to = at
	h.pieces = slices.Insert(h.pieces, 1, second)
}
