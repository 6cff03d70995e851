package main

import (
	"context"
	"errors"
	"time"

	"github.com/visavis/visavis"
)

const (
	againAfter = time.Second      // before the second try, where the vendor names no time
	againLimit = 30 * time.Second // the longest that a vendor may ask to wait
)

// again calls a vendor, and once more if the failure may pass. It is the one place where the batch
// commands try again; conversations have internal/failover.
func again(ctx context.Context, try func() error) error {
	err := try()
	var ve *visavis.VendorError
	if !errors.As(err, &ve) || !ve.Temporary() || ve.RetryAfter > againLimit || isUnavailable(err) {
		return err
	}
	select {
	case <-time.After(max(againAfter, ve.RetryAfter)):
		return try()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isUnavailable reports whether only an operator can help.
func isUnavailable(err error) bool {
	var ue *visavis.UnavailableError
	return errors.As(err, &ue)
}
