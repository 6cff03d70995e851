package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/conversation"
	"github.com/visavis/visavis/internal/failover"
	"github.com/visavis/visavis/wire"
)

// client is one connection. Its methods say which goroutine they belong to; what it
// points to is safe anywhere, and end may be called from anywhere and more than once: the first ending counts.
type client struct {
	id      string
	log     *slog.Logger
	cfg     *Config
	metrics *metrics
	closing <-chan struct{} // the server shuts down
	conn    *websocket.Conn
	queue   *queue
	calls   *calls
	panel   *panel
	// ownHealth is of engines that the client brought along.
	ownHealth *failover.Health

	end   context.CancelCauseFunc // with an *ending; set by serve
	group sync.WaitGroup          // all goroutines but the one that serves
}

func newClient(s *Server, conn *websocket.Conn, log *slog.Logger, id string) *client {
	c := &client{
		id: id, log: log, cfg: &s.cfg, metrics: &s.metrics, closing: s.door.closing,
		conn: conn, queue: newQueue(), ownHealth: failover.NewHealth(),
	}
	c.calls = newCalls(c.send)
	c.panel = &panel{cfg: c.cfg, send: c.send, health: func() []failover.Outage {
		return append(c.cfg.Health.Down(), c.ownHealth.Down()...)
	}}
	return c
}

// serve converses until the call has ended; its goroutine does the writing.
func (c *client) serve(ctx context.Context) {
	c.metrics.calls.Add(1)
	c.metrics.open.Add(1)
	defer c.metrics.open.Add(-1)
	begun := time.Now()
	ctx, c.end = context.WithCancelCause(ctx)
	defer c.end(nil)

	c.send(wire.Welcome{RequestID: c.id})
	c.spawn(func() { c.read(ctx) })
	c.spawn(func() { c.ping(ctx) })
	c.write(ctx)
	e := endingOf(ctx)
	c.close(e)
	c.group.Wait()
	c.log.Info("conversation ended", "why", e, "lasted", time.Since(begun).Round(time.Millisecond))
}

// spawn runs f in a goroutine that serve waits for. A panic in it ends this call only.
func (c *client) spawn(f func()) {
	c.group.Go(func() {
		defer c.survive()
		f()
	})
}

func (c *client) survive() {
	if p := recover(); p != nil {
		c.metrics.panics.Add(1)
		c.log.Error("panic in a conversation", "panic", p, "stack", string(debug.Stack()))
		c.end(broken(fmt.Errorf("panic: %v", p)))
	}
}

// send queues a message. A client that lets the queue fill up has its call ended.
func (c *client) send(m wire.ServerMessage) error {
	return c.push(frame{data: wire.Encode(m)})
}

func (c *client) push(f frame) error {
	err := c.queue.push(f)
	if err != nil {
		c.end(tooSlow())
	}
	return err
}

// converse runs the session; it has a goroutine of its own.
func (c *client) converse(ctx context.Context, session Session, out func(conversation.Output) error) {
	if err := session.Run(ctx, out); ctx.Err() == nil {
		c.end(broken(err))
	}
}

// write sends what is queued until the call ends.
func (c *client) write(ctx context.Context) {
	guard := c.newWriteGuard()
	defer guard.Stop()
	for {
		select {
		case <-c.queue.ready:
			c.flush(ctx, guard)
		case <-c.closing:
			c.end(goingAway())
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// newWriteGuard returns a stopped timer that breaks the connection when it fires. A context with a
// deadline would do the same and allocate for every frame.
func (c *client) newWriteGuard() *time.Timer {
	guard := time.AfterFunc(time.Hour, func() {
		slow := tooSlow()
		slow.gone = true
		c.end(slow)
		c.conn.CloseNow()
	})
	guard.Stop()
	return guard
}

// flush sends frames until there are none or the call ends.
func (c *client) flush(ctx context.Context, guard *time.Timer) {
	for ctx.Err() == nil {
		f, ok := c.queue.pop()
		if !ok {
			return
		}
		if err := c.writeFrame(f, guard); err != nil {
			c.end(lost(err))
			return
		}
		c.queue.recycle(f)
	}
}

func (c *client) writeFrame(f frame, guard *time.Timer) error {
	kind := websocket.MessageText
	if f.turn > 0 {
		kind = websocket.MessageBinary
	}
	guard.Reset(writeTimeout)
	defer guard.Stop()
	return c.conn.Write(context.Background(), kind, f.data)
}

// close carries out the ending: messages that are queued go out, audio does not.
func (c *client) close(e *ending) {
	if e.slow {
		c.metrics.slow.Add(1)
		c.queue.dropAll()
	}
	if e.gone {
		c.conn.CloseNow()
		return
	}
	c.queue.dropAudio(allTurns)
	if e.last != nil {
		c.queue.push(frame{data: wire.Encode(*e.last)})
	}
	guard := c.newWriteGuard()
	defer guard.Stop()
	c.flush(context.Background(), guard)
	c.conn.Close(e.code, e.reason)
}

// ping finds out about connections that are dead without saying so.
func (c *client) ping(ctx context.Context) {
	every := time.NewTicker(pingEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
		pingCtx, cancel := context.WithTimeout(ctx, pongTimeout)
		err := c.conn.Ping(pingCtx)
		cancel()
		if err != nil && ctx.Err() == nil {
			c.end(unresponsive(err))
		}
	}
}

// endingOf returns why ctx ended.
func endingOf(ctx context.Context) *ending {
	cause := context.Cause(ctx)
	var e *ending
	if errors.As(cause, &e) {
		return e
	}
	return lost(cause)
}
