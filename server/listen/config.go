package listen

import (
	"log/slog"
	"net/http"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// Engine is a recogniser and how it is called, such as "sphinx" or "deepgram/nova-3".
type Engine struct {
	ID          string
	Language    string // BCP 47, of one that knows no other; empty: several, or unknown
	Transcriber visavis.Transcriber
}

// Config is what the handlers of this package serve.
type Config struct {
	// Ears returns the recogniser for what a client asks for: the model by any name, language, key
	// terms. An error's text is shown to the client.
	Ears func(wire.ListenProvider) (Engine, error)
	// Fetch gets the files that clients name by an address. It decides which it may get; see package
	// outbound. nil: such requests are refused.
	Fetch *http.Client
	Log   *slog.Logger // nil: slog.Default()
	// Closing is closed when the server shuts down: streams are then ended. nil: never.
	Closing <-chan struct{}
}

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.Default()
	}
	return c.Log
}
