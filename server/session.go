package server

import (
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

// A conversation lasts two hours at most (section 8.7).
const (
	maxSession   = 2 * time.Hour
	sessionAlarm = maxSession - 5*time.Minute // the client is told that the end is near
)

// limitSession warns of the end of the session and brings it. stop ends both.
func (c *client) limitSession() (stop func()) {
	alarm := time.AfterFunc(sessionAlarm, func() {
		c.send(wire.Warning{Code: wire.SessionLengthApproaching,
			Description: "This session ends in 5 minutes. Connect again with agent.context.messages to go on."})
	})
	end := time.AfterFunc(maxSession, func() {
		c.socket.End(fatal(websocket.StatusNormalClosure, wire.SessionLengthReached,
			"A session lasts 2 hours at most. Connect again with agent.context.messages to go on."))
	})
	return func() {
		alarm.Stop()
		end.Stop()
	}
}
