package speak

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// Config is what a server speaks with.
type Config struct {
	// Voice returns the voice of a name: one of Deepgram's, such as "aura-2-thalia-en", or an engine's
	// id. What else the query says, such as the speed, is for voices that heed it. Its error is a
	// *refusal.Error if the name is unknown.
	Voice func(name string, q wire.SpeakQuery) (Voice, error)
	// Turns is the same for /v2/speak, whose names are such as "flux-alexis-en". The voice has With.
	Turns func(name string) (Voice, error)
	Log   *slog.Logger // nil: slog.Default()
	// Encoders are the formats of the answer that can be made here.
	Encoders media.Encoders
	// Closing is closed when the server shuts down: websockets end then, POST finishes its answer.
	Closing <-chan struct{}
}

// Voice is a Speaker and what the client is told of it.
type Voice struct {
	ID       string // of the engine: "flite/slt"
	Name     string // as the client asked for it; empty: as ID
	Language string // BCP 47, such as "en-US"
	Speaker  visavis.Speaker
	// With returns the voice as a client of /v2/speak asks it to speak; nil if it cannot.
	With func(visavis.Prosody) visavis.Speaker
}

// Limits of a websocket (6.4), and our own where the protocol has none.
const (
	maxFlushes  = 20 // in flushWindow
	flushWindow = time.Minute
	maxSession  = time.Hour
	maxCommand  = 64 << 10 // bytes of a message; wire.MaxSpeakText characters need no more than 24 KiB
	// maxWaiting bounds the text that waits for the voice: two hours of speech.
	maxWaiting = 100_000 // bytes
)

// How long text that nobody has asked to be flushed waits for more, before it is spoken as it is.
const (
	sentencePause = 200 * time.Millisecond // when it ends a sentence
	phrasePause   = 800 * time.Millisecond // when it does not
)

// frameLength is how much audio a message has at most. Small ones cost a little more to send and are
// what players made for Deepgram's (40 ms) expect.
const frameLength = 40 * time.Millisecond

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// voice returns the voice that a query asks for, ready to be told of.
func (c Config) voice(q wire.SpeakQuery) (Voice, error) {
	return c.named(c.Voice(q.Model, q))
}

// named gives a voice that has no other name that of its engine.
func (c Config) named(v Voice, err error) (Voice, error) {
	v.Name = cmp.Or(v.Name, v.ID)
	return v, err
}

// encoderFor returns an encoder for the format of a query. Its error is a *media.FormatError.
func (c Config) encoderFor(q wire.SpeakQuery) (*media.Encoder, error) {
	return c.Encoders.New(media.Output{
		Encoding: q.Encoding, Container: q.Container,
		Rate: visavis.SampleRate(q.SampleRate), BitRate: q.BitRate,
	})
}

// refuse answers a request with an error.
func (c Config) refuse(w http.ResponseWriter, err error) {
	answer := refusalOf(err)
	if answer.Status >= http.StatusInternalServerError {
		c.Log.Error("no speech", "request_id", w.Header().Get(refusal.RequestIDHeader), "err", err)
	}
	answer.Write(w)
}
