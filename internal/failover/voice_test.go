package failover_test

import (
	"context"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

// perLetter is how many samples the voices of these tests take for a letter.
const perLetter = 160

// voice speaks letter by letter: the samples of letter n of clause c are all 100·(c+1)+n, with c
// counted over the whole reply, so that what is heard can be read from the audio. It takes clauses
// while it speaks, as a vendor's connection does.
type voice struct {
	rate  visavis.SampleRate // 0: 16000
	timed bool               // tell words and phones
	// fails says what happens after so many letters: nil, nothing.
	after int
	fails func(ctx context.Context) error
	took  int // letters that were said
}

func (v *voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	if v.rate == 0 {
		v.rate = 16000
	}
	clock := int64(0)
	for n := 0; ; n++ {
		var text string
		var more bool
		select {
		case text, more = <-clauses:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !more {
			return nil
		}
		if err := v.say(ctx, n, text, &clock, emit); err != nil {
			return err
		}
	}
}

func (v *voice) say(ctx context.Context, n int, text string, clock *int64, emit func(visavis.Speech)) error {
	for i, r := range text {
		if v.fails != nil && v.took == v.after {
			return v.fails(ctx)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s := visavis.Speech{Clause: n, Rate: v.rate, PCM: make([]int16, perLetter)}
		for j := range s.PCM {
			s.PCM[j] = int16(r)
		}
		if v.timed {
			end := *clock + perLetter
			s.Words = []visavis.SpokenWord{{From: i, To: i + 1, Start: *clock, End: end}}
			s.Phones = []visavis.Phone{{Name: "AH", Start: *clock, End: end}}
		}
		*clock += perLetter
		v.took++
		emit(s)
	}
	return nil
}

// heard collects a reply as the listener hears it and checks what holds for every reply.
type heard struct {
	t      *testing.T
	text   []string // by clause, as heard since it last began
	again  []int    // clauses that were begun anew
	clock  int64
	rate   visavis.SampleRate
	last   int // clause
	words  []visavis.SpokenWord
	phones []visavis.Phone
	at     []time.Duration // of each piece, since began
	began  time.Time
	block  time.Duration // how long a piece is held up
	pieces int
}

func (h *heard) take(s visavis.Speech) {
	h.pieces++
	h.at = append(h.at, time.Since(h.began))
	time.Sleep(h.block)
	if h.rate == 0 {
		h.rate = s.Rate
	}
	if s.Rate != h.rate || len(s.PCM) == 0 || s.Clause < h.last {
		h.t.Errorf("a piece of clause %d after %d, rate %d after %d, %d samples", s.Clause, h.last, s.Rate, h.rate, len(s.PCM))
	}
	for len(h.text) <= s.Clause {
		h.text = append(h.text, "")
	}
	if s.Again {
		if h.text[s.Clause] == "" {
			h.t.Errorf("clause %d is begun anew, but nothing of it was heard", s.Clause)
		}
		h.again = append(h.again, s.Clause)
		h.text[s.Clause] = ""
	}
	for _, w := range s.Words {
		if w.Start < h.clock {
			h.t.Errorf("word %+v was told at sample %d", w, h.clock)
		}
	}
	for _, p := range s.Phones {
		if p.Start < h.clock {
			h.t.Errorf("phone %+v was told at sample %d", p, h.clock)
		}
	}
	h.words, h.phones = append(h.words, s.Words...), append(h.phones, s.Phones...)
	h.last = s.Clause
	h.clock += int64(len(s.PCM))
	for i := 0; i < len(s.PCM); i += perLetter {
		h.text[s.Clause] += string(rune(s.PCM[i]))
	}
}

// say has a chain speak clauses, which are all there from the start.
func (h *heard) say(c failover.Chain[visavis.Speaker], clauses ...string) error {
	in := make(chan string, len(clauses))
	for _, text := range clauses {
		in <- text
	}
	close(in)
	return h.listen(c, in)
}

func (h *heard) listen(c failover.Chain[visavis.Speaker], in <-chan string) error {
	h.began = time.Now()
	return failover.Speaker(c).Speak(h.t.Context(), in, h.take)
}

// once fails the first time, after some letters, and is another voice from then on.
func once(fails func(context.Context) error, after int, then visavis.Speaker) visavis.Speaker {
	called := false
	return speak(func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
		if called {
			return then.Speak(ctx, clauses, emit)
		}
		called = true
		return (&voice{after: after, fails: fails}).Speak(ctx, clauses, emit)
	})
}

// twice fails after some letters, and then after some more.
func twice(fails func(context.Context) error, first, second int) visavis.Speaker {
	return once(fails, first, &voice{after: second, fails: fails})
}

// dying fails when it has said everything.
type dying struct{ visavis.Speaker }

func (d dying) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	if err := d.Speaker.Speak(ctx, clauses, emit); err != nil {
		return err
	}
	return errBroken
}

// deserter returns as if all had been said, with its first clause.
func deserter(_ context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	<-clauses
	emit(visavis.Speech{Rate: 16000, PCM: make([]int16, perLetter)})
	return nil
}
