// Package panics turns a panic into an error, so that it ends what it belongs to and not the process.
// Whoever calls an engine does that in its own goroutine; an engine with goroutines of its own does it
// in each that decodes or hands on what others have made, because nobody else can.
package panics

import (
	"fmt"
	"runtime/debug"
)

// Error is a panic.
type Error struct {
	Value any
	Stack []byte
}

func (e *Error) Error() string { return fmt.Sprintf("panic: %v\n%s", e.Value, e.Stack) }

// Catch calls f and returns its error, or an *Error when it panics.
func Catch(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Error{v, debug.Stack()}
		}
	}()
	return f()
}
