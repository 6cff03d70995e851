package server

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/coder/websocket"
)

// read takes in what the client sends until the call ends. It passes no context to the connection,
// which would cost an allocation for every frame: the writing goroutine closes the connection, and
// that ends a read.
func (c *client) read(ctx context.Context) {
	c.conn.SetReadLimit(-1) // receive has its own, with words that help
	silence := time.AfterFunc(idleTimeout, func() { c.end(idle()) })
	defer silence.Stop()
	d := &dialogue{client: c}
	var buf []byte
	for ctx.Err() == nil {
		silence.Reset(idleTimeout)
		kind, msg, e := c.receive(buf)
		if e != nil {
			c.end(e)
			return
		}
		// While we are busy with a message it is not the client who is silent.
		silence.Stop()
		if kind == websocket.MessageBinary {
			d.hear(ctx, msg)
		} else {
			d.handle(ctx, msg)
		}
		buf = msg
	}
}

// receive reads one message into buf, which grows as needed.
func (c *client) receive(buf []byte) (websocket.MessageType, []byte, *ending) {
	kind, r, err := c.conn.Reader(context.Background())
	if err != nil {
		return 0, nil, lost(err)
	}
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, 4096)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF:
			return kind, buf, nil
		case err != nil:
			return 0, nil, lost(err)
		case len(buf) > maxMessage:
			return 0, nil, tooBig()
		}
	}
}
