package vendors

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/wire"
)

const (
	// backlog is how many messages may wait for a protocol: files are sent as fast as they can be read.
	backlog = 4096
	// largestMessage is what a simulator reads, in bytes.
	largestMessage = 16 << 20
)

// protocol is what is spoken on a socket, whose goroutine calls it.
type protocol interface {
	text(message []byte)
	audio(b []byte)
	ping()
	// deadline is when tick wants to be called; zero: never.
	deadline() time.Time
	tick(now time.Time)
}

// socket is the server's end of a websocket: a reader, and one goroutine, the handler's, in which
// the protocol runs and messages leave when their time has come.
type socket struct {
	*call
	conn    *websocket.Conn
	in      chan frame
	out     []item // by time
	done    Progress
	held    time.Time   // until then nothing is sent
	deaf    atomic.Bool // pings are not answered: nobody is there
	dribble *Dribble
	closing bool // a close waits in out: what comes in is ignored
	over    bool
}

// frame is something that came in.
type frame struct {
	typ  websocket.MessageType
	ping bool
	data []byte
}

// item is something that goes out.
type item struct {
	at    time.Time
	typ   websocket.MessageType
	data  []byte
	drops bool // by a Clear
	words int  // over when this has been sent; 0: does not say
	close *CloseFrame
}

// upgrade answers the handshake; nil: the client had something wrong and was told.
func (c *call) upgrade() *socket {
	s := &socket{call: c, in: make(chan frame, backlog)}
	c.answered(101)
	conn, err := websocket.Accept(c.w, c.r, &websocket.AcceptOptions{
		Subprotocols:       []string{"token", "bearer"},
		InsecureSkipVerify: true, // pages of any origin may come
		OnPingReceived: func(ctx context.Context, _ []byte) bool {
			s.push(ctx, frame{ping: true})
			return !s.deaf.Load()
		},
	})
	if err != nil {
		c.answered(400)
		return nil
	}
	conn.SetReadLimit(largestMessage)
	s.conn = conn
	return s
}

// serve runs p until either end closes.
func (s *socket) serve(p protocol) {
	ctx, cancel := context.WithCancel(s.r.Context())
	read := make(chan struct{})
	go func() {
		defer close(read)
		s.read(ctx)
	}()
	defer func() {
		cancel()
		s.conn.CloseNow()
		<-read
	}()
	s.strike()
	for !s.over {
		s.step(ctx, p)
	}
}

// read passes on what comes until the connection ends.
func (s *socket) read(ctx context.Context) {
	defer close(s.in)
	for {
		typ, data, err := s.conn.Read(ctx)
		if err != nil || !s.push(ctx, frame{typ: typ, data: data}) {
			return
		}
	}
}

func (s *socket) push(ctx context.Context, f frame) bool {
	select {
	case s.in <- f:
		return true
	case <-ctx.Done():
		return false
	}
}

// step waits for the next thing to do and does it.
func (s *socket) step(ctx context.Context, p protocol) {
	timer := time.NewTimer(s.wait(p))
	defer timer.Stop()
	select {
	case f, open := <-s.in:
		s.take(f, open, p)
	case <-timer.C:
		s.tick(ctx, p)
	}
}

// wait returns how long nothing is to be done.
func (s *socket) wait(p protocol) time.Duration {
	at := time.Now().Add(24 * time.Hour)
	if len(s.out) > 0 {
		at = later(s.out[0].at, s.held)
	}
	if d := p.deadline(); !s.closing && !d.IsZero() && d.Before(at) {
		at = d
	}
	return time.Until(at)
}

func (s *socket) take(f frame, open bool, p protocol) {
	switch {
	case !open:
		s.over = true
	case s.closing:
	case f.ping:
		p.ping()
	case f.typ == websocket.MessageText:
		p.text(f.data)
	default:
		p.audio(f.data)
	}
}

func (s *socket) tick(ctx context.Context, p protocol) {
	now := time.Now()
	if d := p.deadline(); !s.closing && !d.IsZero() && !now.Before(d) {
		p.tick(now)
	}
	for !s.over && len(s.out) > 0 && !now.Before(later(s.out[0].at, s.held)) {
		next := s.out[0]
		s.out = s.out[1:]
		s.emit(ctx, next)
		now = time.Now()
	}
}

// emit sends an item.
func (s *socket) emit(ctx context.Context, i item) {
	if i.close != nil {
		s.conn.Close(websocket.StatusCode(i.close.Code), i.close.Reason)
		s.over = true
		return
	}
	if s.write(ctx, i) != nil {
		s.over = true
		return
	}
	s.done.Chunks++
	if i.typ == websocket.MessageBinary {
		s.done.Bytes += len(i.data)
	}
	s.reach(s.done.Bytes, max(s.done.Words, i.words))
}

// write sends an item's data, audio in dribbles if need be.
func (s *socket) write(ctx context.Context, i item) error {
	if s.dribble == nil || i.typ != websocket.MessageBinary {
		return s.conn.Write(ctx, i.typ, i.data)
	}
	for piece := range slices.Chunk(i.data, max(1, s.dribble.Size)) {
		if err := s.conn.Write(ctx, i.typ, piece); err != nil {
			return err
		}
		if err := sleep(ctx, s.dribble.Every); err != nil {
			return err
		}
	}
	return nil
}

// reach notes how far the call has come and does the fault that is due there.
func (s *socket) reach(bytes, words int) {
	s.done.Bytes, s.done.Words = bytes, words
	s.strike()
}

func (s *socket) strike() {
	switch t := s.due(s.done).(type) {
	case Drop, Refuse:
		s.broke(s.req)
		s.conn.CloseNow()
		s.over = true
	case Stall:
		s.hold(t)
	case Garbage:
		s.queue(item{at: time.Now(), typ: websocket.MessageText, data: t.data()})
	case CloseFrame:
		s.broke(s.req)
		s.closing = true
		s.out = []item{{at: time.Now(), close: &t}}
	case Dribble:
		s.dribble = &t
	}
}

// hold keeps all back for as long as a Stall wants.
func (s *socket) hold(t Stall) {
	if t.For > 0 {
		s.held = time.Now().Add(t.For)
		return
	}
	s.deaf.Store(true)
	s.held = time.Now().Add(1000 * time.Hour)
}

// queue puts an item where its time says, behind those of the same time.
func (s *socket) queue(i item) {
	at := len(s.out)
	for at > 0 && s.out[at-1].at.After(i.at) {
		at--
	}
	s.out = slices.Insert(s.out, at, i)
}

// say sends a message after all that waits, not earlier than at.
func (s *socket) say(at time.Time, m wire.Message) {
	if n := len(s.out); n > 0 {
		at = later(at, s.out[n-1].at)
	}
	s.interject(at, m)
}

// interject sends a message at its time, perhaps before others that wait.
func (s *socket) interject(at time.Time, m wire.Message) {
	s.queue(item{at: at, typ: websocket.MessageText, data: wire.Encode(m)})
}

// shut closes with a status after all that waits.
func (s *socket) shut(code websocket.StatusCode, reason string) {
	s.closing = true
	at := time.Now()
	if n := len(s.out); n > 0 {
		at = s.out[n-1].at
	}
	s.queue(item{at: at, close: &CloseFrame{int(code), reason}})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
