package server

import (
	"fmt"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// fatal is an ending that the client is told of in an Error.
func fatal(status websocket.StatusCode, code wire.Code, description string) *socket.Ending {
	return &socket.Ending{Code: status, Reason: string(code), Last: wire.Encode(wire.Error{Code: code, Description: description})}
}

func hangUp() *socket.Ending {
	return &socket.Ending{Code: websocket.StatusNormalClosure, Reason: "closed by the client"}
}

func idle() *socket.Ending {
	return fatal(websocket.StatusInternalError, wire.ClientMessageTimeout,
		fmt.Sprintf("Neither audio nor any message came for %v. Send KeepAlive while there is nothing else to send.", idleTimeout))
}

func goingAway() *socket.Ending {
	return fatal(websocket.StatusGoingAway, wire.ServerGoingAway, "The server is shutting down.")
}

func broken(err error) *socket.Ending {
	e := fatal(websocket.StatusInternalError, wire.InternalServerError, "The conversation failed. Please connect again.")
	e.Err = err
	return e
}
