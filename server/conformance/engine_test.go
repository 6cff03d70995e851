package conformance

import (
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// ears understand the code of vendors.Utterance: words are where they are said, and those of an
// utterance that goes on are told every fifth of a second.
type ears struct{}

// Transcribe implements visavis.Transcriber.
func (ears) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	l := listener{emit: emit}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, more := <-in:
			if !more {
				return nil
			}
			l.hear(c)
		}
	}
}

// dazed are ears that hear and never answer.
type dazed struct{}

// Transcribe implements visavis.Transcriber.
func (dazed) Transcribe(ctx context.Context, in <-chan visavis.Chunk, _ func(visavis.Transcript)) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, more := <-in:
			if !more {
				return nil
			}
		}
	}
}

const (
	// preRoll is how long before SpeechStart speech may have begun.
	preRoll = visavis.MicRate / 2
	// partialEvery is how much audio lies between two partial transcripts.
	partialEvery = visavis.MicRate / 5
)

// listener is the state of ears.
type listener struct {
	emit func(visavis.Transcript)
	pcm  []int16
	from int64 // of the stream: where pcm begins
	open bool  // an utterance is being heard
	told int   // samples of pcm at the last partial
}

func (l *listener) hear(c visavis.Chunk) {
	l.pcm = append(l.pcm, c.PCM...)
	switch {
	case c.Mark == visavis.SpeechStart:
		l.open, l.told = true, len(l.pcm)
	case c.Mark == visavis.SpeechEnd:
		t := l.transcript()
		t.Flushed = true
		l.emit(t)
		l.forget(len(l.pcm))
		l.open = false
	case l.open && len(l.pcm)-l.told >= int(partialEvery):
		l.told = len(l.pcm)
		l.emit(l.transcript())
	case !l.open:
		l.forget(len(l.pcm) - int(preRoll))
	}
}

func (l *listener) forget(n int) {
	if n > 0 {
		l.from += int64(n)
		l.pcm = append(l.pcm[:0], l.pcm[n:]...)
	}
}

func (l *listener) transcript() visavis.Transcript {
	words := vendors.Timed(l.pcm, visavis.MicRate)
	if !l.open || len(words) == 0 {
		return visavis.Transcript{}
	}
	text := make([]string, len(words))
	for i := range words {
		text[i] = words[i].Text
		words[i].Start += l.from
		words[i].End += l.from
	}
	return visavis.Transcript{Text: strings.Join(text, " "), Words: words, Confidence: 0.99, Plain: true}
}

// voice speaks the code of vendors.Utterance, twenty times faster than it is to be heard.
type voice struct{}

const (
	voiceRate  visavis.SampleRate = 16000
	voicePiece                    = voiceRate / 25 // 40 ms
	// voiceTakes is no round number: what happens at the same instant happens in any order.
	voiceTakes = 1913 * time.Microsecond
)

// Speak implements visavis.Speaker.
func (voice) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, more := <-clauses:
			if !more {
				return nil
			}
			if err := say(ctx, n, text, emit); err != nil {
				return err
			}
		}
	}
}

// hoarse is the voice, but begins each reply late.
type hoarse time.Duration

// Speak implements visavis.Speaker.
func (h hoarse) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	began := false
	return voice{}.Speak(ctx, clauses, func(s visavis.Speech) {
		if !began {
			began = true
			time.Sleep(time.Duration(h))
		}
		emit(s)
	})
}

// say speaks one clause, and the pause behind it.
func say(ctx context.Context, clause int, text string, emit func(visavis.Speech)) error {
	pcm := append(vendors.Speak(text, voiceRate), make([]int16, voiceRate/10)...)
	for len(pcm) > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(voiceTakes):
		}
		piece := pcm[:min(int(voicePiece), len(pcm))]
		emit(visavis.Speech{Clause: clause, PCM: piece, Rate: voiceRate})
		pcm = pcm[len(piece):]
	}
	return nil
}
