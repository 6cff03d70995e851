package deepgram

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/wire"
)

// maxRefusal bounds, in bytes, what is read of a refusal's body.
const maxRefusal = 16 << 10

// refusal turns an answer of HTTP that is not the one wanted into an error.
func refusal(op string, resp *http.Response, p pass) error {
	var body []byte
	if resp.Body != nil {
		body, _ = io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // what came is better than nothing
	}
	said := wire.DecodeHTTPError(body)
	ve := &visavis.VendorError{
		Engine: engine, Op: op, Status: resp.StatusCode,
		Message:    p.hide(message(said, resp)),
		RequestID:  cmp.Or(resp.Header.Get(wire.HeaderRequestID), said.RequestID),
		RetryAfter: retryAfter(resp.Header.Get("Retry-After")),
	}
	if remedy, ok := remedies[resp.StatusCode]; ok {
		return &visavis.UnavailableError{Engine: engine, Reason: sayRefused(ve), Remedy: remedy, Err: ve}
	}
	return ve
}

// remedies are what an operator can do about a status; others may pass by themselves, or are the
// fault of one request.
var remedies = map[int]string{
	http.StatusUnauthorized:    "check DEEPGRAM_API_KEY, and that it belongs to this address",
	http.StatusPaymentRequired: "add credit to the account",
	http.StatusForbidden:       "give the key the rights it lacks, or choose a model that its project may use",
	http.StatusNotFound:        "check the base URL",
}

// message joins what a refusal says in its header and its body, each part once.
func message(said wire.HTTPError, resp *http.Response) string {
	text := cmp.Or(resp.Header.Get(wire.HeaderError), said.Message)
	if said.Message != "" && said.Message != text {
		text += " (" + said.Message + ")"
	}
	switch {
	case text == "" && said.Code == "":
		return http.StatusText(resp.StatusCode)
	case text == "":
		return said.Code
	case said.Code != "":
		return said.Code + ": " + text
	}
	return text
}

// sayRefused is what an UnavailableError gives as its reason.
func sayRefused(ve *visavis.VendorError) string {
	what := "the request was refused"
	switch ve.Status {
	case http.StatusUnauthorized:
		what = "the key was refused"
	case http.StatusPaymentRequired:
		what = "the account is out of credit"
	case http.StatusNotFound:
		what = "the address is not a Deepgram server's"
	}
	s := fmt.Sprintf("%s (%s: status %d: %s", what, ve.Op, ve.Status, ve.Message)
	if ve.RequestID != "" {
		s += ", request " + ve.RequestID
	}
	return s + ")"
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// misconfigured is a handshake's 400: its query is made from the configuration and what a client wishes
// for a whole conversation, so that it will be no other.
func misconfigured(err error) error {
	var ve *visavis.VendorError
	if !errors.As(err, &ve) || ve.Status != http.StatusBadRequest {
		return err
	}
	return &visavis.UnavailableError{Engine: engine, Reason: sayRefused(ve),
		Remedy: "check the model and its options", Err: ve}
}

// unreachable is a request without an answer.
func unreachable(op string, err error, p pass) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // without the address, which the operator knows and which may hold a password
	}
	ve := vendorError(op, p.hide(err.Error()))
	ve.Err = p.cause(err)
	return ve
}

// cause is an error whose text has been cleaned: the other side may have made some of it. What it
// is can still be asked.
type cause struct {
	text string
	err  error
}

func (p pass) cause(err error) error { return &cause{p.hide(err.Error()), err} }

func (c *cause) Error() string        { return c.text }
func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }

// Format keeps %#v from showing what Error hides.
func (c *cause) Format(f fmt.State, _ rune) { io.WriteString(f, c.text) }

// errBehind is a recogniser that takes audio and tells nothing of it.
func errBehind() error { return vendorError("listen", "the server tells nothing of what was said") }

// errNoStatus is a close without a status.
var errNoStatus = errors.New("the server closed the connection")

func vendorError(op, message string) *visavis.VendorError {
	return &visavis.VendorError{Engine: engine, Op: op, Message: message}
}

// closed turns the end of a socket into an error.
func (s *socket) closed(err error) error {
	ve := &visavis.VendorError{Engine: engine, Op: s.op, RequestID: s.requestID}
	var ce websocket.CloseError
	switch cut := s.cause.Load(); {
	case errors.As(err, &ce) && ce.Code == websocket.StatusNoStatusRcvd:
		ve.Err = errNoStatus
		ve.Message = ve.Err.Error()
	case errors.As(err, &ce):
		ve.Status = int(ce.Code)
		ve.Message = s.pass.hide(cmp.Or(ce.Reason, errNoStatus.Error()))
	case cut != nil:
		ve.Err = *cut
		ve.Message = ve.Err.Error()
	default:
		ve.Err = s.pass.cause(err)
		ve.Message = "the connection broke: " + ve.Err.Error()
	}
	return ve
}

// orderly reports whether a server closed because it was done: with 1000, or as Flux does without
// a status (5.5).
func orderly(err error) bool {
	var ve *visavis.VendorError
	return errors.As(err, &ve) && (ve.Status == int(websocket.StatusNormalClosure) || errors.Is(err, errNoStatus))
}
