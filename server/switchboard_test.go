package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/provider/fake"
	"github.com/visavis/visavis/providertest"
)

func TestSwitchboardIsATranscriber(t *testing.T) {
	providertest.Transcriber(t, newSwitchboard(fake.Transcriber{Script: []string{"hello there my friend", "how are you"}}))
}

// numbered is an engine that answers every SpeechEnd with its name, how much it had heard before the
// SpeechStart, and a word where the utterance began.
type numbered struct {
	name  string
	takes time.Duration // to answer
}

func (n numbered) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	heard, start := int64(0), int64(-1)
	for c := range in {
		if c.Mark == visavis.SpeechStart {
			start = heard
		}
		heard += int64(len(c.PCM))
		if c.Mark == visavis.SpeechEnd {
			time.Sleep(n.takes)
			text := fmt.Sprintf("%s from %d", n.name, start)
			emit(visavis.Transcript{Text: text, Words: []visavis.Word{{Text: "x", Start: start, End: heard}}, Flushed: true})
			start = -1
		}
	}
	return nil
}

// exchangeWorld is a switchboard that is spoken to.
type exchangeWorld struct {
	board *switchboard
	in    chan visavis.Chunk
	done  chan error
	told  []visavis.Transcript
}

func inExchangeWorld(t *testing.T, f func(w *exchangeWorld)) {
	synctest.Test(t, func(t *testing.T) {
		w := &exchangeWorld{board: newSwitchboard(numbered{"first", 300 * time.Millisecond}), in: make(chan visavis.Chunk), done: make(chan error, 1)}
		go func() {
			w.done <- w.board.Transcribe(t.Context(), w.in, func(tr visavis.Transcript) { w.told = append(w.told, tr) })
		}()
		f(w)
		close(w.in)
		if err := <-w.done; err != nil {
			t.Errorf("Transcribe returned %v", err)
		}
	})
}

// send sends tenths of a second, of which the last bears a mark.
func (w *exchangeWorld) send(tenths int, mark visavis.Mark) {
	for i := range tenths {
		c := visavis.Chunk{PCM: make([]int16, 1600), Rate: visavis.MicRate}
		if i == tenths-1 {
			c.Mark = mark
		}
		w.in <- c
	}
	synctest.Wait()
}

func (w *exchangeWorld) texts() (texts []string) {
	time.Sleep(time.Second)
	synctest.Wait()
	for _, tr := range w.told {
		texts = append(texts, fmt.Sprintf("%s, in all %d", tr.Text, tr.Words[0].Start))
	}
	return texts
}

func TestEarsAreExchangedInTheQuiet(t *testing.T) {
	inExchangeWorld(t, func(w *exchangeWorld) {
		w.send(21, visavis.SpeechStart)
		w.board.exchange(numbered{name: "second"})
		w.send(10, visavis.SpeechEnd) // the first has begun, and hears it out
		w.send(12, visavis.SpeechStart)
		w.send(10, visavis.SpeechEnd)
		// The second hears the time since the first was done.
		expect(t, "utterances", w.texts(), []string{"first from 32000, in all 32000", "second from 17600, in all 67200"})
	})
}

func TestNewEarsHearWhatWasBefore(t *testing.T) {
	inExchangeWorld(t, func(w *exchangeWorld) {
		w.send(40, visavis.NoMark)
		w.board.exchange(numbered{name: "second"})
		synctest.Wait()
		w.send(1, visavis.SpeechStart) // speech may have begun half a second ago
		w.send(10, visavis.SpeechEnd)
		expect(t, "utterances", w.texts(), []string{"second from 8000, in all 64000"})
	})
}

func TestEarsAreExchangedAgainAndAgain(t *testing.T) {
	inExchangeWorld(t, func(w *exchangeWorld) {
		for i := range 5 {
			w.board.exchange(numbered{name: fmt.Sprint("engine ", i)})
		}
		w.send(10, visavis.SpeechStart)
		w.send(10, visavis.SpeechEnd)
		w.board.exchange(numbered{name: "last"})
		w.send(10, visavis.SpeechStart)
		w.send(10, visavis.SpeechEnd)
		expect(t, "utterances", w.texts(), []string{"engine 4 from 14400, in all 14400", "last from 14400, in all 46400"})
	})
}

func TestSwitchboardDoesNotAllocate(t *testing.T) {
	in := make(chan visavis.Chunk)
	taken := make(chan struct{})
	engine := transcribe(func(ctx context.Context, in <-chan visavis.Chunk) {
		for range in {
			taken <- struct{}{}
		}
	})
	done := make(chan error)
	go func() {
		done <- newSwitchboard(engine).Transcribe(context.Background(), in, func(visavis.Transcript) {})
	}()
	chunk := visavis.Chunk{PCM: make([]int16, 320), Rate: visavis.MicRate}
	hear := func() { in <- chunk; <-taken }
	for range 200 {
		hear()
	}
	if n := testing.AllocsPerRun(500, hear); n > 0 {
		t.Errorf("a chunk costs %v allocations", n)
	}
	close(in)
	<-done
}

type transcribe func(context.Context, <-chan visavis.Chunk)

func (f transcribe) Transcribe(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	f(ctx, in)
	return nil
}

// TestExchangesLoseNothing: whenever ears are exchanged, every utterance is answered once, by one
// engine that heard all of it and half a second before, and its words are where they were said.
func TestExchangesLoseNothing(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	inExchangeWorld(t, func(w *exchangeWorld) {
		var want []int64
		sent, quiet := int64(0), int64(0)
		for n := range 200 {
			for range rnd.IntN(3) {
				w.board.exchange(numbered{name: fmt.Sprint("engine ", n), takes: time.Duration(rnd.IntN(900)) * time.Millisecond})
			}
			tenths := 1 + rnd.IntN(12)
			mark := visavis.NoMark
			if rnd.IntN(2) == 0 {
				mark = visavis.SpeechStart
			}
			w.send(tenths, mark)
			sent, quiet = sent+int64(tenths)*1600, quiet+int64(tenths)*1600
			if mark == visavis.NoMark {
				continue
			}
			want = append(want, sent-1600) // the chunk of the mark
			var heardBefore int64
			length := 1 + rnd.IntN(8)
			w.send(length, visavis.SpeechEnd)
			sent += int64(length) * 1600
			time.Sleep(time.Second)
			synctest.Wait()
			last := w.told[len(w.told)-1]
			if _, err := fmt.Sscanf(last.Text[strings.LastIndexByte(last.Text, ' ')+1:], "%d", &heardBefore); err != nil {
				t.Fatal(err)
			}
			if least := min(quiet-1600, int64(preRoll)-1600); heardBefore < least {
				t.Fatalf("utterance %d: the engine had heard %d samples before, want %d at least", len(want), heardBefore, least)
			}
			quiet = 0
		}
		var got []int64
		for _, tr := range w.told {
			got = append(got, tr.Words[0].Start)
		}
		expect(t, "where the utterances began", got, want)
	})
}
