package listen

import (
	"sync"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// numberer gives the messages of a Flux stream their ids and numbers, without gaps, and sends them.
// Several goroutines use it: turns are told by one, the end of the stream by another.
type numberer struct {
	request string
	socket  *socket.Socket

	mu   sync.Mutex // guards what follows, and the order of what is sent
	next int
	over bool // the last message has its number
}

// send sends a message, unless the last one was sent.
func (n *numberer) send(m wire.FluxMessage) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over {
		return nil
	}
	return n.socket.Send(wire.Encode(n.number(m)))
}

// last returns an ending with an Error before it; no other message follows.
func (n *numberer) last(status websocket.StatusCode, code wire.Code, description string, err error) *socket.Ending {
	n.mu.Lock()
	defer n.mu.Unlock()
	e := &socket.Ending{Code: status, Reason: string(code) + ": " + description, Err: err}
	if !n.over {
		n.over = true
		e.Last = wire.Encode(n.number(wire.FluxError{Code: code, Description: description}))
	}
	return e
}

func (n *numberer) number(m wire.FluxMessage) wire.Message {
	n.next++
	return m.At(n.request, n.next-1)
}
