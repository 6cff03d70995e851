package hearing

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
)

// earsFunc is a Transcriber made of a function.
type earsFunc func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error

func (f earsFunc) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return f(ctx, in, emit)
}

// deaf ears take nothing.
func deaf(ctx context.Context, _ <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	<-ctx.Done()
	return ctx.Err()
}

// mute ears take all and neither answer nor return.
func mute(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	for {
		select {
		case _, more := <-in:
			if !more {
				<-ctx.Done()
				return ctx.Err()
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

const testPatience = time.Minute

// TestStuck: a recogniser that has something to do and does nothing is stopped.
func TestStuck(t *testing.T) {
	for name, tt := range map[string]struct {
		ears earsFunc
		act  func(ctx context.Context, s *Stream)
	}{
		"takes nothing":        {deaf, func(ctx context.Context, s *Stream) { s.Hear(ctx, make([]int16, Block)) }},
		"never returns":        {mute, func(ctx context.Context, s *Stream) { s.Close(ctx) }},
		"never answers":        {mute, func(ctx context.Context, s *Stream) { s.Hear(ctx, said("hello there", 500, 1500)) }},
		"holds up who goes on": {deaf, func(ctx context.Context, s *Stream) { s.Hear(ctx, make([]int16, 100*Block)) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New(Config{Ears: tt.ears, Patience: testPatience, Tell: func(Event) {}})
				ran := make(chan error, 1)
				go func() { ran <- s.Run(t.Context()) }()
				began := time.Now()
				tt.act(t.Context(), s)
				err := <-ran
				if took := time.Since(began); !errors.Is(err, ErrStuck) || took < testPatience || took > testPatience*3/2 {
					t.Errorf("ended with %v after %v, want %v after %v or little more", err, took, ErrStuck, testPatience)
				}
			})
		})
	}
}

// TestNotStuck: slow ears are waited for as long as they do something, or have nothing to do.
func TestNotStuck(t *testing.T) {
	slow := func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
		for range in {
			time.Sleep(testPatience * 9 / 10)
		}
		for range 5 {
			time.Sleep(testPatience * 9 / 10)
			emit(visavis.Transcript{Text: "well"})
		}
		return nil
	}
	for name, tt := range map[string]struct {
		ears visavis.Transcriber
		tell time.Duration // what somebody takes to read an answer
		rest time.Duration // before the end
	}{
		"slow":                   {earsFunc(slow), 0, 0},
		"nothing to do":          {fake.Transcriber{}, 0, 5 * testPatience},
		"somebody reads at ease": {fake.Transcriber{Script: []string{"a"}}, 3 * testPatience, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := NewLine(tt.ears, testPatience, nil)
				ran := make(chan error, 1)
				go func() { ran <- l.Run(t.Context(), func(visavis.Transcript) { time.Sleep(tt.tell) }) }()
				for range 10 {
					l.Pass(t.Context(), make([]int16, Block), []visavis.Mark{visavis.SpeechStart, visavis.SpeechEnd})
				}
				time.Sleep(tt.rest)
				l.Close()
				if err := <-ran; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
