package voicetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/visavis/visavis"
)

// Engine is what the embedded engines have in common.
type Engine interface {
	Run(ctx context.Context) error
	Version(ctx context.Context) (string, error)
}

// Run runs an engine for the test's duration. It skips the test where the engine's library is not
// installed, and says which package has it.
func Run(t testing.TB, e Engine) {
	t.Helper()
	t.Cleanup(Start(t, e))
}

// Start is Run for an engine that ends when stop is called.
func Start(t testing.TB, e Engine) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	stop = func() {
		cancel()
		<-done
	}
	ready, expire := context.WithTimeout(ctx, 20*time.Second)
	defer expire()
	version, err := e.Version(ready)
	if err == nil && version != "" {
		return stop
	}
	stop()
	var ue *visavis.UnavailableError
	if errors.As(err, &ue) {
		t.Skip(ue)
	}
	t.Fatalf("version %q, %v", version, err)
	return nil
}

// Reply is a reply put together: all its audio, phones and words.
type Reply struct {
	PCM    []int16
	Rate   visavis.SampleRate
	Phones []visavis.Phone
	Words  []Word
	First  time.Duration // to the first audio
	All    time.Duration
}

// Word is a word and when it is heard.
type Word struct {
	Text       string
	Start, End int64
}

// Speak speaks clauses. each, if not nil, is called with each piece.
func Speak(t testing.TB, s visavis.Speaker, each func(visavis.Speech), clauses ...string) Reply {
	t.Helper()
	ch := make(chan string, len(clauses))
	for _, c := range clauses {
		ch <- c
	}
	close(ch)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var r Reply
	began := time.Now()
	err := s.Speak(ctx, ch, func(p visavis.Speech) {
		if r.PCM == nil {
			r.First = time.Since(began)
		}
		r.add(p, clauses)
		if each != nil {
			each(p)
		}
	})
	r.All = time.Since(began)
	if err != nil {
		t.Fatalf("Speak: %v", err)
	}
	return r
}

func (r *Reply) add(p visavis.Speech, clauses []string) {
	r.PCM = append(r.PCM, p.PCM...)
	r.Rate = p.Rate
	r.Phones = append(r.Phones, p.Phones...)
	for _, w := range p.Words {
		r.Words = append(r.Words, Word{clauses[p.Clause][w.From:w.To], w.Start, w.End})
	}
}
