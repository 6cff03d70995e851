package fake

import (
	"context"
	"strings"
	"time"

	"github.com/visavis/visavis"
)

// Transcriber understands what its script says, whatever the audio: the first utterance of each
// call of Transcribe as the first line, and so on, and nothing once the script is over.
type Transcriber struct {
	Script  []string      // an empty line is a noise without words; lower case is Plain
	PerWord time.Duration // of audio: a partial with one more word after each; 0: 200 ms
	Delay   time.Duration // passes between the end of an utterance and its transcript
	// Confidence of the transcripts; 0: 1.
	Confidence float64
	// Err, if not nil, is what Transcribe returns when utterance FailAt begins.
	Err    error
	FailAt int
}

// Transcribe implements visavis.Transcriber.
func (f Transcriber) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	if f.PerWord == 0 {
		f.PerWord = 200 * time.Millisecond
	}
	if f.Confidence == 0 {
		f.Confidence = 1
	}
	l := listener{Transcriber: f, emit: emit}
	defer l.stopTimer()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.due:
			l.flush()
		case c, more := <-in:
			if !more {
				l.flush()
				return nil
			}
			if err := l.hear(c); err != nil {
				return err
			}
		}
	}
}

// listener is the state of one call of Transcribe.
type listener struct {
	Transcriber
	emit func(visavis.Transcript)

	next     int   // utterance of the script
	clock    int64 // samples heard
	hearing  bool
	start    int64 // of the utterance
	words    []string
	told     int // words in the last partial
	perWord  int64
	answer   *visavis.Transcript // waits for its time
	due      <-chan time.Time
	dueTimer *time.Timer
}

func (l *listener) hear(c visavis.Chunk) error {
	l.clock += int64(len(c.PCM))
	l.perWord = max(c.Rate.N(l.PerWord), 1)
	switch c.Mark {
	case visavis.SpeechStart:
		return l.begin()
	case visavis.SpeechEnd:
		l.end()
	case visavis.NoMark:
		l.partial()
	}
	return nil
}

func (l *listener) begin() error {
	if l.Err != nil && l.next == l.FailAt {
		return l.Err
	}
	l.flush()
	l.words = nil
	if l.next < len(l.Script) {
		l.words = strings.Fields(l.Script[l.next])
	}
	l.next++
	l.hearing, l.start, l.told = true, l.clock, 0
	return nil
}

// partial tells the words that have been heard, if there are new ones.
func (l *listener) partial() {
	if !l.hearing {
		return
	}
	if n := min(int((l.clock-l.start)/l.perWord), len(l.words)); n > l.told {
		l.told = n
		l.emit(l.transcript(n))
	}
}

// end has the answer given after the delay; an utterance that never began is empty.
func (l *listener) end() {
	l.flush()
	t := visavis.Transcript{}
	if l.hearing {
		t = l.transcript(len(l.words))
	}
	t.Flushed = true
	l.hearing = false
	l.answer = &t
	if l.Delay == 0 {
		l.flush()
		return
	}
	l.dueTimer = time.NewTimer(l.Delay)
	l.due = l.dueTimer.C
}

// flush gives the answer that waits, if any.
func (l *listener) flush() {
	l.stopTimer()
	if l.answer != nil {
		l.emit(*l.answer)
		l.answer = nil
	}
}

func (l *listener) stopTimer() {
	if l.dueTimer != nil {
		l.dueTimer.Stop()
		l.due = nil
	}
}

// transcript has the first n words, evenly spread over what was heard.
func (l *listener) transcript(n int) visavis.Transcript {
	t := visavis.Transcript{Text: strings.Join(l.words[:n], " ")}
	t.Plain = t.Text == strings.ToLower(t.Text)
	if n == 0 {
		return t
	}
	t.Confidence = l.Confidence
	step := (l.clock - l.start) / int64(n)
	for i, w := range l.words[:n] {
		from := l.start + int64(i)*step
		t.Words = append(t.Words, visavis.Word{Text: w, Start: from, End: from + step, Confidence: l.Confidence})
	}
	return t
}
