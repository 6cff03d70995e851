package failover_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/failover"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	generate   func(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error
	speak      func(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error
	transcribe func(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error
)

func (f generate) Generate(ctx context.Context, p visavis.Prompt, emit func(visavis.Delta)) error {
	return f(ctx, p, emit)
}

func (f speak) Speak(ctx context.Context, clauses <-chan string, emit func(visavis.Speech)) error {
	return f(ctx, clauses, emit)
}

func (f transcribe) Transcribe(ctx context.Context, in <-chan visavis.Chunk, emit func(visavis.Transcript)) error {
	return f(ctx, in, emit)
}

// engines names engines a, b, c …
func engines[T any](es ...T) []failover.Engine[T] {
	var out []failover.Engine[T]
	for i, e := range es {
		out = append(out, failover.Engine[T]{Name: string(rune('a' + i)), Engine: e})
	}
	return out
}

// reports collects what a chain reports, as "speak a>b".
type reports []string

func (r *reports) add(f failover.Failure) {
	*r = append(*r, fmt.Sprintf("%s %s>%s", f.Stage, f.Engine, f.Next))
	if f.Err == nil {
		*r = append(*r, "without an error")
	}
}

func status(code int) *visavis.VendorError {
	return &visavis.VendorError{Engine: "vendor", Op: "test", Status: code}
}

func gone() error { return &visavis.UnavailableError{Engine: "vendor", Reason: "no key"} }

// hang waits until ctx ends.
func hang(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// within fails the test when d is not between the limits, both included.
func within(t *testing.T, what string, d, least, most time.Duration) {
	t.Helper()
	if d < least || d > most {
		t.Errorf("%s took %v, want %v to %v", what, d, least, most)
	}
}

var errBroken = errors.New("broken")
