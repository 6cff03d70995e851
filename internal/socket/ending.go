package socket

import (
	"context"
	"errors"
	"fmt"

	"github.com/coder/websocket"
)

// ErrSlow says that the client has too much left to read.
var ErrSlow = errors.New("client reads too slowly")

// errEnded is told to those who send when the last message is queued already.
var errEnded = errors.New("the socket has ended")

// Ending is why and how a socket ends. It is the cause with which the context of its handler is
// cancelled.
type Ending struct {
	Code   websocket.StatusCode
	Reason string // sent in the close frame; longer than 123 bytes it is cut off
	Last   []byte // a text message that is sent before the close; nil: none
	Tail   bool   // audio that is queued is sent first, otherwise dropped; messages always are sent
	Err    error  // for the log; may be nil

	gone bool // the connection is useless: nothing can be sent
	slow bool // because the client does not read
}

func (e *Ending) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Reason, e.Err)
	}
	return e.Reason
}

func (e *Ending) Unwrap() error { return e.Err }

// Slow reports whether the socket ended because the client did not read.
func (e *Ending) Slow() bool { return e.slow }

// Lost reports whether the client left, with or without a word, so that nothing could be sent to it.
func (e *Ending) Lost() bool { return e.gone }

// PanicError is the fault of an Ending that a panic led to. Its stack is in the log already.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

func tooSlow() *Ending {
	return &Ending{Code: websocket.StatusPolicyViolation, Reason: ErrSlow.Error(), Err: ErrSlow, slow: true}
}

// unresponsive is the ending of a client that reads nothing, not even a ping, while its network's
// buffers still take what we write.
func unresponsive(err error) *Ending {
	return &Ending{Code: websocket.StatusPolicyViolation, Reason: "no answer to a ping", slow: true, Err: err}
}

// lost is the ending of a connection from which nothing can be read any more.
func lost(err error) *Ending {
	e := &Ending{gone: true, Reason: "connection lost", Err: err}
	var ce websocket.CloseError
	if errors.As(err, &ce) {
		e.Reason, e.Err = fmt.Sprintf("closed by the client with status %d", ce.Code), nil
	}
	return e
}

// endingOf returns why ctx ended.
func endingOf(ctx context.Context) *Ending {
	cause := context.Cause(ctx)
	var e *Ending
	if errors.As(cause, &e) {
		return e
	}
	return lost(cause)
}

// closeReason is as much of s as a close frame holds.
func closeReason(s string) string {
	const most = 123 // bytes, by RFC 6455
	if len(s) <= most {
		return s
	}
	for i := most; ; i-- {
		if s[i]&0xC0 != 0x80 { // a character begins here
			return s[:i]
		}
	}
}
