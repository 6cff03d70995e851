package conversation

import (
	"context"
	"log/slog"

	"github.com/visavis/visavis"
)

// Config is what a conversation is made of.
type Config struct {
	Ears     visavis.Transcriber // nil: typed input only
	Brain    visavis.Generator
	Voice    visavis.Speaker   // nil: text only
	System   string            // instructions for the generator
	History  []visavis.Message // what was said before
	Greeting string            // said first; empty: nothing
	// ReportsHeard: the client sends Heard. Otherwise what was heard is estimated from the clock.
	ReportsHeard bool
	Log          *slog.Logger // nil: slog.Default()
}

// Session is one conversation. Run owns it.
type Session struct{ cfg Config }

// New prepares a conversation.
func New(cfg Config) *Session { return &Session{cfg: cfg} }

// Run converses until ctx ends or out fails. out is called from one goroutine, in order, and must
// not block: a client that cannot keep up is out's to notice, by returning an error.
func (s *Session) Run(ctx context.Context, out func(Output) error) error { panic("unfinished") }

// Hear feeds microphone audio, mono at visavis.MicRate, in pieces of any size. pcm is copied. It
// blocks while the session is behind and returns ctx's error when that ends first. One goroutine
// at a time.
func (s *Session) Hear(ctx context.Context, pcm []int16) error { panic("unfinished") }

// Tell feeds any other input. It may be called from any goroutine.
func (s *Session) Tell(ctx context.Context, in Input) error { panic("unfinished") }
