package socket

import (
	"sync"
	"time"
)

// silence notices that a client sends nothing. Its lock is held while a message is handled and while
// fire runs, so that these never happen at once.
type silence struct {
	limit time.Duration      // 0: none
	fire  func() (done bool) // not done: the client may be silent for as long again
	timer *time.Timer

	mu   sync.Mutex // guards what follows, and see above
	last time.Time  // when the client gave a sign of life
	over bool
}

func newSilence(limit time.Duration, fire func() (done bool)) *silence {
	s := &silence{limit: limit, fire: fire}
	s.timer = time.AfterFunc(time.Hour, s.check)
	s.timer.Stop()
	return s
}

// begin starts the clock.
func (s *silence) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.renew()
}

// pause says that a message is here and begins to be handled.
func (s *silence) pause() {
	s.mu.Lock()
	s.timer.Stop()
}

// resume says that the message has been handled.
func (s *silence) resume() {
	s.renew()
	s.mu.Unlock()
}

// renewed counts a ping, or a part of a message, as a sign of life.
func (s *silence) renewed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.renew()
}

// end stops the clock for good.
func (s *silence) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.timer.Stop()
}

func (s *silence) renew() {
	if s.limit == 0 || s.over {
		return
	}
	s.last = time.Now()
	s.timer.Reset(s.limit)
}

// check runs when the timer fires, which may be just when a message comes: then the message counts.
func (s *silence) check() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || time.Since(s.last) < s.limit {
		return
	}
	if !s.fire() {
		s.renew()
	}
}
