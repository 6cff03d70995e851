package voice

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
	"github.com/visavis/visavis/internal/speakable"
)

// utterance is a piece of text on its way through a worker, or through several if they die.
type utterance struct {
	reply *reply
	text  speakable.Text

	timed    bool
	phones   []visavis.Phone      // not emitted yet
	words    []visavis.SpokenWord // not emitted yet
	from, to int64                // which of the worker's samples are kept
	at       int64                // the worker's next sample
	sent     int64                // samples emitted
}

// attempt has a worker say the text and emits what was not emitted before.
func (u *utterance) attempt(ctx context.Context) error {
	s := u.reply.speaker
	proc, err := s.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	u.at = 0
	// The worker is read at its own speed and given back while a slow emit still has much to do.
	parts := make(chan part, maxParts)
	var g errgroup.Group
	g.Go(func() error {
		defer close(parts)
		return panics.Catch(func() error { return receive(ctx, s.Pool, proc, s.request(u.text.Clean), parts) })
	})
	for p := range parts {
		if ctx.Err() == nil {
			u.take(p)
		}
	}
	return g.Wait()
}

// take handles what a worker sent.
func (u *utterance) take(p part) {
	if p.times != nil {
		u.place(*p.times)
		return
	}
	start := u.at
	u.at += int64(len(p.pcm))
	// Leave out what is trimmed, and what an earlier worker's attempt has emitted already.
	first := max(u.from+u.sent-start, 0)
	last := min(u.to-start, int64(len(p.pcm)))
	if first < last {
		u.send(p.pcm[first:last])
	}
}

func (u *utterance) send(pcm []int16) {
	r := u.reply
	r.emit(visavis.Speech{Clause: r.clause, PCM: pcm, Rate: r.speaker.Rate, Phones: u.phones, Words: u.words})
	u.phones, u.words = nil, nil
	u.sent += int64(len(pcm))
	r.clock += int64(len(pcm))
}

// finish ends the utterance. A second worker's audio may be a few samples shorter than the times
// that were told for the first one's: silence fills the clock up to them.
func (u *utterance) finish(err error) error {
	if missing := u.to - u.from - u.sent; err == nil && missing > 0 {
		u.send(make([]int16, missing))
	}
	return err
}

// place decides which samples are kept and puts phones and words on the reply's clock. The times
// of a second attempt change nothing: those of the first were told.
func (u *utterance) place(t Times) {
	if u.timed {
		return
	}
	u.timed = true
	rate := u.reply.speaker.Rate
	lead, trail := pausesAround(u.text.Clean, u.reply.speaker.As.Speed)
	u.from, u.to = trim(t, rate.N(lead), rate.N(trail))
	shift := u.reply.clock - u.from
	for _, p := range t.Phones {
		p.Start, p.End = max(p.Start, u.from)+shift, min(p.End, u.to)+shift
		if p.Start < p.End {
			u.phones = append(u.phones, p)
		}
	}
	for _, w := range t.Words {
		w.Start, w.End = w.Start+shift, w.End+shift
		u.placeWord(w)
	}
}

// placeWord tells a spoken word's time for the word of the text as written. Several spoken words
// of one written word become one.
func (u *utterance) placeWord(w visavis.SpokenWord) {
	from, to, ok := u.text.Source(w.From, w.To)
	if ok && from >= u.reply.told {
		u.reply.told = to
		w.From, w.To = from, to
		u.words = append(u.words, w)
	} else if n := len(u.words); n > 0 {
		u.words[n-1].End = w.End
	}
}
