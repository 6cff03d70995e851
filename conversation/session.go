package conversation

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/panics"
)

// Config is what a conversation is made of.
type Config struct {
	Ears     visavis.Transcriber // nil: typed input only
	Brain    visavis.Generator
	Voice    visavis.Speaker   // nil: text only
	System   string            // instructions for the generator
	History  []visavis.Message // what was said before
	Greeting string            // said first; empty: nothing
	Tools    []visavis.Tool    // functions that the generator may have called
	Sampling visavis.Sampling
	Ending   Ending // when the user's turn is over
	// ReportsHeard: the client sends Heard. Otherwise what was heard is estimated from the clock.
	ReportsHeard bool
	Log          *slog.Logger // nil: slog.Default()
}

// Session is one conversation. Run owns it; see the fields for what else may touch them.
type Session struct {
	cfg    Config
	log    *slog.Logger
	mic    *microphone
	inbox  chan Event  // anything but speech, from any goroutine
	speech chan *Spoke // speech of the current turn; not received while the machine holds it
	done   chan struct{}

	// Owned by Run's goroutine.
	machine *Machine
	turn    *turn // the engines' work on the current reply; nil: none
	work    sync.WaitGroup
	thought chan struct{} // closed when the last generator that was called has stopped
	brain   visavis.Generator
	voice   visavis.Speaker

	earsWarm, brainWarm, voiceWarm warmth
}

// New prepares a conversation; nothing runs before Run.
func New(cfg Config) *Session {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	idle := make(chan struct{})
	close(idle)
	return &Session{
		thought: idle,
		cfg:     cfg, log: cfg.Log, brain: cfg.Brain, voice: cfg.Voice,
		mic:    newMicrophone(cfg.Ending.hangover()),
		inbox:  make(chan Event, 64),
		speech: make(chan *Spoke),
		done:   make(chan struct{}),
		machine: NewMachine(Rules{
			System: cfg.System, History: cfg.History, Greeting: cfg.Greeting,
			ReportsHeard: cfg.ReportsHeard, Mute: cfg.Voice == nil,
			Tools: cfg.Tools, Sampling: cfg.Sampling, Ending: cfg.Ending,
		}),
	}
}

// Run converses until ctx ends or out fails, and returns when all that it started has stopped. out
// is called from one goroutine, in order, and must not block: a client that cannot keep up is
// out's to notice, by returning an error.
func (s *Session) Run(ctx context.Context, out func(Output) error) error {
	defer close(s.done)
	g, ctx := errgroup.WithContext(ctx)
	if s.cfg.Ears != nil {
		ears := make(chan visavis.Chunk, earsAhead)
		g.Go(func() error { return panics.Catch(func() error { return s.listen(ctx, ears) }) })
		g.Go(func() error { return s.transcribe(ctx, ears) })
	}
	g.Go(func() error {
		defer s.journalRest()
		defer s.work.Wait()
		defer s.stopTurn()
		return panics.Catch(func() error { return s.loop(ctx, out) })
	})
	return g.Wait()
}

// loop owns the machine.
func (s *Session) loop(ctx context.Context, out func(Output) error) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	s.warmAll(ctx)
	if err := s.handle(ctx, Opened{}, out); err != nil {
		return err
	}
	for {
		if d := s.machine.Deadline(); !d.IsZero() {
			timer.Reset(time.Until(d))
		} else {
			timer.Stop()
		}
		speech := s.speech
		if s.machine.Holding() {
			speech = nil
		}
		clauses, next := s.turn.nextClause()
		var err error
		select {
		case ev := <-s.inbox:
			err = s.handle(ctx, ev, out)
		case sp := <-speech:
			err = s.take(ctx, sp, out)
		case clauses <- next:
			s.turn.handed()
		case <-timer.C:
			err = s.handle(ctx, Tick{}, out)
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// take handles a piece of speech. The voice waits until it is told that its buffer is free again, so
// it is told whatever happens: otherwise a panic would leave it waiting, and Run waiting for it.
func (s *Session) take(ctx context.Context, sp *Spoke, out func(Output) error) error {
	defer func() { sp.taken <- struct{}{} }()
	return s.handle(ctx, sp, out)
}

// handle takes one event through the machine and does what it wants.
func (s *Session) handle(ctx context.Context, ev Event, out func(Output) error) error {
	switch ev := ev.(type) {
	case SetBrain:
		s.brain = ev.Brain
	case SetVoice:
		s.voice = ev.Voice
	case SpeechStarted:
		s.warmReply(ctx)
	}
	for _, e := range s.machine.Handle(time.Now(), ev) {
		if err := s.carryOut(ctx, e, out); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) carryOut(ctx context.Context, e Effect, out func(Output) error) error {
	switch e := e.(type) {
	case Show:
		s.mic.follow(e.Output)
		s.journal(e.Output)
		return out(e.Output)
	case Generate:
		s.startTurn(ctx, e.Turn)
		s.turn.generate(s, e.Prompt)
	case Say:
		s.startTurn(ctx, e.Turn)
		s.turn.pending = append(s.turn.pending, e.Text)
	case SaidAll:
		s.startTurn(ctx, e.Turn)
		s.turn.complete = true
	case CallTool:
		s.callTool(ctx, e)
	case Stop:
		if s.turn != nil && s.turn.number == e.Turn {
			s.stopTurn()
		}
	case EndUtterance:
		s.mic.endUtterance(e.Turn)
	case SetHangover:
		s.mic.hangover.Store(int64(e.Quiet))
	}
	return nil
}

// Tell feeds any input but audio. It may be called from any goroutine; it fails only when ctx or
// the session has ended.
func (s *Session) Tell(ctx context.Context, in Input) error {
	return s.post(ctx, in)
}

// post gives the loop an event.
func (s *Session) post(ctx context.Context, ev Event) error {
	select {
	case s.inbox <- ev:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		return context.Canceled
	}
}
