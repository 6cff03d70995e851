package failover_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

type fault = func(ctx context.Context, e *ear, c visavis.Chunk) error

// afterSamples fails the first n calls of an engine when it has heard so much of something else than
// quiet.
func afterSamples(calls, samples int, fails func(context.Context) error) fault {
	seen, failed := 0, 0
	return func(ctx context.Context, e *ear, c visavis.Chunk) error {
		if e.heard == 0 {
			seen = 0
		}
		for _, v := range c.PCM {
			if v != 0 {
				seen++
			}
		}
		if failed < calls && seen >= samples {
			failed++
			return fails(ctx)
		}
		return nil
	}
}

// atMark fails the first n times that a mark comes.
func atMark(mark visavis.Mark, times int, fails func(context.Context) error) fault {
	failed := 0
	return func(ctx context.Context, e *ear, c visavis.Chunk) error {
		if c.Mark == mark && failed < times {
			failed++
			return fails(ctx)
		}
		return nil
	}
}

func always(fails func(context.Context) error) fault {
	return func(ctx context.Context, _ *ear, _ visavis.Chunk) error { return fails(ctx) }
}

func TestTranscriber(t *testing.T) {
	busy, refused := returns(status(503)), returns(status(401))
	tests := []struct {
		name    string
		a, b    fault
		calls   [2]int
		reports reports
		words   int           // of the first utterance; 0: 4
		delay   time.Duration // of b's first answer
		late    time.Duration // how much later than at once the slowest answer came, at most
	}{
		{name: "all is well", calls: [2]int{1, 0}},
		{name: "an engine that dies in mid-word is called again", a: afterSamples(1, 8000, busy), calls: [2]int{2, 0}},
		{name: "and replaced when it dies again", a: afterSamples(2, 8000, busy), calls: [2]int{2, 1}, reports: reports{"listen a>b"}},
		{name: "an engine that is refused is replaced at once", a: afterSamples(9, 8000, refused), calls: [2]int{1, 1}, reports: reports{"listen a>b"}},
		{name: "so is one that is not there", a: always(returns(gone())), calls: [2]int{1, 1}, reports: reports{"listen a>b"}},
		{name: "an engine that dies with the end of the speech", a: atMark(visavis.SpeechEnd, 1, busy), calls: [2]int{2, 0}},
		{name: "an engine that dies with the start of the speech", a: atMark(visavis.SpeechStart, 1, busy), calls: [2]int{2, 0}},
		{name: "an engine that does not answer is replaced", a: atMark(visavis.SpeechEnd, 1, hang), calls: [2]int{1, 1},
			reports: reports{"listen a>b"}, late: 2500 * time.Millisecond},
		{name: "both do not answer", a: atMark(visavis.SpeechEnd, 9, hang), b: atMark(visavis.SpeechEnd, 1, hang), calls: [2]int{1, 2},
			reports: reports{"listen a>b"}, late: 6 * time.Second},
		{name: "who has much to hear again has more time", a: atMark(visavis.SpeechEnd, 1, returns(errBroken)), words: 60, delay: 5 * time.Second,
			calls: [2]int{1, 1}, reports: reports{"listen a>b"}, late: 5 * time.Second},
		{name: "an engine that stops without an error", a: atMark(visavis.SpeechEnd, 1, returns(errStops)), calls: [2]int{2, 0}},
	}
	for _, tt := range tests {
		bubble(t, tt.name, func(t *testing.T) {
			a, b := &recogniser{fault: tt.a}, &recogniser{fault: tt.b, first: tt.delay}
			u := newUser(t, nil, stopping{a}, b)
			u.quiet(time.Second)
			u.utters(cmp.Or(tt.words, 4))
			asked := time.Now().Add(-20 * time.Millisecond)
			u.quiet(8 * time.Second)
			if len(u.finals) > 0 {
				within(t, "the answer", u.finalAt[0].Sub(asked), 0, tt.late)
			}
			u.utters(3)
			u.quiet(8 * time.Second)
			u.leaves()
			u.wants(tt.reports...)
			if got := [2]int{a.calls, b.calls}; got != tt.calls {
				t.Errorf("called %v, want %v", got, tt.calls)
			}
			if u.waited > 0 {
				t.Errorf("the microphone waited for %v", u.waited)
			}
		})
	}
}

