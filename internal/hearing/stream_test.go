package hearing

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
	"github.com/visavis/visavis/provider/fake"
)

// said makes sound of sentences with quiet of these lengths in milliseconds before and after each.
func said(text string, quiet ...int) []int16 {
	var pcm []int16
	sentences := strings.Split(text, "|")
	for i, ms := range quiet {
		pcm = append(pcm, make([]int16, visavis.MicRate.N(time.Duration(ms)*time.Millisecond))...)
		if i < len(sentences) {
			pcm = append(pcm, vendors.Utterance(sentences[i])...)
		}
	}
	return pcm
}

const ms = int64(visavis.MicRate) / 1000

// hear returns what a stream tells of sound that comes in pieces of at most n samples, other than
// Advanced.
func hear(t *testing.T, ears visavis.Transcriber, pcm []int16, cut func() int) []Event {
	t.Helper()
	var told []Event
	_, err := Recording(t.Context(), Config{Ears: ears, Tell: func(e Event) {
		if e.Kind == Began || e.Kind == Ended {
			told = append(told, e)
		}
	}}, func(hear func([]int16) error) error {
		for rest := pcm; len(rest) > 0; {
			n := min(len(rest), cut())
			if err := hear(rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

func TestRecording(t *testing.T) {
	pcm := said("hello there my friend|how are you today", 500, 1500, 300)
	var told []string
	for _, e := range hear(t, fake.Transcriber{Script: []string{"hello there", "how are you"}}, pcm, func() int { return len(pcm) }) {
		if e.Kind == Ended {
			told = append(told, e.Transcript.Text)
		}
	}
	if diff := cmp.Diff([]string{"hello there", "how are you", ""}, told); diff != "" {
		t.Errorf("what ended (-want +got):\n%s", diff)
	}
}

// TestPieces: however the sound is cut, the same is told of it, in the order of the sound.
func TestPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	scenes := 5
	if underRace {
		scenes = 1
	}
	for range scenes {
		pcm := said("one two three|four|five six seven eight|nine", 100+rng.IntN(900), 200+rng.IntN(1500), 200+rng.IntN(1500), rng.IntN(2000), rng.IntN(900))
		ears := fake.Transcriber{Script: []string{"one two three", "", "five six", "nine", "ten", "eleven"}}
		want := hear(t, ears, pcm, func() int { return len(pcm) })
		if len(want) < 3 {
			t.Fatalf("only %d events", len(want))
		}
		for range 3 {
			most := 1 + rng.IntN(5000)
			got := hear(t, ears, pcm, func() int { return 1 + rng.IntN(most) })
			if diff := cmp.Diff(ended(want), ended(got)); diff != "" {
				t.Fatalf("pieces of up to %d (-want +got):\n%s", most, diff)
			}
		}
		inOrder(t, want, int64(len(pcm)))
	}
}

// ended leaves out what is told at once, whose order among answers depends on the recogniser's haste.
func ended(all []Event) []Event {
	var out []Event
	for _, e := range all {
		if e.Kind == Ended {
			e.Safe, e.Pending = 0, false // what comes after it may be known already, or not yet
			out = append(out, e)
		}
	}
	return out
}

func inOrder(t *testing.T, all []Event, end int64) {
	t.Helper()
	last := int64(0)
	for _, e := range ended(all) {
		if e.Upto < last || e.Upto > end || e.At > e.Upto {
			t.Errorf("%+v after what was settled up to %d of %d", e, last, end)
		}
		for _, w := range e.Transcript.Words {
			if w.Start > w.End || w.End > e.Upto {
				t.Errorf("%q is at %d to %d in what ends at %d", w.Text, w.Start, w.End, e.Upto)
			}
		}
		last = e.Upto
	}
	if last != end {
		t.Errorf("all is settled up to %d of %d", last, end)
	}
}

// TestLong: speech without an end is settled in pieces: at a pause, where there is one.
func TestLong(t *testing.T) {
	words := "la li lu lo le " // 15 characters: a second
	pcm := said(strings.Repeat(words, 11)+"|"+strings.Repeat(words, 35), 300, 350, 1500)
	var got []Cause
	var at []int64
	for _, e := range ended(hear(t, fake.Transcriber{}, pcm, func() int { return 999 })) {
		got, at = append(got, e.Cause), append(at, e.Upto/ms)
	}
	if diff := cmp.Diff([]Cause{Long, Long, Quiet, Over}, got); diff != "" {
		t.Fatalf("causes (-want +got):\n%s", diff)
	}
	if at[0] < 11400 || at[0] > 11700 {
		t.Errorf("settled at %d ms, not in the pause from 11300 on", at[0])
	}
	if length := at[1] - at[0]; length < 30000 || length > 30400 {
		t.Errorf("the next piece has %d ms, want little more than 30 s", length)
	}
}

// TestSettle: what was heard is told at once, and the speech goes on in a piece of its own.
func TestSettle(t *testing.T) {
	var told []Event
	s := New(Config{Ears: fake.Transcriber{Script: []string{"one", "two"}}, Tell: func(e Event) {
		if e.Kind == Ended {
			told = append(told, e)
		}
	}})
	ran := make(chan error, 1)
	go func() { ran <- s.Run(t.Context()) }()
	pcm := said("one two three four five six seven", 400, 0)
	half := len(pcm) / 2
	try := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	try(s.Settle(t.Context())) // of nothing
	try(s.Hear(t.Context(), pcm[:half]))
	try(s.Settle(t.Context()))
	try(s.Hear(t.Context(), pcm[half:]))
	try(s.Close(t.Context()))
	try(<-ran)
	var got []string
	for _, e := range told {
		got = append(got, e.Transcript.Text)
	}
	if diff := cmp.Diff([]string{"", "one", "two", ""}, got); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
	if e := told[1]; e.Cause != Asked || e.Upto != int64(half/Block*Block) {
		t.Errorf("settled with cause %d up to %d, want %d", e.Cause, e.Upto, half)
	}
	if e := told[2]; e.Cause != Quiet || e.Upto != int64(len(pcm)) {
		t.Errorf("the end: cause %d, up to %d of %d", e.Cause, e.Upto, len(pcm))
	}
}

// TestJudge: ears that say by themselves that a turn is over are believed, and their answer to the
// mark, which is empty, is not told.
func TestJudge(t *testing.T) {
	ears := fake.Judge{Script: []string{"hello there"}, Ending: 100 * time.Millisecond, Over: 100 * time.Millisecond}
	pcm := said("hello there my friend", 400, 1500)
	var got []string
	for _, e := range ended(hear(t, ears, pcm, func() int { return 320 })) {
		got = append(got, e.Transcript.Text)
	}
	if diff := cmp.Diff([]string{"hello there", ""}, got); diff != "" {
		t.Errorf("ended (-want +got):\n%s", diff)
	}
}

// TestEarsFail: the failure is returned by Run, and nobody waits for ears that are gone.
func TestEarsFail(t *testing.T) {
	gone := errors.New("gone")
	pcm := said("hello|again|and again", 500, 1500, 1500, 4000)
	_, err := Recording(t.Context(), Config{Ears: fake.Transcriber{Err: gone, FailAt: 1}}, func(hear func([]int16) error) error {
		return hear(pcm)
	})
	if !errors.Is(err, gone) {
		t.Errorf("error %v, want the ears'", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = Recording(ctx, Config{Ears: fake.Transcriber{}}, func(hear func([]int16) error) error {
		cancel()
		for {
			if err := hear(pcm); err != nil {
				return err
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a cancelled recording", err)
	}
	if _, err = Recording(t.Context(), Config{Ears: fake.Transcriber{}}, func(func([]int16) error) error { return nil }); err != nil {
		t.Errorf("error %v of a recording without sound", err)
	}
}

// TestEarsStop: ears that stop before the sound is over have failed, even when they had heard nothing.
func TestEarsStop(t *testing.T) {
	s := New(Config{Ears: stops{}, Tell: func(Event) {}})
	if err := s.Run(t.Context()); !errors.Is(err, ErrStopped) {
		t.Errorf("error %v, want %v", err, ErrStopped)
	}
}

type stops struct{}

func (stops) Transcribe(context.Context, <-chan visavis.Chunk, func(visavis.Transcript)) error {
	return nil
}

func TestDoesNotAllocate(t *testing.T) {
	if underRace {
		t.Skip("the race detector allocates")
	}
	count := 0
	s := New(Config{Ears: fake.Transcriber{}, Tell: func(Event) { count++ }})
	ran := make(chan error, 1)
	go func() { ran <- s.Run(t.Context()) }()
	pcm := said("hello there", 200, 100)
	if n := testing.AllocsPerRun(20, func() { s.Hear(t.Context(), pcm) }); n != 0 {
		t.Errorf("%v allocations for %d samples", n, len(pcm))
	}
	s.Close(t.Context())
	if err := <-ran; err != nil || count == 0 {
		t.Error(err, count)
	}
}
