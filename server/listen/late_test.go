package listen

import (
	"context"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// late ears answer an utterance when the next one is being spoken.
type late time.Duration

// Transcribe implements visavis.Transcriber.
func (l late) Transcribe(_ context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	answers, told := make(chan visavis.Transcript, 16), make(chan struct{})
	go func() {
		defer close(told)
		for t := range answers {
			time.Sleep(time.Duration(l))
			emit(t)
		}
	}()
	defer func() { close(answers); <-told }()
	var at, from int64
	for c := range in {
		switch at += int64(len(c.PCM)); c.Mark {
		case visavis.SpeechStart:
			from = at
		case visavis.SpeechEnd:
			words := []visavis.Word{{Text: "hello", Start: from, End: from + visavis.MicRate.N(200*time.Millisecond)}}
			answers <- visavis.Transcript{Text: "hello", Words: words, Flushed: true}
		}
	}
	return nil
}

// TestLateAnswers: what an answer makes of the time since its words does not get in the way of the audio
// that comes meanwhile. It is for the race detector.
func TestLateAnswers(t *testing.T) {
	inWorld(t, late(1500*time.Millisecond), func(w *world) {
		c := w.dial(raw + "&interim_results=true&utterance_end_ms=1000")
		for range 6 {
			c.speak(speech("hello", 100*time.Millisecond, 500*time.Millisecond), 32000)
		}
		ends := 0
		for _, m := range c.finish() {
			if _, ok := m.(wire.UtteranceEnd); ok {
				ends++
			}
		}
		if ends == 0 {
			t.Error("no UtteranceEnd came, although answers were late and words long ago")
		}
	})
}
