package failover

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/visavis/visavis"
)

// Stages of a conversation, as in Failure.Stage.
const (
	Listen = "listen"
	Think  = "think"
	Speak  = "speak"
)

// Engine is an engine and the name by which its health is known.
type Engine[T any] struct {
	Name   string // "deepgram/nova-3"
	Engine T
	// Wished: it is asked as one client wishes. That it finds such a request bad says nothing of how it
	// is for others.
	Wished bool
}

// Failure says that an engine was given up, for now.
type Failure struct {
	Stage  string // Listen, Think or Speak
	Engine string
	Err    error
	// Next is the engine that takes over. Empty: none is left; a reply ends with what there is,
	// while ears go on trying, with pauses, and do not report that again before something works.
	Next string
}

// Chain is a list of engines that stand in for one another.
type Chain[T any] struct {
	Engines []Engine[T]   // by preference; at least one
	Health  *Health       // shared by all conversations; nil: every call begins with the first
	Report  func(Failure) // nil: nobody; called from the goroutine of the call
}

// warm readies the engine that the next call would begin with.
func (c Chain[T]) warm(ctx context.Context) {
	for _, e := range c.Engines {
		if !c.Health.allows(e.Name) {
			continue
		}
		if w, ok := any(e.Engine).(visavis.Warmer); ok {
			w.Warm(ctx)
		}
		return
	}
}

// route is the way of one call through its chain. It belongs to the call's goroutine.
type route[T any] struct {
	Chain[T]
	stage string
	tried []bool  // since something last worked
	said  []error // what each engine last failed with
	ended bool    // it was reported that none is left
}

func newRoute[T any](c Chain[T], stage string) route[T] {
	n := len(c.Engines)
	return route[T]{Chain: c, stage: stage, tried: make([]bool, n), said: make([]error, n)}
}

// next returns the best engine that was not tried: the first that is healthy, else the first.
// -1: none is left.
func (r *route[T]) next() int {
	ill := -1
	for i, e := range r.Engines {
		switch {
		case r.tried[i]:
		case r.Health.claim(e.Name):
			return i
		case ill < 0:
			ill = i
		}
	}
	return ill
}

// left returns how many engines other than i were not tried.
func (r *route[T]) left(i int) int {
	n := 0
	for j, tried := range r.tried {
		if j != i && !tried {
			n++
		}
	}
	return n
}

// fail notes that engine i failed and will be called again.
func (r *route[T]) fail(i int, err error) {
	r.said[i] = err
	if e := r.Engines[i]; !e.Wished || !isBadRequest(err) {
		r.Health.failed(e.Name, err)
	}
}

// giveUp notes that engine i failed for good and returns who takes over; -1: none is left.
func (r *route[T]) giveUp(i int, err error) int {
	r.fail(i, err)
	r.tried[i] = true
	next := r.next()
	r.report(i, err, next)
	return next
}

func (r *route[T]) report(i int, err error, next int) {
	f := Failure{Stage: r.stage, Engine: r.Engines[i].Name, Err: err}
	if next >= 0 {
		f.Next = r.Engines[next].Name
	}
	if r.Report != nil && (next >= 0 || !r.ended) {
		r.Report(f)
	}
	r.ended = next < 0
}

// works notes that something was achieved: what failed before may be tried again.
func (r *route[T]) works() {
	clear(r.tried)
	clear(r.said)
	r.ended = false
}

// err joins what the engines said.
func (r *route[T]) err() error {
	var all failures
	for i, err := range r.said {
		if err != nil {
			all = append(all, fmt.Errorf("%s: %w", r.Engines[i].Name, err))
		}
	}
	if len(all) == 0 {
		return errors.New(r.stage + ": the chain has no engine")
	}
	return all
}

// failures is what each engine of a chain said.
type failures []error

func (f failures) Error() string {
	texts := make([]string, len(f))
	for i, err := range f {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

func (f failures) Unwrap() []error { return f }
