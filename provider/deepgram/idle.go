package deepgram

// waiting returns where the sockets for a speed wait for a reply.
func (p *pool) waiting(speed float64) chan *voiceSocket {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queue(speed)
}

// queue is waiting for who holds mu. There are as many queues as speeds that were asked for, which are
// whole hundredths.
func (p *pool) queue(speed float64) chan *voiceSocket {
	q := p.idle[speed]
	if q == nil {
		q = make(chan *voiceSocket, maxIdle)
		p.idle[speed] = q
	}
	return q
}

// keep has a socket wait for a reply at its speed. It reports false if enough wait for that.
func (p *pool) keep(s *voiceSocket) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := 0
	for _, q := range p.idle {
		all += len(q)
	}
	if all >= maxIdle && !p.dropIdle(s.speed) {
		return false
	}
	select {
	case p.queue(s.speed) <- s:
		return true
	default:
		return false
	}
}

// dropIdle gives up a socket that waits for a reply at another speed, which may never be asked for
// again. It reports false if there is none. mu is held.
func (p *pool) dropIdle(speed float64) bool {
	for other, q := range p.idle {
		if other == speed {
			continue
		}
		select {
		case s := <-q:
			delete(p.sockets, s)
			s.cut(nil)
			return true
		default:
		}
	}
	return false
}
