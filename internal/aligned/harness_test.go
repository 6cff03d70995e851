package aligned

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/voicetest"
	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/flite"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{flite.Name: flite.Worker})
	// Workers that race-detecting tests start would linger for a second each at their end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// story is what the voices of the tests say: clauses of two replies and more, none of which had a
// part in making the model.
var story = []string{
	"Good morning, my friend,", "and welcome back to the tavern.",
	"Please have a seat by the window, while Peter brings the bread.",
	"The last bus leaves at a quarter past nine,", "so we have plenty of time.",
	"Yesterday a baker from the next village told me a most peculiar story.",
	"Nobody believed a word of it!", "Shall I tell you about the five brave fishermen?",
}

// performance is a voice's reply as it was recorded, with its own times.
type performance struct {
	rate    visavis.SampleRate
	clauses [][]int16
	phones  []visavis.Phone
	words   [][]visavis.SpokenWord // of each clause
}

func (p *performance) pcm() []int16 { return slices.Concat(p.clauses...) }

// perform records what a flite voice makes of clauses.
func perform(t testing.TB, name string, clauses ...string) *performance {
	t.Helper()
	return performAs(t, name, visavis.Prosody{}, clauses...)
}

// performAs is perform for a voice that is asked how to speak.
func performAs(t testing.TB, name string, as visavis.Prosody, clauses ...string) *performance {
	t.Helper()
	e := flite.New(slog.New(slog.DiscardHandler), 1)
	defer voicetest.Start(t, e)()
	v, err := e.Voice(name)
	if err != nil {
		t.Fatal(err)
	}
	p := &performance{clauses: make([][]int16, len(clauses)), words: make([][]visavis.SpokenWord, len(clauses))}
	voicetest.Speak(t, voicetest.With(v, as), func(s visavis.Speech) {
		p.rate = s.Rate
		p.clauses[s.Clause] = append(p.clauses[s.Clause], s.PCM...)
		p.phones = append(p.phones, s.Phones...)
		p.words[s.Clause] = append(p.words[s.Clause], s.Words...)
	}, clauses...)
	return p
}

// player performs again: a voice that knows no times and speaks as fast as it is told to.
type player struct {
	*performance
	speed   float64       // times faster than real time; 0: no time passes
	piece   time.Duration // 0: 40 ms
	latency time.Duration // before each clause
	early   time.Duration // by which it believes that clauses begin, or late if negative
}

// Speak implements visavis.Speaker; the nth clause is the nth that was performed, whatever its text.
func (p player) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	if p.piece == 0 {
		p.piece = 40 * time.Millisecond
	}
	for n := 0; ; n++ {
		select {
		case _, more := <-clauses:
			if !more {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := pass(ctx, p.latency); err != nil {
			return err
		}
		if err := p.say(ctx, n, emit); err != nil {
			return err
		}
	}
}

func (p player) say(ctx context.Context, n int, emit func(visavis.Speech)) error {
	all := p.clauses[n]
	for at := 0; at < len(all); {
		m := min(int(p.rate.N(p.piece)), len(all)-at)
		if p.speed > 0 {
			if err := pass(ctx, time.Duration(float64(p.rate.D(int64(m)))/p.speed)); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		buf := slices.Clone(all[at : at+m])
		emit(visavis.Speech{Clause: p.believes(n, at), PCM: buf, Rate: p.rate})
		clear(buf) // it is not valid any more
		at += m
	}
	return nil
}

// believes returns the clause that it takes sample at of clause n for.
func (p player) believes(n, at int) int {
	border := int(p.rate.N(p.early))
	switch {
	case border > 0 && len(p.clauses[n])-at <= border && n+1 < len(p.clauses):
		return n + 1
	case border < 0 && at < -border && n > 0:
		return n - 1
	}
	return n
}

func pass(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// heard is what came of a performance.
type heard struct {
	pieces []visavis.Speech
	pcm    []int16
	phones []visavis.Phone
	words  [][]visavis.SpokenWord
	at     []time.Duration // when each piece came
}

func listen(t testing.TB, s visavis.Speaker, clauses ...string) (h heard) {
	t.Helper()
	ch := make(chan string, len(clauses))
	for _, c := range clauses {
		ch <- c
	}
	close(ch)
	h.words = make([][]visavis.SpokenWord, len(clauses))
	began := time.Now()
	err := s.Speak(t.Context(), ch, func(p visavis.Speech) {
		h.at = append(h.at, time.Since(began))
		p.PCM, p.Phones, p.Words = slices.Clone(p.PCM), slices.Clone(p.Phones), slices.Clone(p.Words)
		h.pieces = append(h.pieces, p)
		h.pcm = append(h.pcm, p.PCM...)
		h.phones = append(h.phones, p.Phones...)
		h.words[p.Clause] = append(h.words[p.Clause], p.Words...)
	})
	if err != nil {
		t.Fatalf("Speak: %v", err)
	}
	return h
}

// solo performs a clause a reply.
type solo struct {
	p    *performance
	next int
}

// Speak implements visavis.Speaker.
func (s *solo) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	one := *s.p
	one.clauses = one.clauses[s.next : s.next+1]
	s.next++
	return player{performance: &one}.Speak(ctx, clauses, emit)
}
