package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/coder/websocket"
)

// Config is what a protocol wants of its socket. The functions that make an Ending may be nil: then a
// close without a last message says why.
type Config struct {
	Log        *slog.Logger   // nil: slog.Default()
	MaxMessage int            // bytes of a client's text message; 0: 1 MiB
	MaxAudio   int            // bytes of a binary message, which comes in pieces; 0: any number
	TooBig     func() *Ending // after a message of more; nil: close 1009

	// Idle is how long the client may send nothing; 0: for ever. While the handler is busy with a
	// message it is not the client who is silent.
	Idle       time.Duration
	PingsCount bool // a client's websocket ping is a sign of life as well
	// OnIdle says how it ends then; nil: not yet, it may be silent for as long again. It is called as
	// a Handler is: never at the same time as its methods.
	OnIdle func() *Ending

	Closing <-chan struct{} // closed when the server shuts down; nil: never
	// OnClosing says how it ends then; nil: not yet, the handler ends it soon. It is called once, perhaps
	// at the same time as a Handler, and must not block.
	OnClosing func() *Ending

	// Failed makes the ending for a fault of ours; after a panic it is a *PanicError.
	Failed func(error) *Ending
}

// Handler is what a protocol makes of the client's messages. One goroutine at a time calls it, and
// b is valid until it returns. It may block, which holds the client up; ctx is cancelled with the
// *Ending when the socket ends.
type Handler interface {
	Text(ctx context.Context, b []byte)
	// Audio takes a binary message, which may be empty; one of more than 64 KiB in pieces.
	Audio(ctx context.Context, b []byte)
}

// Limits of any socket.
const (
	writeTimeout = 10 * time.Second // of one message
	pingEvery    = 20 * time.Second
	pongTimeout  = 10 * time.Second
	tailTimeout  = 3 * time.Minute // of all that is left to send when a socket ends
	maxMessage   = 1 << 20         // bytes
	// maxQueued bounds what a client has yet to read: nearly three minutes of audio at 24 kHz.
	maxQueued = 8 << 20 // bytes
	// roomy is how much may be queued before Room holds up.
	roomy = 1 << 20 // bytes
)

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.MaxMessage == 0 {
		c.MaxMessage = maxMessage
	}
	if c.TooBig == nil {
		c.TooBig = ends(websocket.StatusMessageTooBig, fmt.Sprintf("a message may have up to %d bytes", c.MaxMessage))
	}
	if c.OnIdle == nil {
		c.OnIdle = ends(websocket.StatusInternalError, fmt.Sprintf("no message came for %v", c.Idle))
	}
	if c.OnClosing == nil {
		c.OnClosing = ends(websocket.StatusGoingAway, "the server is shutting down")
	}
	if c.Failed == nil {
		c.Failed = func(err error) *Ending {
			return &Ending{Code: websocket.StatusInternalError, Reason: "internal error", Err: err}
		}
	}
	return c
}

func ends(code websocket.StatusCode, reason string) func() *Ending {
	return func() *Ending { return &Ending{Code: code, Reason: reason} }
}

var errNoEnding = errors.New("socket: a nil ending")
