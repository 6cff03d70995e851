package server

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// calls are a client's functions at work: what the client is asked and told of them, and what it
// answers. The session's goroutine tells it of rounds and outcomes, the goroutines of calls wait in it,
// and the reading goroutine brings answers.
type calls struct {
	send func(wire.ServerMessage) error

	mu     sync.Mutex        // guards what follows
	sides  map[string]side   // of the functions that were declared, lately or long ago, by name
	rounds map[string]*round // by call, until it is known which of the round's calls are made
	open   map[string]*asked // by id, what the client was asked to do
	closed []string          // ids of calls that were open lately, the oldest first
}

// maxClosed is of how many calls a late answer is recognised as such.
const maxClosed = 64

// maxSides bounds the functions that are remembered: a client may declare others again and again.
const maxSides = 8 * maxFunctions

// round is what a brain asked for at once. Its calls are told of together, when it is known of each
// whether it is made.
type round struct {
	order   []visavis.Call
	unknown int
	made    map[string]bool
}

// asked is a call that the client carries out.
type asked struct {
	call     visavis.Call
	answer   chan string // holds one
	answered bool
}

func newCalls(send func(wire.ServerMessage) error) *calls {
	return &calls{send: send, sides: map[string]side{}, rounds: map[string]*round{}, open: map[string]*asked{}}
}

// tool returns a declared function with a caller that tells the client.
func (c *calls) tool(f function) visavis.Tool {
	c.mu.Lock()
	if len(c.sides) >= maxSides {
		clear(c.sides)
	}
	c.sides[f.Name] = f.side
	c.mu.Unlock()
	if f.side == clients {
		f.Caller = clientSide{c}
	} else {
		f.Caller = serverSide{c, f.Caller}
	}
	return f.Tool
}

// sideOf says who carries out a call, or did.
func (c *calls) sideOf(call visavis.Call) side {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sides[call.Name]
}

// begin notes what a brain asks for, before any of it is made.
func (c *calls) begin(list []visavis.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := &round{made: map[string]bool{}}
	for _, call := range list {
		if c.sides[call.Name] != operators {
			r.order = append(r.order, call)
			c.rounds[call.ID] = r
		}
	}
	r.unknown = len(r.order)
}

// making notes that a call is made. answer brings what the client says to one that it carries out.
func (c *calls) making(call visavis.Call) (answer <-chan string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sides[call.Name] == clients {
		a := &asked{call: call, answer: make(chan string, 1)}
		c.open[call.ID] = a
		answer = a.answer
	}
	if r := c.rounds[call.ID]; r != nil {
		r.made[call.ID] = true
	}
	c.settle(call.ID)
	return answer
}

// done notes the outcome of a call, made or not. An answer of the client's that is still open is no
// longer wanted, and the client is told so.
func (c *calls) done(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(id)
	a := c.open[id]
	if a == nil {
		return
	}
	delete(c.open, id)
	if c.closed = append(c.closed, id); len(c.closed) > maxClosed {
		c.closed = c.closed[1:]
	}
	if !a.answered {
		c.send(wire.FunctionCallCancelled{Functions: []wire.FunctionName{{ID: id, Name: a.call.Name}}})
	}
}

// settle takes a call out of its round; the last one has the client told of those that are made.
func (c *calls) settle(id string) {
	r := c.rounds[id]
	if r == nil {
		return
	}
	delete(c.rounds, id)
	if r.unknown--; r.unknown > 0 || len(r.made) == 0 {
		return
	}
	var m wire.FunctionCallRequest
	for _, call := range r.order {
		if r.made[call.ID] {
			m.Functions = append(m.Functions, wireCall(call, c.sides[call.Name]))
		}
	}
	c.send(m)
}

// reply brings the client's answer to a call. It returns what is wrong with it, or "".
func (c *calls) reply(id, content string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.open[id]
	switch {
	case a != nil && a.answered:
		return fmt.Sprintf("Function call %q has been answered before.", shown(id))
	case a != nil:
		a.answered = true
		a.answer <- content
		return ""
	case slices.Contains(c.closed, id):
		return "" // late, which the client could not know
	}
	return fmt.Sprintf("No function call %q is open.", shown(id))
}

// clientSide is the caller of functions that the client carries out.
type clientSide struct{ calls *calls }

// Call implements visavis.Caller.
func (s clientSide) Call(ctx context.Context, call visavis.Call) (string, error) {
	select {
	case content := <-s.calls.making(call):
		return content, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// serverSide is the caller of functions that another server carries out.
type serverSide struct {
	calls *calls
	visavis.Caller
}

// Call implements visavis.Caller.
func (s serverSide) Call(ctx context.Context, call visavis.Call) (string, error) {
	s.calls.making(call)
	return s.Caller.Call(ctx, call)
}

func wireCall(c visavis.Call, s side) wire.FunctionCall {
	return wire.FunctionCall{
		ID: c.ID, Name: c.Name, Arguments: firstSet(c.Arguments, "{}"), ClientSide: s == clients, ThoughtSignature: c.Signature,
	}
}

// shown is a text of a client's in a length to be shown.
func shown(s string) string {
	s, _ = firstRunes(s, maxShown)
	return s
}
