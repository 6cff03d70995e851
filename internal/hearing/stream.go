package hearing

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// Hangover is the quiet that ends a piece of speech, unless the caller wants another: that of a
// conversation. Longer ones gain nothing that could be measured (docs/listen.md).
const Hangover = 420 * time.Millisecond

// ahead bounds the blocks that the recogniser may be behind; then Hear blocks.
const ahead = 50

// Config says how a Stream hears.
type Config struct {
	Ears     visavis.Transcriber
	Hangover time.Duration // 0: Hangover
	// Tell is called for what happens, by one goroutine at a time: that of Hear, Settle and Close, or
	// one of the recogniser's. It must call no method of the Stream. Transcripts are its to keep.
	Tell func(Event)
}

// Stream hears one channel of sound.
type Stream struct {
	ears   visavis.Transcriber
	chunks chan visavis.Chunk
	done   chan struct{} // closed when Run has returned

	// Of the goroutine that hears.
	marker   *marker
	hangover time.Duration
	ring     [ahead + 2][block]int16 // what is in chunks, what its reader holds, what is written
	next     int                     // the buffer that is being filled
	fill     int

	mu     sync.Mutex // guards what follows; held while Tell is called
	ledger ledger
}

// New returns a Stream, which hears once it runs.
func New(cfg Config) *Stream {
	if cfg.Hangover == 0 {
		cfg.Hangover = Hangover
	}
	return &Stream{
		ears: cfg.Ears, hangover: cfg.Hangover,
		chunks: make(chan visavis.Chunk, ahead), done: make(chan struct{}),
		marker: newMarker(cfg.Hangover), ledger: ledger{tell: cfg.Tell},
	}
}

// ErrStopped is returned to those who go on after the recogniser has stopped; Run has the reason, if
// there is another.
var ErrStopped = errors.New("the recogniser has stopped")

// Run runs the recogniser. It returns nil when Close was called and all has been told, ctx.Err() when
// ctx ended, and otherwise what went wrong with the recogniser. It is called once.
func (s *Stream) Run(ctx context.Context) error {
	defer close(s.done)
	err := s.ears.Transcribe(ctx, s.chunks, s.understood)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ledger.closed {
		return ErrStopped
	}
	s.ledger.rest()
	return nil
}

func (s *Stream) understood(t visavis.Transcript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.understood(t)
}

// Hear hears more sound, mono at visavis.MicRate, in pieces of any size. pcm is copied. It blocks while
// the recogniser is behind and fails when ctx ends or Run has returned. It does not allocate.
func (s *Stream) Hear(ctx context.Context, pcm []int16) error {
	for len(pcm) > 0 {
		n := copy(s.ring[s.next][s.fill:], pcm)
		pcm = pcm[n:]
		if s.fill += n; s.fill < block {
			return nil
		}
		if err := s.heard(ctx); err != nil {
			return err
		}
	}
	return nil
}

// heard passes on the block that is full.
func (s *Stream) heard(ctx context.Context) error {
	pcm := s.ring[s.next][:s.fill]
	s.next, s.fill = (s.next+1)%len(s.ring), 0
	moves := s.marker.hear(pcm)
	s.note(moves, true)
	return s.pass(ctx, pcm, moves)
}

// note tells of moves. It comes before they are passed on, so that no answer precedes its question.
func (s *Stream) note(moves []move, advanced bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.now = s.ledger.within(s.marker.now)
	for _, m := range moves {
		s.ledger.take(m)
	}
	if advanced {
		s.ledger.advance(s.ledger.now)
	}
}

// pass gives the recogniser a chunk with the marks that fell into it.
func (s *Stream) pass(ctx context.Context, pcm []int16, moves []move) error {
	c := visavis.Chunk{PCM: pcm, Rate: visavis.MicRate}
	for _, m := range moves {
		if m.mark == visavis.NoMark {
			continue
		}
		c.Mark = m.mark
		if err := s.send(ctx, c); err != nil {
			return err
		}
		c.PCM, c.Mark = nil, visavis.NoMark
	}
	if len(c.PCM) == 0 {
		return nil
	}
	return s.send(ctx, c)
}

func (s *Stream) send(ctx context.Context, c visavis.Chunk) error {
	select {
	case s.chunks <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		return ErrStopped
	}
}

// Settle has all that was heard so far understood now, as if it were over; the Cause is Asked. What is
// less than a block waits for the rest of it.
func (s *Stream) Settle(ctx context.Context) error {
	moves := s.marker.settle(Asked)
	s.note(moves, false)
	return s.pass(ctx, nil, moves)
}

// Close says that there is no more sound. The last Ended has the Cause Over, and Run then returns.
// The recogniser is given quiet behind the end, as it would hear if nobody spoke on.
func (s *Stream) Close(ctx context.Context) error {
	s.mu.Lock()
	s.ledger.closed, s.ledger.limit = true, s.marker.now+int64(s.fill)
	s.mu.Unlock()
	defer close(s.chunks)
	for more := 2 * visavis.MicRate.N(s.hangover); more > 0 && (s.marker.turn || s.fill > 0); more -= int64(block) {
		clear(s.ring[s.next][s.fill:])
		s.fill = block
		if err := s.heard(ctx); err != nil {
			return err
		}
	}
	moves := s.marker.settle(Over)
	s.note(moves, false)
	return s.pass(ctx, nil, moves)
}
