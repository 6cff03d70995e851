package hearing

import (
	"context"
	"sync"
	"time"

	"github.com/visavis/visavis"
)

// Hangover is the quiet that ends a piece of speech, unless the caller wants another: that of a
// conversation. Longer ones gain nothing that could be measured (docs/listen.md).
const Hangover = 420 * time.Millisecond

// Config says how a Stream hears.
type Config struct {
	Ears     visavis.Transcriber
	Hangover time.Duration // 0: Hangover
	// Patience is how long a recogniser that has something to do may give no sign of life before it is
	// stopped with ErrStuck; 0: for ever.
	Patience time.Duration
	// Tell is called for what happens, by one goroutine at a time: that of Hear, Settle and Close, or
	// one of the recogniser's. It must call no method of the Stream. Transcripts are its to keep.
	Tell func(Event)
}

// Stream hears one channel of sound.
type Stream struct {
	line *Line

	// Of the goroutine that hears.
	marker   *marker
	hangover time.Duration
	blocks   Blocks
	marks    []visavis.Mark

	mu     sync.Mutex // guards what follows; held while Tell is called
	ledger ledger
}

// New returns a Stream, which hears once it runs.
func New(cfg Config) *Stream {
	if cfg.Hangover == 0 {
		cfg.Hangover = Hangover
	}
	s := &Stream{hangover: cfg.Hangover, marker: newMarker(cfg.Hangover), ledger: ledger{tell: cfg.Tell}}
	s.line = NewLine(cfg.Ears, cfg.Patience, s.isOwed)
	return s
}

// isOwed reports whether the recogniser is to answer a piece that has ended.
func (s *Stream) isOwed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.ledger.unanswered()
	return p != nil && p.ended
}

// Run runs the recogniser. It returns nil when Close was called and all has been told, ctx.Err() when
// ctx ended, ErrStuck, and otherwise what went wrong with the recogniser. It is called once.
func (s *Stream) Run(ctx context.Context) error {
	if err := s.line.Run(ctx, s.understood); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
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
		var block []int16
		if block, pcm = s.blocks.Add(pcm); block == nil {
			return nil
		}
		if err := s.heard(ctx, block); err != nil {
			return err
		}
	}
	return nil
}

// heard passes on a block.
func (s *Stream) heard(ctx context.Context, block []int16) error {
	moves := s.marker.hear(block)
	s.note(moves, true)
	return s.pass(ctx, block, moves)
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

// pass gives the recogniser sound with the marks that fell into it.
func (s *Stream) pass(ctx context.Context, pcm []int16, moves []move) error {
	s.marks = s.marks[:0]
	for _, m := range moves {
		if m.mark != visavis.NoMark {
			s.marks = append(s.marks, m.mark)
		}
	}
	return s.line.Pass(ctx, pcm, s.marks)
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
	s.ledger.closed, s.ledger.limit = true, s.marker.now+int64(s.blocks.fill)
	s.mu.Unlock()
	defer s.line.Close()
	for more := 2 * visavis.MicRate.N(s.hangover); more > 0 && (s.marker.turn || s.blocks.fill > 0); more -= int64(Block) {
		if err := s.heard(ctx, s.blocks.padded()); err != nil {
			return err
		}
	}
	moves := s.marker.settle(Over)
	s.note(moves, false)
	return s.pass(ctx, nil, moves)
}
