package providertest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

const (
	// patience is how long anything may take: engines start, load models, and share the machine.
	patience = 30 * time.Second
	// promptly is how soon a cancelled call must return.
	promptly = 2 * time.Second
)

// call runs f in a goroutine of its own and returns its error; it fails the test when f does not
// return within limit.
func call(t *testing.T, limit time.Duration, what string, f func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		t.Fatalf("%s did not return within %v", what, limit)
		return nil
	}
}

// withPatience returns a context that ends when patience does.
func withPatience(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// alone checks that a callback is never entered twice at once, nor after its call has returned.
type alone struct {
	t     *testing.T
	what  string
	in    atomic.Bool
	ended atomic.Bool
}

func (a *alone) enter() {
	if !a.in.CompareAndSwap(false, true) {
		a.t.Errorf("%s: emit was called while another call of it was under way", a.what)
	}
	if a.ended.Load() {
		a.t.Errorf("%s: emit was called after it had returned", a.what)
	}
}

func (a *alone) leave() { a.in.Store(false) }
func (a *alone) end()   { a.ended.Store(true) }
