package deepgram

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/visavis/visavis"
)

// checkVendorError checks an error that says all that is in want, and not the key.
func checkVendorError(t *testing.T, err error, temporary bool, want ...string) {
	t.Helper()
	var ve *visavis.VendorError
	if !errors.As(err, &ve) {
		t.Fatalf("error is %T %v, want a *VendorError", err, err)
	}
	if ve.Temporary() != temporary {
		t.Errorf("%v: temporary is %v, want %v", err, ve.Temporary(), temporary)
	}
	checkText(t, err, want...)
}

// checkUnavailable checks an error that only an operator can mend.
func checkUnavailable(t *testing.T, err error, want ...string) {
	t.Helper()
	var ue *visavis.UnavailableError
	if !errors.As(err, &ue) {
		t.Fatalf("error is %T %v, want an *UnavailableError", err, err)
	}
	checkText(t, err, want...)
}

func checkText(t *testing.T, err error, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if all := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(all, key) {
			t.Errorf("error shows the key: %s", all)
		}
	}
}
