package visavis

import (
	"fmt"
	"time"
)

// UnavailableError says that an engine cannot work here and what would change that. Trying again
// without doing so is useless.
type UnavailableError struct {
	Engine string // "flite"
	Reason string // "libflite.so.1 is not installed"
	Remedy string // "apt-get install libflite1"; may be empty
	Err    error  `json:"-"` // the cause; may be nil
}

func (e *UnavailableError) Error() string {
	s := e.Engine + ": " + e.Reason
	if e.Remedy != "" {
		s += " (to mend it: " + e.Remedy + ")"
	}
	return s
}

func (e *UnavailableError) Unwrap() error { return e.Err }

// VendorError is a call to a vendor's server that failed. It holds no secret.
type VendorError struct {
	Engine     string        // "deepgram"
	Op         string        // what was asked: "listen", "ask gpt-4o-mini"
	Status     int           // of HTTP, or of a websocket's close; 0: no answer, or it broke off
	Message    string        // what the vendor said
	RequestID  string        // for the vendor's support; may be empty
	RetryAfter time.Duration // what the vendor asks to wait; 0: it did not say
	Err        error         // the cause; may be nil
}

func (e *VendorError) Error() string {
	s := e.Engine + ": " + e.Op
	if e.Status != 0 {
		s += fmt.Sprintf(": status %d", e.Status)
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.RequestID != "" {
		s += " (request " + e.RequestID + ")"
	}
	return s
}

func (e *VendorError) Unwrap() error { return e.Err }

// Temporary reports whether the same call may succeed when it is made again: there was no answer, or
// one that says so (408, 409, 425, 429 and 5xx). Bad requests, refused keys and unpaid bills stay.
func (e *VendorError) Temporary() bool {
	switch e.Status {
	case 0, 408, 409, 425, 429:
		return true
	case 1003, 1007, 1008, 1009: // websocket: what was sent is not understood or not allowed
		return false
	}
	return e.Status >= 500
}
