package deepgram

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/visavis/visavis"
)

// maxIdle bounds the sockets that wait for a reply.
const maxIdle = 8

// pool keeps sockets for speech open between replies, whatever the speed that they were opened for.
// Its methods may be called by any goroutine.
type pool struct {
	op   string
	max  int
	dial func(ctx context.Context, speed float64) (*socket, error)
	met  rejection // by warm; the next take's

	mu      sync.Mutex
	idle    map[float64]chan *voiceSocket // by speed; all together hold maxIdle
	sockets map[*voiceSocket]struct{}     // open
	opening int
	closed  bool
	running sync.WaitGroup // readers, watchers, clearers; added to under mu
}

func newPool(max int, op string, dial func(context.Context, float64) (*socket, error)) *pool {
	return &pool{
		op: op, max: max, dial: dial,
		idle:    make(map[float64]chan *voiceSocket),
		sockets: make(map[*voiceSocket]struct{}),
	}
}

// take returns a socket for a speed that nobody else uses: one that waits, or a new one, whichever is
// there first.
func (p *pool) take(ctx context.Context, speed float64) (*voiceSocket, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s := p.spare(speed); s != nil {
		return s, nil
	}
	if err := p.met.take(); err != nil {
		return nil, err
	}
	dialing, cancel := context.WithCancel(ctx)
	defer cancel()
	fresh := make(chan opened, 1)
	go p.openFor(dialing, speed, fresh)
	select {
	case o := <-fresh:
		return o.s, o.err
	case s := <-p.waiting(speed): // another reply has ended
		if !s.usable() {
			s.cut(nil)
			o := <-fresh
			return o.s, o.err
		}
		cancel()
		if o := <-fresh; o.err == nil {
			p.give(o.s)
		}
		return s, nil
	}
}

// opened is what came of opening a socket.
type opened struct {
	s   *voiceSocket
	err error
}

func (p *pool) openFor(ctx context.Context, speed float64, done chan<- opened) {
	s, err := p.open(ctx, speed)
	done <- opened{s, err}
}

// spare returns a socket that waits, or nil.
func (p *pool) spare(speed float64) *voiceSocket {
	idle := p.waiting(speed)
	for {
		select {
		case s := <-idle:
			if s.usable() {
				return s
			}
			s.cut(nil)
		default:
			return nil
		}
	}
}

// give puts a socket that is ready for another reply where take finds it.
func (p *pool) give(s *voiceSocket) {
	if !s.usable() || !p.keep(s) {
		s.cut(nil)
	}
}

func (p *pool) warm(ctx context.Context, speed float64) {
	if s := p.spare(speed); s != nil {
		p.give(s)
		return
	}
	if p.met.stands() {
		return
	}
	s, err := p.open(ctx, speed)
	if err != nil {
		p.noteRejection(err, speed)
		return
	}
	p.give(s)
}

// noteRejection keeps a rejection for who asks next, unless it may be that of a speed: it is nothing to
// those who ask for another.
func (p *pool) noteRejection(err error, speed float64) {
	if v, ok := errors.AsType[*visavis.VendorError](err); speed != 0 && ok && v.Status == http.StatusBadRequest {
		return
	}
	p.met.note(err)
}

// open opens a socket and has it read.
func (p *pool) open(ctx context.Context, speed float64) (*voiceSocket, error) {
	if err := p.reserve(speed); err != nil {
		return nil, err
	}
	raw, err := p.dial(ctx, speed)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opening--
	if err != nil {
		return nil, err
	}
	if p.closed {
		raw.cut(nil)
		return nil, p.shut()
	}
	s := newVoiceSocket(raw, speed)
	p.sockets[s] = struct{}{}
	p.running.Go(func() {
		s.receive()
		p.forget(s)
	})
	p.running.Go(func() { s.watch(s.gone, s.watched) })
	return s, nil
}

// reserve counts a socket that is being opened.
func (p *pool) reserve(speed float64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return p.shut()
	}
	if len(p.sockets)+p.opening >= p.max && !p.dropIdle(speed) {
		return &visavis.VendorError{Engine: engine, Op: p.op, Status: 429, Message: "as many connections as are allowed are in use"}
	}
	p.opening++
	return nil
}

func (p *pool) shut() error {
	return &visavis.UnavailableError{Engine: engine, Reason: "the voice has been closed"}
}

func (p *pool) forget(s *voiceSocket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sockets, s)
}

// clear has a socket whose reply was cut forget it, and keeps it if it does so in time. It does not
// wait for that.
func (p *pool) clear(s *voiceSocket, flushing bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return // close has cut it
	}
	p.running.Go(func() {
		if s.clear(flushing) {
			p.give(s)
		} else {
			s.cut(nil)
		}
	})
}

func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	for s := range p.sockets {
		s.cut(nil)
	}
	p.mu.Unlock()
	p.running.Wait()
}
