package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// playAhead is how much audio is sent before it is heard. Enough to ride out any network's
// hiccups, little enough that a cut wastes nothing and memory stays small.
const playAhead = 3 * time.Second

// turn is the engines' work on one reply: a generator and a voice, each with a goroutine, and the
// clauses on their way from the loop to the voice. Its fields belong to the loop.
type turn struct {
	number   int
	ctx      context.Context // ends when the reply is stopped; the turn's goroutines live by it
	cancel   context.CancelFunc
	clauses  chan string
	pending  []string // written, not yet taken by the voice; bounded by maxReply
	complete bool     // nothing will be added to pending
	closed   bool
	asked    chan time.Time // when the voice took its first clause
}

// startTurn makes the turn's voice ready, once.
func (s *Session) startTurn(ctx context.Context, number int) {
	if s.turn != nil && s.turn.number == number {
		return
	}
	s.stopTurn()
	t := &turn{number: number, clauses: make(chan string), asked: make(chan time.Time, 1)}
	t.ctx, t.cancel = context.WithCancel(ctx)
	s.turn = t
	if s.voice != nil {
		voice := s.voice
		s.work.Go(func() { t.speak(s, voice) })
	}
}

func (s *Session) stopTurn() {
	if s.turn != nil {
		s.turn.cancel()
		s.turn = nil
	}
}

// nextClause returns what the loop's select offers to the voice: a nil channel if nothing.
func (t *turn) nextClause() (chan<- string, string) {
	if t == nil || t.closed {
		return nil, ""
	}
	if len(t.pending) > 0 {
		return t.clauses, t.pending[0]
	}
	if t.complete {
		t.closed = true
		close(t.clauses)
	}
	return nil, ""
}

// handed is called when the voice has taken the first pending clause.
func (t *turn) handed() {
	t.pending = t.pending[1:]
	select {
	case t.asked <- time.Now():
	default: // only the first counts
	}
}

// generate runs the generator in a goroutine of its own, once that of the turn before has stopped:
// a client that asks faster than anybody can think does not make many think at once.
func (t *turn) generate(s *Session, p visavis.Prompt) {
	brain, previous, thought := s.brain, s.thought, make(chan struct{})
	s.thought = thought
	s.work.Go(func() {
		defer close(thought)
		<-previous
		if t.ctx.Err() != nil {
			return
		}
		asked := time.Now()
		err := panics.Catch(func() error {
			return brain.Generate(t.ctx, p, func(d visavis.Delta) {
				s.post(t.ctx, Wrote{Turn: t.number, Delta: d, Asked: asked, At: time.Now()})
			})
		})
		if t.ctx.Err() == nil {
			s.post(t.ctx, Written{Turn: t.number, Err: err, Asked: asked, At: time.Now()})
		}
	})
}

// speak runs the voice until all clauses are spoken or the turn is stopped.
func (t *turn) speak(s *Session, voice visavis.Speaker) {
	p := player{turn: t, out: s.speech}
	p.piece.taken = make(chan struct{})
	err := panics.Catch(func() error { return voice.Speak(t.ctx, t.clauses, p.play) })
	if t.ctx.Err() == nil {
		s.post(t.ctx, Spoken{Turn: t.number, Err: err})
	}
}

// player passes a voice's audio on, no faster than playAhead before it is heard.
type player struct {
	turn  *turn
	out   chan<- *Spoke
	piece Spoke
	start time.Time // when the first piece was taken
	sent  int64
}

func (p *player) play(sp visavis.Speech) {
	at := time.Now()
	if p.sent == 0 {
		select {
		case p.piece.Asked = <-p.turn.asked:
		default:
			p.piece.Asked = at
		}
	}
	if !p.wait(sp.Rate) {
		return
	}
	p.piece.Turn, p.piece.Speech, p.piece.At = p.turn.number, sp, at
	select {
	case p.out <- &p.piece:
		<-p.piece.taken
	case <-p.turn.ctx.Done():
		return
	}
	if p.start.IsZero() {
		p.start = time.Now()
	}
	p.sent += int64(len(sp.PCM))
}

// wait returns when the next piece may be sent, or false when the turn was stopped.
func (p *player) wait(rate visavis.SampleRate) bool {
	ahead := rate.D(p.sent) - time.Since(p.start)
	if p.start.IsZero() || ahead <= playAhead {
		return p.turn.ctx.Err() == nil
	}
	select {
	case <-time.After(ahead - playAhead):
		return true
	case <-p.turn.ctx.Done():
		return false
	}
}

// earsPause is the wait before a transcriber that failed is called again.
const earsPause = 500 * time.Millisecond

// transcribe runs the transcriber and calls it again when it fails, as long as that may help.
func (s *Session) transcribe(ctx context.Context, in <-chan visavis.Chunk) error {
	for {
		err := panics.Catch(func() error {
			return s.cfg.Ears.Transcribe(ctx, in, func(t visavis.Transcript) {
				s.post(ctx, Understood{Transcript: t, At: time.Now()})
			})
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			err = errors.New("the transcriber stopped")
		}
		var ue *visavis.UnavailableError
		gone := errors.As(err, &ue)
		s.log.Warn("transcriber failed", "err", err, "gone", gone)
		if err := s.post(ctx, EarsRestarted{Err: err, Gone: gone}); err != nil {
			return err
		}
		if gone {
			return drain(ctx, in)
		}
		select {
		case <-time.After(earsPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drain keeps a microphone going that nobody listens to.
func drain(ctx context.Context, in <-chan visavis.Chunk) error {
	for {
		select {
		case <-in:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
