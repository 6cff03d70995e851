package conversation

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/vad"
)

const (
	// block is how much audio is handled at a time: 20 ms.
	block = int(visavis.MicRate) / 50
	// micAhead bounds the blocks between Hear and listen, earsAhead those that the transcriber may
	// be behind; then Hear blocks, and with it the client's connection.
	micAhead, earsAhead = 16, 50
	// micLost is how long audio may stay away in the middle of speech before it is taken for quiet:
	// longer than the largest pieces that clients send.
	micLost = 1500 * time.Millisecond
)

// microphone carries audio from Hear to listen in buffers that circulate, without allocation.
type microphone struct {
	full, free chan []int16
	end        chan bool    // ask listen to end the utterance; true: the turn too
	guard      atomic.Bool  // our own voice is out and may come back
	hangover   atomic.Int64 // quiet that ends an utterance, nanoseconds
}

func newMicrophone(hangover time.Duration) *microphone {
	m := &microphone{
		full: make(chan []int16, micAhead), free: make(chan []int16, micAhead),
		end: make(chan bool, 4),
	}
	for range micAhead {
		m.free <- make([]int16, 0, block)
	}
	m.hangover.Store(int64(hangover))
	return m
}

// endUtterance asks for the end of the present utterance, and for that of the turn; it does not
// block.
func (m *microphone) endUtterance(turn bool) {
	select {
	case m.end <- turn:
	default: // asked often enough
	}
}

// follow notes what the microphone must know of the conversation.
func (m *microphone) follow(o Output) {
	if st, ok := o.(StateChanged); ok {
		m.guard.Store(st.State == Speaking)
	}
}

// Hear feeds microphone audio, mono at visavis.MicRate, in pieces of any size. pcm is copied. It
// blocks while the session is behind and fails only when ctx or the session has ended. One
// goroutine at a time. Without ears it does nothing.
func (s *Session) Hear(ctx context.Context, pcm []int16) error {
	if s.cfg.Ears == nil {
		return nil
	}
	for len(pcm) > 0 {
		var b []int16
		select {
		case b = <-s.mic.free:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.done:
			return context.Canceled
		}
		n := min(len(pcm), block)
		s.mic.full <- append(b[:0], pcm[:n]...) // never blocks: there are micAhead buffers
		pcm = pcm[n:]
	}
	return nil
}

// listener turns blocks of audio into events and marked chunks. It belongs to listen.
type listener struct {
	s        *Session
	ctx      context.Context
	detector *vad.Detector
	ears     chan<- visavis.Chunk
	ring     [earsAhead + 2][block]int16 // what is in ears, what its reader holds, what is written
	next     int
	fed      int64 // samples
	marks    []visavis.Mark
	speaking bool
	began    time.Time // when the present utterance was noticed
	onVoice  func(vad.Event)
}

// listen finds the user's utterances in the microphone's audio and passes it on to the ears.
func (s *Session) listen(ctx context.Context, ears chan<- visavis.Chunk) error {
	l := &listener{s: s, ctx: ctx, ears: ears, detector: vad.New(vad.Config{})}
	l.onVoice = l.voice
	lost := time.NewTimer(micLost)
	defer lost.Stop()
	for {
		var err error
		select {
		case b := <-s.mic.full:
			err = l.feed(b)
			s.mic.free <- b
		case turn := <-s.mic.end:
			err = l.endUtterance(turn)
		case <-lost.C:
			err = l.feedQuiet()
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		lost.Reset(micLost)
	}
}

// feed takes a block through the detector and on to the ears.
func (l *listener) feed(pcm []int16) error {
	l.detector.SetGuard(l.s.mic.guard.Load())
	l.detector.SetHangover(time.Duration(l.s.mic.hangover.Load()))
	l.fed += int64(len(pcm))
	l.marks = l.marks[:0]
	l.detector.Feed(pcm, l.onVoice)
	buf := l.ring[l.next][:copy(l.ring[l.next][:], pcm)]
	l.next = (l.next + 1) % len(l.ring)
	return l.pass(buf)
}

// pass sends a chunk with the marks that fell into it.
func (l *listener) pass(pcm []int16) error {
	c := visavis.Chunk{PCM: pcm, Rate: visavis.MicRate}
	for i := range max(1, len(l.marks)) {
		if i < len(l.marks) {
			c.Mark = l.marks[i]
		}
		select {
		case l.ears <- c:
		case <-l.ctx.Done():
			return l.ctx.Err()
		}
		c.PCM = nil
	}
	return nil
}

// voice is what the detector tells while it is fed. The loop hears of it before the ears get the
// audio, so that an answer never precedes its question.
func (l *listener) voice(ev vad.Event) {
	switch ev.Kind {
	case vad.Start:
		l.speaking, l.began = true, time.Now()
		l.marks = append(l.marks, visavis.SpeechStart)
		l.s.post(l.ctx, SpeechStarted{Voiced: ev.Voiced})
	case vad.Pause:
		l.s.post(l.ctx, SpeechPaused{LastVoice: l.timeOf(ev), Voiced: ev.Voiced})
	case vad.Resume:
		l.s.post(l.ctx, SpeechResumed{})
	case vad.End:
		l.speaking = false
		l.marks = append(l.marks, visavis.SpeechEnd)
		l.s.post(l.ctx, SpeechEnded{LastVoice: l.timeOf(ev), Voiced: ev.Voiced})
	}
}

// timeOf returns when the sample of an event was heard.
func (l *listener) timeOf(ev vad.Event) time.Time {
	at := time.Now().Add(-visavis.MicRate.D(l.fed - ev.Sample))
	if at.Before(l.began) {
		return l.began // audio came faster than real time
	}
	return at
}

// endUtterance ends an utterance before there is quiet; the machine knows already.
func (l *listener) endUtterance(turn bool) error {
	l.marks = l.marks[:0]
	if l.speaking {
		l.speaking = false
		l.detector.Reset()
		l.marks = append(l.marks, visavis.SpeechEnd)
	}
	if turn {
		l.marks = append(l.marks, visavis.TurnEnd)
	}
	if len(l.marks) == 0 {
		return nil
	}
	return l.pass(nil)
}

// feedQuiet stands in for a microphone that fell silent in the middle of speech, so that the
// utterance ends.
func (l *listener) feedQuiet() error {
	var quiet [block]int16
	for i := 0; l.speaking && i < 100; i++ {
		if err := l.feed(quiet[:]); err != nil {
			return err
		}
	}
	return nil
}
