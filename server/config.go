package server

import (
	"context"
	"io/fs"
	"log/slog"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
)

// Config is what a Server serves. Its zero value serves a page-less, text-only server without a
// brain, which refuses every conversation: set Brains at least.
type Config struct {
	Ears   visavis.Transcriber // nil: typed input only
	Brains []Brain             // the first is the default
	Voices []Voice             // the first is the default; none: text only
	// Status says how the engines are; it may change while the server runs. nil: derived from Ears,
	// Brains and Voices.
	Status func() EngineStatus

	// Prompt instructs the brain when a client brings no prompt of its own.
	Prompt string
	// Greeting is said first to clients with the extension that bring neither a greeting nor a
	// history. Stock clients are greeted only if they ask for it.
	Greeting string

	Page fs.FS // what is served at /; nil: nothing
	// Origins are further browser origins that may connect, as host patterns of path.Match, such as
	// "*.example.org". The page's own origin and loopback ones always may.
	Origins []string

	// NewSession makes a conversation; nil: conversation.New.
	NewSession func(conversation.Config) Session
	Log        *slog.Logger // nil: slog.Default()
}

// Session is a conversation as the server uses it; see conversation.Session for the contract.
type Session interface {
	Run(ctx context.Context, out func(conversation.Output) error) error
	Hear(ctx context.Context, pcm []int16) error
	Tell(ctx context.Context, in conversation.Input) error
}

// Brain is a generator that a client may choose.
type Brain struct {
	ID, Label string
	Generator visavis.Generator
}

// Voice is a speaker that a client may choose.
type Voice struct {
	ID, Label string
	Language  string // BCP 47, such as "en-US"
	Speaker   visavis.Speaker
}

// EngineStatus says how the default engines are.
type EngineStatus struct {
	Listen, Think, Speak Engine
}

// Engine is the state of one engine. Note says what is wrong and what would mend it.
type Engine struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Note string `json:"note"`
}

// Limits of a call. The protocol's own are from sections 8.7 and 10 of docs/protocol.md.
const (
	idleTimeout  = 10 * time.Second // without any message from the client
	writeTimeout = 10 * time.Second // of one websocket message
	pingEvery    = 20 * time.Second
	pongTimeout  = 10 * time.Second
	maxMessage   = 1 << 20 // bytes of a websocket message
	// maxQueued bounds what a client has yet to read. Replies are made faster than they are spoken:
	// this holds nearly three minutes at 24 kHz.
	maxQueued   = 8 << 20 // bytes
	maxPrompt   = 25_000  // characters
	maxInjected = 8 << 10 // bytes of a text that a client injects
	frameLength = 40 * time.Millisecond
)

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.NewSession == nil {
		c.NewSession = func(cfg conversation.Config) Session { return conversation.New(cfg) }
	}
	if c.Status == nil {
		c.Status = c.deriveStatus
	}
	return c
}

// deriveStatus says of each engine only whether it was configured.
func (c Config) deriveStatus() EngineStatus {
	absent := Engine{Name: "none", Note: "not available"}
	s := EngineStatus{Listen: absent, Think: absent, Speak: absent}
	if c.Ears != nil {
		s.Listen = Engine{Name: "ears", OK: true}
	}
	if len(c.Brains) > 0 {
		s.Think = Engine{Name: c.Brains[0].ID, OK: true}
	}
	if len(c.Voices) > 0 {
		s.Speak = Engine{Name: c.Voices[0].ID, OK: true}
	}
	return s
}
