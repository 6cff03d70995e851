package fake

import (
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// Judge understands what its script says, whatever the audio, and listens for the end of a turn: a
// line is a turn, and "…" in it a place where the user falls silent without having finished.
type Judge struct {
	Script  []string
	PerWord time.Duration // of audio: a partial with one more word after each; 0: 200 ms
	Ending  time.Duration // of audio after the last word: then the turn is probably over
	Over    time.Duration // of audio after that: then it is
}

// Transcribe implements visavis.Transcriber.
func (f Judge) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	if f.PerWord == 0 {
		f.PerWord = 200 * time.Millisecond
	}
	b := bench{Judge: f, emit: emit}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, more := <-in:
			if !more {
				b.close()
				return nil
			}
			b.hear(c)
		}
	}
}

// bench is the state of one call of Transcribe.
type bench struct {
	Judge
	emit func(visavis.Transcript)

	next      int        // line of the script
	stretches [][]string // of the present turn, between silences; nil: there is none
	stretch   int
	due       bool          // SpeechEnd came and is not answered
	heard     time.Duration // audio of the present stretch
	told      int           // words in the last partial
	ending    bool          // was told
}

func (b *bench) hear(c visavis.Chunk) {
	b.heard += c.Rate.D(int64(len(c.PCM)))
	switch c.Mark {
	case visavis.SpeechStart:
		b.begin()
	case visavis.SpeechEnd:
		b.end()
	case visavis.TurnEnd:
		b.over()
	case visavis.NoMark:
		b.listen()
	}
}

// begin begins a turn, or goes on with one after a silence.
func (b *bench) begin() {
	b.heard, b.told, b.ending = 0, 0, false
	switch {
	case b.stretches == nil:
		b.stretches, b.stretch = [][]string{nil}, 0
		if b.next < len(b.Script) {
			b.stretches = nil
			for part := range strings.SplitSeq(b.Script[b.next], "…") {
				b.stretches = append(b.stretches, strings.Fields(part))
			}
		}
		b.next++
	case b.due:
		b.answer(visavis.Transcript{}) // the user spoke on: the next answer has it all
		b.stretch = min(b.stretch+1, len(b.stretches)-1)
	}
}

// end: there is quiet, which means nothing. After a turn it is answered.
func (b *bench) end() {
	b.due = true
	switch {
	case b.stretches == nil:
		b.answer(visavis.Transcript{})
	case !b.ending:
		b.tell(visavis.TurnOpen)
	}
}

// listen tells the words that have been heard, if there are new ones, and what they mean.
func (b *bench) listen() {
	if b.stretches == nil {
		return
	}
	words := b.stretches[b.stretch]
	if n := min(int(b.heard/b.PerWord), len(words)); n > b.told {
		b.told = n
		b.tell(visavis.TurnOpen)
	}
	quiet := b.heard - time.Duration(len(words))*b.PerWord - b.Ending
	switch {
	case b.stretch < len(b.stretches)-1 || quiet < 0:
	case quiet >= b.Over:
		b.over()
	case !b.ending:
		b.ending = true
		b.tell(visavis.TurnEnding)
	}
}

func (b *bench) tell(turn visavis.Turn) { b.emit(visavis.Transcript{Text: b.text(), Turn: turn}) }

// text is what was heard of the turn.
func (b *bench) text() string {
	var words []string
	for _, s := range b.stretches[:b.stretch] {
		words = append(words, s...)
	}
	return strings.Join(append(words, b.stretches[b.stretch][:b.told]...), " ")
}

// over ends the turn.
func (b *bench) over() {
	if b.stretches != nil {
		b.answer(visavis.Transcript{Text: b.text(), Confidence: 1, Turn: visavis.TurnOver})
		b.stretches = nil
	}
}

func (b *bench) answer(t visavis.Transcript) {
	t.Flushed = true
	b.due = false
	b.emit(t)
}

// close answers what is still open.
func (b *bench) close() {
	if b.due {
		b.over()
	}
}
