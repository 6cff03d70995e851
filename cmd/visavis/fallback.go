package main

import (
	"context"
	"errors"

	"github.com/visavis/visavis"
)

// fallback is a voice for which another stands in when it is gone for good.
type fallback struct{ first, second visavis.Speaker }

// Speak implements visavis.Speaker. A reply is spoken by one of the two from beginning to end: their
// rates may differ.
func (f fallback) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	heard := false
	t := newTee(clauses)
	err := f.first.Speak(ctx, t.out, func(s visavis.Speech) { heard = true; emit(s) })
	said := t.stop()
	var gone *visavis.UnavailableError
	if heard || !errors.As(err, &gone) {
		return err
	}
	rest := make(chan string)
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(done)
		replay(ctx, said, clauses, rest)
	}()
	err = f.second.Speak(ctx, rest, emit)
	cancel()
	<-done
	return err
}

// replay passes on what was said before and then what is said now.
func replay(ctx context.Context, before []string, now <-chan string, out chan<- string) {
	defer close(out)
	send := func(s string) bool {
		select {
		case out <- s:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for _, s := range before {
		if !send(s) {
			return
		}
	}
	for {
		select {
		case s, more := <-now:
			if !more || !send(s) {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// tee passes clauses on and remembers them.
type tee struct {
	out  chan string
	quit chan struct{}
	done chan []string
}

func newTee(in <-chan string) tee {
	t := tee{out: make(chan string), quit: make(chan struct{}), done: make(chan []string, 1)}
	go t.run(in) // stop waits for it
	return t
}

func (t tee) run(in <-chan string) {
	var said []string
	defer func() { t.done <- said }()
	defer close(t.out)
	for {
		select {
		case s, more := <-in:
			if !more {
				return
			}
			said = append(said, s)
			select {
			case t.out <- s:
			case <-t.quit:
				return
			}
		case <-t.quit:
			return
		}
	}
}

// stop ends the passing on and returns what came through.
func (t tee) stop() []string {
	close(t.quit)
	return <-t.done
}
