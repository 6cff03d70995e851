package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis"
)

func TestAgain(t *testing.T) {
	busy := &visavis.VendorError{Status: 429}
	for name, tt := range map[string]struct {
		errs  []error // of each try
		calls int
		wait  time.Duration
		ok    bool
	}{
		"works":              {[]error{nil}, 1, 0, true},
		"works in the end":   {[]error{busy, nil}, 2, againAfter, true},
		"waits as asked":     {[]error{&visavis.VendorError{Status: 503, RetryAfter: 20 * time.Second}, nil}, 2, 20 * time.Second, true},
		"not for ever":       {[]error{busy, busy, nil}, 2, againAfter, false},
		"asked for too much": {[]error{&visavis.VendorError{Status: 429, RetryAfter: time.Hour}, nil}, 1, 0, false},
		"useless":            {[]error{&visavis.VendorError{Status: 400}, nil}, 1, 0, false},
		"refused key":        {[]error{&visavis.UnavailableError{Err: &visavis.VendorError{Status: 0}}, nil}, 1, 0, false},
		"not the vendor's":   {[]error{errors.New("no such file"), nil}, 1, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls, start := 0, time.Now()
				err := again(t.Context(), func() error { calls++; return tt.errs[calls-1] })
				if calls != tt.calls || (err == nil) != tt.ok || time.Since(start) != tt.wait {
					t.Errorf("%d calls in %v, %v; want %d in %v", calls, time.Since(start), err, tt.calls, tt.wait)
				}
			})
		})
	}
}

func TestAgainEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	err := again(ctx, func() error { stop(); return &visavis.VendorError{} })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}
