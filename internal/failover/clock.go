package failover

import (
	"slices"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/pcm"
)

// clock puts what one voice says, at its own rate and counted from its own first sample, on the
// rate and the count of a reply.
type clock struct {
	from, to visavis.SampleRate
	start    int64 // of the voice's first sample, in the reply

	resampler *pcm.Resampler // nil: the rates are the same
	buf       []int16        // what it made of the last piece
	// Times of pieces of which no sample has come out of the resampler yet, all of one clause.
	clause int
	phones []visavis.Phone
	words  []visavis.SpokenWord
	ended  []visavis.SpokenWord
}

func newClock(from, to visavis.SampleRate, start int64) (*clock, error) {
	resampler, err := pcm.NewResampler(from, to)
	if err != nil {
		return nil, err
	}
	c := &clock{from: from, to: to, start: start}
	if from != to {
		c.resampler = resampler
	}
	return c, nil
}

// place changes a piece. It may be left without audio, which then comes with a later one.
func (c *clock) place(s *visavis.Speech) {
	if c.resampler == nil {
		if c.start > 0 {
			c.move(s)
		}
		return
	}
	c.move(s)
	c.buf = c.resampler.Append(c.buf[:0], s.PCM)
	c.pass(s)
}

// flush makes a piece of what is left; it may be without audio.
func (c *clock) flush(s *visavis.Speech) {
	if c.resampler == nil {
		return
	}
	c.buf = c.resampler.Flush(c.buf[:0])
	c.pass(s)
}

// pass has the piece carry what came out of the resampler, and the times that waited for it.
func (c *clock) pass(s *visavis.Speech) {
	s.PCM, s.Rate = c.buf, c.to
	if s.Clause != c.clause {
		c.phones, c.words, c.ended = nil, nil, nil // of a clause too short to be heard
		c.clause = s.Clause
	}
	if c.phones != nil || c.words != nil {
		s.Phones, s.Words = append(c.phones, s.Phones...), append(c.words, s.Words...)
		s.Ended = append(c.ended, s.Ended...)
	}
	if len(s.PCM) == 0 {
		c.phones, c.words, c.ended = s.Phones, s.Words, s.Ended
		return
	}
	c.phones, c.words, c.ended = nil, nil, nil
}

// move puts the times of a piece on the reply's clock. They are copied: the voice may need its own.
func (c *clock) move(s *visavis.Speech) {
	s.Phones, s.Words, s.Ended = slices.Clone(s.Phones), c.timed(s.Words), c.timed(s.Ended)
	for i := range s.Phones {
		p := &s.Phones[i]
		p.Start, p.End = c.at(p.Start), c.at(p.End)
	}
}

// timed returns a copy of words on the reply's clock.
func (c *clock) timed(words []visavis.SpokenWord) []visavis.SpokenWord {
	words = slices.Clone(words)
	for i := range words {
		w := &words[i]
		w.Start, w.End = c.at(w.Start), c.at(w.End)
	}
	return words
}

// at returns where the voice's sample n is in the reply, to the nearest sample.
func (c *clock) at(n int64) int64 {
	return c.start + (n*int64(c.to)+int64(c.from)/2)/int64(c.from)
}
