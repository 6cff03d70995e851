package vendor

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/visavis/visavis"
)

// Service is a vendor as a driver uses it.
type Service struct {
	Engine string // "openai"
	Model  string // "gpt-4o-mini"
	Key    string // never shown; may be empty
}

// Failure is a call that did not succeed, in the words of the vendor.
type Failure struct {
	Op         string // what was asked; empty: to answer as the model
	Status     int    // of HTTP, or what it would be for an error that came later; 0: no answer, or it broke off
	Message    string // what the vendor said; may hold the key
	RequestID  string
	RetryAfter time.Duration
	Unpaid     bool  // the account's credit or quota is used up, whatever Status says
	BadKey     bool  // the key was refused, whatever Status says
	Err        error // the cause; its text may hold the key
}

// Error returns what a driver returns for f: an *visavis.UnavailableError when nobody but an operator
// can help, a *visavis.VendorError for everything else.
func (s Service) Error(f Failure) error {
	said := ""
	if m := Redact(f.Message, s.Key); m != "" {
		said = ": " + m
	}
	answer := &visavis.VendorError{
		Engine: s.Engine, Op: cmp.Or(f.Op, "ask "+s.Model), Status: f.Status,
		Message:   cmp.Or(Redact(f.Message, s.Key), http.StatusText(f.Status), s.reason(f.Err)),
		RequestID: f.RequestID, RetryAfter: f.RetryAfter, Err: hide(f.Err),
	}
	switch {
	case f.Unpaid || f.Status == http.StatusPaymentRequired:
		return unavailable(answer, "the account may not spend more"+said, "look at the account's billing")
	case f.BadKey || f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden:
		return unavailable(answer, fmt.Sprintf("the key was refused (%d)%s", f.Status, said), "check the key and what it may use")
	case f.Status == http.StatusNotFound:
		return unavailable(answer, fmt.Sprintf("model %q is not there (%d)%s", s.Model, f.Status, said), "choose another model, or install this one, and check the base URL")
	}
	return answer
}

// BrokeOff is the error of a reply whose end never came, although the connection was closed in an
// orderly manner.
func (s Service) BrokeOff() error {
	return s.Error(Failure{Message: "the reply broke off", Err: io.ErrUnexpectedEOF})
}

// unavailable keeps what the vendor said as the cause: its number for the request is asked for by the
// vendor's support.
func unavailable(answer *visavis.VendorError, reason, remedy string) error {
	return &visavis.UnavailableError{Engine: answer.Engine, Reason: reason, Remedy: remedy, Err: answer}
}

// reason returns an error's text without the address asked, which the operator knows, and without
// the key.
func (s Service) reason(err error) string {
	if err == nil {
		return ""
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return Redact(err.Error(), s.Key)
}

// hide keeps a cause for errors.Is and out of reach for everything that prints: an SDK's error holds
// the request, and with it the key.
func hide(err error) error {
	if err == nil {
		return nil
	}
	return &cause{is: func(target error) bool { return errors.Is(err, target) }}
}

type cause struct{ is func(error) bool }

func (*cause) Error() string          { return "the cause is in the vendor's error" }
func (c *cause) Is(target error) bool { return c.is(target) }