var errStops = errors.New("stops")

// stopping returns nil where its engine returns errStops.
type stopping struct{ visavis.Transcriber }

func (s stopping) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	err := s.Transcriber.Transcribe(ctx, in, emit)
	if errors.Is(err, errStops) {
		return nil
	}
	return err
}

func TestTranscriberFaultsInQuiet(t *testing.T) {
	bubble(t, "the pre-roll is heard again", func(t *testing.T) {
		// It dies in the very chunk before the speech is noticed.
		a := &recogniser{fault: afterSamples(1, 600, returns(status(0)))}
		u := newUser(t, nil, a)
		u.quiet(2 * time.Second)
		u.utters(2)
		u.quiet(time.Second)
		u.leaves()
	})
	bubble(t, "an utterance that was understood is not heard again", func(t *testing.T) {
		dead := false
		a := &recogniser{fault: func(_ context.Context, e *ear, c visavis.Chunk) error {
			if e.answers == 1 && c.Mark == visavis.SpeechStart && !dead {
				dead = true
				return status(503)
			}
			return nil
		}}
		u := newUser(t, nil, a)
		u.speaks(2)
		u.send(nil, visavis.SpeechEnd) // its last word is less than half a second before the next
		u.utters(2)
		u.quiet(time.Second)
		u.leaves()
	})
	bubble(t, "an end without a start", func(t *testing.T) {
		a := &recogniser{fault: atMark(visavis.SpeechEnd, 1, returns(status(503)))}
		u := newUser(t, nil, a)
		u.stops()
		u.said = append(u.said, "")
		u.quiet(time.Second)
		u.leaves()
	})
	bubble(t, "a start in an utterance drops it", func(t *testing.T) {
		a := &recogniser{fault: atMark(visavis.SpeechEnd, 1, returns(status(503)))}
		u := newUser(t, nil, a)
		u.speaks(3)
		u.quiet(time.Second)
		u.utters(2)
		u.said = u.said[1:]
		u.quiet(time.Second)
		u.leaves()
	})
	bubble(t, "several wait for their answers", func(t *testing.T) {
		a := &recogniser{fault: atMark(visavis.SpeechEnd, 1, hang)}
		u := newUser(t, nil, a)
		u.utters(1)
		u.utters(1)
		u.utters(1)
		u.quiet(5 * time.Second)
		u.leaves()
		if a.calls != 2 {
			t.Errorf("%d calls, want 2", a.calls)
		}
	})
}

// What the listener has been shown does not shrink when another engine has to begin anew.
func TestTranscriberHoldsBackShortPartials(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		a, b := &recogniser{fault: afterSamples(9, 5*wordLen, returns(errBroken))}, &recogniser{}
		u := newUser(t, nil, a, b)
		u.utters(8)
		u.quiet(time.Second)
		u.leaves()
		longest := 0
		for _, p := range u.partials {
			if 4*len(p.Text) < 3*longest || !strings.HasPrefix(p.Text, "w1") {
				t.Errorf("partial %q after one of %d bytes", p.Text, longest)
			}
			longest = max(longest, len(p.Text))
			if p.Words[0].Start != 0 {
				t.Errorf("partial %q begins at %d", p.Text, p.Words[0].Start)
			}
		}
	})
}

