package server

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// client is one conversation's connection. What it points to is safe anywhere.
type client struct {
	id      string
	log     *slog.Logger
	cfg     *Config
	metrics *metrics
	socket  *socket.Socket
	calls   *calls
	panel   *panel
	// ownHealth is of engines that the client brought along.
	ownHealth *failover.Health
	agent     agentState
	tongues   atomic.Pointer[tongues] // nil: nobody listens
}

// newClient prepares a client; it has no socket yet.
func newClient(s *Server, log *slog.Logger, id string) *client {
	c := &client{id: id, log: log, cfg: &s.cfg, metrics: &s.metrics, ownHealth: failover.NewHealth()}
	c.calls = newCalls(c.send)
	c.panel = &panel{cfg: c.cfg, send: c.send, health: func() []failover.Outage {
		return append(c.cfg.Health.Down(), c.ownHealth.Down()...)
	}}
	return c
}

// serve converses until the call has ended.
func (c *client) serve(ctx context.Context) {
	c.metrics.calls.Add(1)
	c.metrics.open.Add(1)
	defer c.metrics.open.Add(-1)
	begun := time.Now()
	c.send(wire.Welcome{RequestID: c.id})
	defer c.limitSession()()
	d := &dialogue{client: c}
	e := c.socket.Serve(ctx, d)
	d.close()
	if e.Slow() {
		c.metrics.slow.Add(1)
	}
	c.log.Info("conversation ended", "why", e, "lasted", time.Since(begun).Round(time.Millisecond))
}

// send queues a message. A client that lets the queue fill up has its call ended.
func (c *client) send(m wire.ServerMessage) error { return c.socket.Send(wire.Encode(m)) }

// converse runs the session; it has a goroutine of its own.
func (c *client) converse(ctx context.Context, session Session, out func(conversation.Output) error) {
	if err := session.Run(ctx, out); ctx.Err() == nil {
		c.socket.End(broken(err))
	}
}
