package fake_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/providertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	t.Run("speaker", func(t *testing.T) { providertest.Speaker(t, fake.Speaker{}) })
	t.Run("untimed speaker", func(t *testing.T) { providertest.Speaker(t, fake.Speaker{Untimed: true, Rate: 24000}) })
	t.Run("slow speaker", func(t *testing.T) {
		providertest.Speaker(t, fake.Speaker{Before: time.Millisecond, Between: time.Millisecond})
	})
	t.Run("transcriber", func(t *testing.T) {
		providertest.Transcriber(t, fake.Transcriber{Script: []string{"hello there my friend", "how are you"}})
	})
	t.Run("slow transcriber", func(t *testing.T) {
		providertest.Transcriber(t, fake.Transcriber{Script: []string{"hello"}, Delay: time.Millisecond})
	})
	t.Run("generator", func(t *testing.T) { providertest.Generator(t, fake.Generator{}) })
	t.Run("slow generator", func(t *testing.T) {
		providertest.Generator(t, fake.Generator{Before: time.Millisecond, Between: time.Millisecond})
	})
}

func TestGeneratorTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := fake.Generator{Reply: fake.Lines("one two three"), Before: time.Second, Between: 100 * time.Millisecond}
		began := time.Now()
		var at []time.Duration
		if err := g.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) { at = append(at, time.Since(began)) }); err != nil {
			t.Fatal(err)
		}
		want := []time.Duration{1000 * time.Millisecond, 1100 * time.Millisecond, 1200 * time.Millisecond}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Errorf("deltas came at (-want +got):\n%s", diff)
		}
	})
}

func TestGeneratorAsksOnce(t *testing.T) {
	call := visavis.Call{ID: "1", Name: "weather", Arguments: "{}"}
	g := fake.Generator{Reply: func(visavis.Prompt) string { return "" }, Calls: fake.Once(call)}
	asked := func(p visavis.Prompt) (calls []visavis.Call) {
		err := g.Generate(t.Context(), p, func(d visavis.Delta) { calls = append(calls, *d.Call) })
		if err != nil {
			t.Fatal(err)
		}
		return calls
	}
	p := visavis.Prompt{Messages: []visavis.Message{{Role: visavis.User, Text: "rain?"}}}
	if diff := cmp.Diff([]visavis.Call{call}, asked(p)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	p.Messages = append(p.Messages, visavis.Message{Role: visavis.Assistant, Calls: []visavis.CallResult{{Call: call, Response: "rain"}}})
	if again := asked(p); again != nil {
		t.Errorf("asks for %v although it has the result", again)
	}
	if got, want := fake.Echo(p), "It is: rain."; got != want {
		t.Errorf("answers %q, want %q", got, want)
	}
}

func TestCaller(t *testing.T) {
	call := visavis.Call{Arguments: `{"city":"Paris"}`}
	if got, err := (fake.Caller{}).Call(t.Context(), call); got != call.Arguments || err != nil {
		t.Errorf("returned %q, %v, want its arguments", got, err)
	}
	broken := errors.New("broken")
	if _, err := (fake.Caller{Response: "18 degrees", Err: broken}).Call(t.Context(), call); !errors.Is(err, broken) {
		t.Errorf("returned %v, want %v", err, broken)
	}
}

func TestLinesAnswerInTurn(t *testing.T) {
	lines := fake.Lines("first", "second")
	p := visavis.Prompt{}
	for i, want := range []string{"first", "second", "first"} {
		p.Messages = append(p.Messages, visavis.Message{Role: visavis.User, Text: "go on"})
		if got := lines(p); got != want {
			t.Errorf("message %d is answered %q, want %q", i+1, got, want)
		}
		p.Messages = append(p.Messages, visavis.Message{Role: visavis.Assistant, Text: want})
	}
}

func TestTranscriberTellsWordByWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := make(chan visavis.Chunk)
		var got []string
		var flushedAt time.Duration
		began := time.Now()
		done := make(chan error, 1)
		tr := fake.Transcriber{Script: []string{"hello there friend"}, Delay: 30 * time.Millisecond}
		go func() {
			done <- tr.Transcribe(t.Context(), in, func(tr visavis.Transcript) {
				got = append(got, tr.Text)
				if tr.Flushed {
					flushedAt = time.Since(began)
				}
			})
		}()
		in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechStart}
		for range 2 {
			in <- visavis.Chunk{Rate: visavis.MicRate, PCM: make([]int16, 3200)}
		}
		in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechEnd}
		time.Sleep(time.Second) // of the bubble: the answer's delay passes
		close(in)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"hello", "hello there", "hello there friend"}, got); diff != "" {
			t.Errorf("transcripts (-want +got):\n%s", diff)
		}
		if flushedAt != tr.Delay {
			t.Errorf("the answer came after %v, want %v", flushedAt, tr.Delay)
		}
	})
}

func TestFailures(t *testing.T) {
	broken := errors.New("broken")
	clauses := make(chan string, 2)
	clauses <- "one"
	clauses <- "two"
	spoken := 0
	err := fake.Speaker{Err: broken, FailAt: 1}.Speak(t.Context(), clauses, func(visavis.Speech) { spoken++ })
	if !errors.Is(err, broken) || spoken != 1 {
		t.Errorf("the speaker said %d clauses and returned %v", spoken, err)
	}
	err = fake.Generator{Err: broken}.Generate(t.Context(), visavis.Prompt{}, func(visavis.Delta) {})
	if !errors.Is(err, broken) {
		t.Errorf("the generator returned %v", err)
	}
	in := make(chan visavis.Chunk, 1)
	in <- visavis.Chunk{Rate: visavis.MicRate, Mark: visavis.SpeechStart}
	err = fake.Transcriber{Err: broken}.Transcribe(context.Background(), in, func(visavis.Transcript) {})
	if !errors.Is(err, broken) {
		t.Errorf("the transcriber returned %v", err)
	}
}

// Lips that should be closed can be heard to be.
func TestSpeakerIsSilentWhereLipsClose(t *testing.T) {
	clauses := make(chan string, 1)
	clauses <- "pa"
	close(clauses)
	err := fake.Speaker{}.Speak(t.Context(), clauses, func(s visavis.Speech) {
		for _, p := range s.Phones {
			loud := false
			for _, v := range s.PCM[p.Start:p.End] {
				loud = loud || v != 0
			}
			if loud != (p.Name == "AE") {
				t.Errorf("%s is heard: %v", p.Name, loud)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
}
