// Package fake has engines that need nothing and do the same each time: a [Speaker] that hums, a
// [Transcriber] that understands what its script says and a [Judge] that knows when a turn is over
// besides, a [Generator] that answers from a function and asks for calls, and a [Caller] that
// carries them out. They keep the contracts of package visavis like any other provider, take the
// time that they are told to take, and fail where they are told to. Tests use them, within synctest
// bubbles too, and so can a demonstration without engines.
//
// The values are plain data; one value may serve any number of goroutines.
package fake

import (
	"context"
	"time"
)

// wait lets d pass; it returns ctx's error when that ends first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
