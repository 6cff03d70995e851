package failover

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/visavis/visavis"
)

const (
	// maxRetryAfter is the longest wait that a vendor may ask for before another engine is quicker.
	maxRetryAfter = time.Second
	// meanPause passes before an engine is called again, half more or less: conversations that
	// failed together do not come back together.
	meanPause = 100 * time.Millisecond
)

// ErrSilent is the cause of errors that were made here, for engines that said nothing at all.
var ErrSilent = errors.New("silent for too long")

// silent is the error of an engine that was waited for in vain.
func silent(engine, op string) error {
	return &visavis.VendorError{Engine: engine, Op: op, Message: ErrSilent.Error(), Err: ErrSilent}
}

// again reports whether the same call may succeed now, and the pause before it is made.
func again(err error) (pause time.Duration, ok bool) {
	var v *visavis.VendorError
	if isUnavailable(err) || !errors.As(err, &v) || !v.Temporary() || v.RetryAfter > maxRetryAfter {
		return 0, false
	}
	return max(v.RetryAfter, jitter(meanPause)), true
}

func isUnavailable(err error) bool {
	var u *visavis.UnavailableError
	return errors.As(err, &u)
}

// isBadRequest reports that what was asked is at fault, not who asked or who was asked.
func isBadRequest(err error) bool {
	v, ok := errors.AsType[*visavis.VendorError](err)
	return ok && (v.Status == http.StatusBadRequest || v.Status == http.StatusUnprocessableEntity)
}

// retryAfter returns how long the vendor asks to wait; 0: it does not.
func retryAfter(err error) time.Duration {
	var v *visavis.VendorError
	if errors.As(err, &v) {
		return v.RetryAfter
	}
	return 0
}

// jitter returns d, half more or less.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d)
}

// sleep lets d pass; it returns ctx's error when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
