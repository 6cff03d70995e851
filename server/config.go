package server

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/outbound"
	"github.com/visavis/visavis/wire"
)

// Config is what a Server serves. Its zero value serves a page-less, text-only server without a
// brain, which refuses every conversation: set Brains at least.
type Config struct {
	Ears   []Ears  // the first are the default; none: typed input only
	Brains []Brain // the first is the default
	Voices []Voice // the first is the default; none: text only
	// Encoders are the formats that speech can be sent in. The zero value: those that need no library.
	Encoders media.Encoders
	// Tools are the operator's functions: every brain may call them in every conversation. What they
	// are asked and answer is not told to clients.
	Tools []visavis.Tool
	// Endpoints are what clients may bring along. The zero value: nothing.
	Endpoints Endpoints
	// Health is what all conversations know of the engines; nil: a new one.
	Health *failover.Health
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
	// Access is who may use what is served; nil: everybody.
	Access *access.Guard
	// Capacity is how many requests of the protocol are served at once, a stream being one; others are
	// refused with 429. 0: any number.
	Capacity int

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

// Ears are a transcriber that a client may choose. IDs of engines are "vendor/model", such as
// "deepgram/nova-3", or a plain name for embedded ones, such as "sphinx".
type Ears struct {
	ID, Label   string
	Language    string // BCP 47, such as "en"; empty: several
	Transcriber visavis.Transcriber
	Fallbacks   []string // IDs of the ears that stand in, in order; unknown ones are left out
	// With returns these ears with a client's options (language, key terms, thresholds); nil if it
	// cannot. What they say of type and model may mean other ears, for which these stand in. nil:
	// they take none.
	With func(wire.ListenProvider) visavis.Transcriber

	heeds bool // these are what With returned
}

// Brain is a generator that a client may choose.
type Brain struct {
	ID, Label string
	Generator visavis.Generator
	Fallbacks []string // IDs of the brains that stand in, in order; unknown ones are left out

	own  bool // a client's own, by an endpoint
	wish wish
}

// Voice is a speaker that a client may choose.
type Voice struct {
	ID, Label string
	Language  string // BCP 47, such as "en-US"
	Gender    string // "female" or "male"; empty: neither, or not known
	Speaker   visavis.Speaker
	Fallbacks []string // IDs of the voices that stand in, in order; unknown ones are left out
	// With returns this voice as a client asks it to speak; nil if it cannot. nil: it takes nothing.
	With func(visavis.Prosody) visavis.Speaker

	own   bool // a client's own, by an endpoint
	heeds bool // Speaker is what With returned
}

// Endpoints are servers that clients name in their Settings. They never reach a private address,
// whatever their names resolve to.
type Endpoints struct {
	// Hosts are the hosts that may be named, as patterns of outbound.Policy; none: all are refused.
	Hosts []string
	// Brain makes a generator of agent.think.endpoint, Voice a speaker of agent.speak.endpoint, and
	// Function a caller of the endpoint of a function. The client reaches Hosts only. nil: such
	// endpoints are refused. An error's text is shown to the client: it holds no secrets.
	Brain    func(wire.Think, *http.Client) (visavis.Generator, error)
	Voice    func(wire.Speak, *http.Client) (visavis.Speaker, error)
	Function func(wire.Function, *http.Client) (visavis.Caller, error)

	policy outbound.Policy
	client *http.Client // keeps to the policy; one for all conversations
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
	idleTimeout = 10 * time.Second // without any message from the client
	maxMessage  = 1 << 20          // bytes of a websocket message
	maxPrompt   = 25_000           // characters
	maxInjected = 8 << 10          // bytes of a text that a client injects
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
	if c.Health == nil {
		c.Health = failover.NewHealth()
	}
	c.Endpoints.policy = outbound.Policy{Hosts: c.Endpoints.Hosts}
	c.Endpoints.client = outbound.Client(c.Endpoints.policy)
	return c
}

// deriveStatus says of each engine only whether it was configured.
func (c Config) deriveStatus() EngineStatus {
	absent := Engine{Name: "none", Note: "not available"}
	s := EngineStatus{Listen: absent, Think: absent, Speak: absent}
	if len(c.Ears) > 0 {
		s.Listen = Engine{Name: c.Ears[0].ID, OK: true}
	}
	if len(c.Brains) > 0 {
		s.Think = Engine{Name: c.Brains[0].ID, OK: true}
	}
	if len(c.Voices) > 0 {
		s.Speak = Engine{Name: c.Voices[0].ID, OK: true}
	}
	return s
}
