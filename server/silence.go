package server

import (
	"sync"
	"time"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/socket"
)

// agentState is whether the agent is at it, or when it last was. The session's goroutine tells it, and
// the socket asks when the client is silent.
type agentState struct {
	mu      sync.Mutex // guards what follows
	busy    bool
	resting time.Time // since when, if it is not busy; zero: it has not said anything yet
}

func (a *agentState) follow(s conversation.State) {
	busy := s == conversation.Thinking || s == conversation.Speaking
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.busy && !busy {
		a.resting = time.Now()
	}
	a.busy = busy
}

// restedFor reports whether the agent has done nothing for so long.
func (a *agentState) restedFor(d time.Duration) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.busy && time.Since(a.resting) >= d
}

// fallSilent ends a call whose client is silent, but not while the agent speaks or has just spoken: who
// listens may have nothing to send.
func (c *client) fallSilent() *socket.Ending {
	if !c.agent.restedFor(idleTimeout) {
		return nil
	}
	return idle()
}
