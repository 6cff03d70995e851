package server

import (
	"context"
	"sync"

	"github.com/visavis/visavis"
)

// switchboard is ears that can be exchanged while they listen: UpdateListen. One engine hears an
// utterance from its beginning to its end; the next one takes over in the quiet. Any goroutine may
// exchange; one at a time listens.
type switchboard struct {
	wake chan struct{} // holds a token when the engine has been exchanged

	mu  sync.Mutex // guards now
	now visavis.Transcriber
}

func newSwitchboard(t visavis.Transcriber) *switchboard {
	return &switchboard{wake: make(chan struct{}, 1), now: t}
}

// exchange has other ears listen from the next utterance on.
func (s *switchboard) exchange(t visavis.Transcriber) {
	s.mu.Lock()
	s.now = t
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *switchboard) current() visavis.Transcriber {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Warm implements visavis.Warmer.
func (s *switchboard) Warm(ctx context.Context) { warm(ctx, s.current()) }

// Transcribe implements visavis.Transcriber.
func (s *switchboard) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	l := &line{in: in, emit: emit, wake: s.wake}
	for {
		select {
		case <-s.wake: // whoever was exchanged so far is listened with from the start
		default:
		}
		if again, err := l.connect(ctx, s.current()); !again {
			return err
		}
	}
}

// preRoll is how much earlier than its mark speech may have begun.
const preRoll = int(visavis.MicRate) / 2

// line is one call of Transcribe. Its fields belong to the goroutine that feeds the engine, while
// there is one.
type line struct {
	in   <-chan visavis.Chunk
	emit func(visavis.Transcript)
	wake <-chan struct{}

	fed  int64   // samples of the microphone
	tail []int16 // the last of them since the last utterance, preRoll at least
	rate visavis.SampleRate
	open bool       // an utterance is being heard
	bufs [2][]int16 // for chunks: one is with the engine, the other is offered
	turn int
}

// connect has an engine listen. again says that another one is to go on.
func (l *line) connect(ctx context.Context, engine visavis.Transcriber) (again bool, err error) {
	out, begun := make(chan visavis.Chunk), l.fed-int64(min(len(l.tail), preRoll))
	inner, stop := context.WithCancel(ctx)
	fed := make(chan struct{})
	exchanged := false
	go func() {
		defer close(fed)
		defer close(out)
		exchanged = l.feed(inner, out)
	}()
	defer func() { stop(); <-fed }() // an engine may panic
	err = engine.Transcribe(ctx, out, func(t visavis.Transcript) {
		for i := range t.Words {
			t.Words[i].Start += begun
			t.Words[i].End += begun
		}
		l.emit(t)
	})
	stop()
	<-fed
	if err == nil && !exchanged {
		err = ctx.Err() // the engine may have seen its microphone end first
	}
	return exchanged && err == nil, err
}

// feed passes the microphone on until it ends (false) or the engine is to be exchanged (true).
func (l *line) feed(ctx context.Context, out chan<- visavis.Chunk) (exchanged bool) {
	if n := len(l.tail); n > 0 && !l.offer(ctx, out, visavis.Chunk{PCM: l.tail[max(0, n-preRoll):], Rate: l.rate}) {
		return false
	}
	for {
		wake := l.wake
		if l.open {
			wake = nil
		}
		select {
		case <-wake:
			return true
		case c, more := <-l.in:
			if !more {
				return false
			}
			l.note(c)
			if !l.offer(ctx, out, c) {
				return false
			}
		case <-ctx.Done():
			return false
		}
	}
}

// offer gives the engine a copy of a chunk, as the original is valid only until the next one is taken.
func (l *line) offer(ctx context.Context, out chan<- visavis.Chunk, c visavis.Chunk) bool {
	b := append(l.bufs[l.turn][:0], c.PCM...)
	l.bufs[l.turn], c.PCM = b, b
	l.turn = 1 - l.turn
	select {
	case out <- c:
		return true
	case <-ctx.Done():
		return false
	}
}

// note keeps up with a chunk.
func (l *line) note(c visavis.Chunk) {
	l.fed += int64(len(c.PCM))
	l.rate = c.Rate
	if len(l.tail) > 4*preRoll {
		l.tail = append(l.tail[:0], l.tail[len(l.tail)-preRoll:]...)
	}
	l.tail = append(l.tail, c.PCM...)
	switch c.Mark {
	case visavis.SpeechStart:
		l.open = true
	case visavis.SpeechEnd:
		l.open, l.tail = false, l.tail[:0] // what was said is no part of what will be
	}
}
