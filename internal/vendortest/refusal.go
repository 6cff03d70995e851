package vendortest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/bench/vendors"
)

// refusals are answers that are none.
func (s Subject) refusals(t *testing.T) {
	s.run(t, "is busy", func(b *bench) {
		b.inject(vendors.Progress{}, b.Busy)
		_, _, err := ask(b.Context(), b.driver("", ""))
		e := b.vendorError(err, http.StatusTooManyRequests)
		if e.RetryAfter != 7*time.Second || !strings.Contains(e.Message, "slow down") || e.RequestID != "req_1" || !e.Temporary() {
			b.Errorf("got %+v, want its message, wait and request", e)
		}
	})
	for _, status := range []int{400, 408, 500, 503, 529} {
		s.run(t, fmt.Sprintf("answers %d", status), func(b *bench) {
			b.inject(vendors.Progress{}, vendors.Refuse{Status: status, Body: "<html>Oh dear, " + Key})
			_, _, err := ask(b.Context(), b.driver("", ""))
			b.vendorError(err, status)
			if b.prompts() != 1 {
				b.Errorf("%d prompts were sent, want 1: trying again is not the driver's business", b.prompts())
			}
		})
	}
	s.run(t, "wants money", func(b *bench) {
		b.inject(vendors.Progress{}, b.Unpaid)
		_, _, err := ask(b.Context(), b.driver("", ""))
		b.unavailable(err, "may not spend")
	})
	s.run(t, "does not know the key", func(b *bench) {
		_, _, err := ask(b.Context(), b.driver("sk-proj-another-one-of-mine", ""))
		b.unavailable(err, "key was refused")
	})
	s.run(t, "does not have the model", func(b *bench) {
		_, _, err := ask(b.Context(), b.driver("", "no-such-model"))
		b.unavailable(err, "no-such-model")
	})
}

// vendorError checks an error and returns it.
func (b *bench) vendorError(err error, status int) *visavis.VendorError {
	b.Helper()
	b.hidden(err)
	e, ok := errors.AsType[*visavis.VendorError](err)
	if !ok {
		b.Fatalf("error is %#v, want a VendorError", err)
	}
	if e.Engine != b.Engine || e.Op == "" || e.Message == "" || e.Status != status && (status != 0 || !e.Temporary()) {
		b.Errorf("error is %+v, want one of %s with status %d", *e, b.Engine, status)
	}
	return e
}

// unavailable checks an error that nobody but an operator can help.
func (b *bench) unavailable(err error, reason string) {
	b.Helper()
	b.hidden(err)
	e, ok := errors.AsType[*visavis.UnavailableError](err)
	if !ok || e.Engine != b.Engine || !strings.Contains(e.Reason, reason) {
		b.Errorf("error is %#v, want it unavailable: %s", err, reason)
	}
}

// hidden looks for the key in all that can be printed of an error.
func (b *bench) hidden(err error) {
	b.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		if all := fmt.Sprintf("%v %+v %#v %q", e, e, e, e); strings.Contains(all, "sk-proj") {
			b.Errorf("error shows the key: %s", all)
		}
	}
}