// An engine that takes no audio has failed, and what it did not take is not lost.
func TestTranscriberReplacesWhoDoesNotTakeAudio(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		deaf := transcribe(func(ctx context.Context, _ <-chan visavis.Chunk, _ func(visavis.Transcript)) error { return hang(ctx) })
		u := newUser(t, nil, deaf, &recogniser{})
		u.quiet(time.Second)
		u.utters(4)
		u.quiet(20 * time.Second)
		u.leaves()
		u.wants("listen a>b")
	})
	bubble(t, "that is connecting", func(t *testing.T) {
		slow := transcribe(func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
			time.Sleep(2 * time.Second)
			return (&recogniser{}).Transcribe(ctx, in, emit)
		})
		u := newUser(t, nil, slow, &recogniser{fault: always(returns(gone()))})
		u.utters(4)
		u.quiet(5 * time.Second)
		u.leaves()
		u.wants()
	})
}

// An engine that answers what nobody has asked is not heard.
func TestTranscriberDropsAnswersToNothing(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		talkative := transcribe(func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
			return (&recogniser{}).Transcribe(ctx, in, func(tr visavis.Transcript) {
				emit(tr)
				if tr.Flushed {
					emit(visavis.Transcript{Flushed: true})
				}
			})
		})
		u := newUser(t, nil, talkative)
		u.utters(2)
		u.utters(2)
		u.leaves()
	})
}

// A file is read no faster than an engine takes it, but for what there is room for.
func TestTranscriberHoldsUpWhatIsTooFast(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		slow := transcribe(func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
			through := make(chan visavis.Chunk)
			done := make(chan error, 1)
			go func() { done <- (&recogniser{}).Transcribe(ctx, through, emit) }()
			for c := range in {
				time.Sleep(visavis.MicRate.D(int64(len(c.PCM))) / 8)
				c.PCM = slices.Clone(c.PCM)
				through <- c
			}
			close(through)
			return <-done
		})
		u := newUser(t, nil, slow)
		u.fast = true
		began := time.Now()
		for range 40 {
			u.utters(10)
		}
		sent := visavis.MicRate.D(u.sent)
		within(t, "sending", time.Since(began), (sent-66*time.Second)/8, sent/8)
		u.leaves()
	})
}

// An utterance that is longer than the tape is understood from where the tape begins, once.
func TestTranscriberForgetsTheOldest(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		a := &recogniser{fault: atMark(visavis.SpeechEnd, 1, returns(status(503)))}
		u := newUser(t, nil, a)
		u.utters(300) // 72 s
		u.quiet(30 * time.Second)
		close(u.in)
		if err := <-u.done; err != nil {
			t.Error(err)
		}
		if len(u.finals) != 1 {
			t.Fatalf("%d answers", len(u.finals))
		}
		n := len(u.finals[0].Words)
		if !strings.HasSuffix(u.said[0], u.finals[0].Text[len("w10"):]) || n < 260 || n == 300 {
			t.Errorf("understood %d of 300 words", n)
		}
		for _, w := range u.finals[0].Words[1:] {
			if w.Start != u.words[w.Text] {
				t.Errorf("%s is at %d, want %d", w.Text, w.Start, u.words[w.Text])
			}
		}
	})
}

func TestTranscriberEndsWithItsContext(t *testing.T) {
	bubble(t, "", func(t *testing.T) {
		for _, f := range []fault{nil, always(hang), always(returns(status(503)))} {
			ctx, cancel := context.WithCancel(t.Context())
			in := make(chan visavis.Chunk)
			c := failover.Chain[visavis.Transcriber]{Engines: engines[visavis.Transcriber](&recogniser{fault: f})}
			done := make(chan error, 1)
			go func() { done <- failover.Transcriber(c).Transcribe(ctx, in, func(visavis.Transcript) {}) }()
			in <- visavis.Chunk{Rate: visavis.MicRate, PCM: make([]int16, block)}
			time.Sleep(time.Second)
			cancel()
			began := time.Now()
			if err := <-done; err != context.Canceled || time.Since(began) > 0 {
				t.Errorf("got %v after %v, want the context's error at once", err, time.Since(began))
			}
		}
	})
}
