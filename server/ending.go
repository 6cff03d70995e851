package server

import (
	"errors"
	"fmt"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

// ending is why and how a call ends. It is the cause with which the call's context is cancelled.
type ending struct {
	code   websocket.StatusCode
	reason string      // sent in the close frame; up to 123 bytes
	last   *wire.Error // sent before the close; nil: none
	gone   bool        // the connection is useless: nothing can be sent
	slow   bool        // because the client does not read
	err    error       // for the log; may be nil
}

func (e *ending) Error() string {
	if e.err != nil {
		return fmt.Sprintf("%s: %v", e.reason, e.err)
	}
	return e.reason
}

// fatal is an ending that the client is told of in an Error.
func fatal(status websocket.StatusCode, code wire.Code, description string) *ending {
	return &ending{code: status, reason: string(code), last: &wire.Error{Code: code, Description: description}}
}

func hangUp() *ending {
	return &ending{code: websocket.StatusNormalClosure, reason: "closed by the client"}
}

func tooSlow() *ending {
	return &ending{code: websocket.StatusPolicyViolation, reason: errSlow.Error(), slow: true}
}

// unresponsive is the ending of a client that reads nothing, not even a ping, while its network's
// buffers still take what we write.
func unresponsive(err error) *ending {
	return &ending{code: websocket.StatusPolicyViolation, reason: "no answer to a ping", slow: true, err: err}
}

func tooBig() *ending {
	return &ending{code: websocket.StatusMessageTooBig, reason: fmt.Sprintf("a message may have up to %d bytes", maxMessage)}
}

func idle() *ending {
	return fatal(websocket.StatusInternalError, wire.ClientMessageTimeout,
		fmt.Sprintf("Neither audio nor any message came for %v. Send KeepAlive while there is nothing else to send.", idleTimeout))
}

func goingAway() *ending {
	return fatal(websocket.StatusGoingAway, wire.ServerGoingAway, "The server is shutting down.")
}

func broken(err error) *ending {
	e := fatal(websocket.StatusInternalError, wire.InternalServerError, "The conversation failed. Please connect again.")
	e.err = err
	return e
}

// lost is the ending of a connection from which nothing can be read any more.
func lost(err error) *ending {
	e := &ending{gone: true, reason: "connection lost", err: err}
	var ce websocket.CloseError
	if errors.As(err, &ce) {
		e.reason, e.err = fmt.Sprintf("closed by the client with status %d", ce.Code), nil
	}
	return e
}
