package fake

import (
	"context"
	"time"

	"github.com/visavis/visavis"
)

// Caller answers each call alike.
type Caller struct {
	Response string        // empty: the call's arguments
	Delay    time.Duration // passes before the answer
	Err      error         // what Call returns in place of it; nil: none
}

// Call implements visavis.Caller.
func (f Caller) Call(ctx context.Context, c visavis.Call) (string, error) {
	if err := wait(ctx, f.Delay); err != nil {
		return "", err
	}
	if f.Err != nil {
		return "", f.Err
	}
	if f.Response == "" {
		return c.Arguments, nil
	}
	return f.Response, nil
}
