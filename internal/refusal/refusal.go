package refusal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// RequestIDHeader carries the id that logs, messages and errors of a request share. The server sets
// it in the response before any handler runs.
const RequestIDHeader = "Dg-Request-Id"

// BadParameter is the code for a parameter whose value is wrong.
const BadParameter = "INVALID_QUERY_PARAMETER"

// Error is why a request is refused. Its text is shown to the client: it says what to do and holds no
// secrets.
type Error struct {
	Status  int    // of HTTP
	Code    string // such as "INVALID_QUERY_PARAMETER"
	Message string
	// RetryAfter is how long the client should wait. It keeps no connection meanwhile. 0: not told.
	RetryAfter time.Duration
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d %s)", e.Message, e.Status, e.Code) }

// ParameterError is what is wrong with a parameter of a query: a *wire.QueryError.
type ParameterError interface {
	error
	// IsFeature reports whether the parameter is right and what it asks for not to be had.
	IsFeature() bool
}

// Of returns the refusal that an error is, or that a parameter leads to (3); nil for any other error.
func Of(err error) *Error {
	var e *Error
	var p ParameterError
	switch {
	case errors.As(err, &e):
		return e
	case !errors.As(err, &p):
		return nil
	case p.IsFeature():
		return &Error{Status: http.StatusForbidden, Code: "UNAUTHORIZED_FEATURES_REQUESTED", Message: p.Error()}
	}
	return &Error{Status: http.StatusBadRequest, Code: BadParameter, Message: p.Error()}
}

// Write answers a request with e; nothing may have been written before.
func (e *Error) Write(w http.ResponseWriter) {
	body, err := json.Marshal(struct {
		Code      string `json:"err_code"`
		Message   string `json:"err_msg"`
		RequestID string `json:"request_id"`
	}{e.Code, e.Message, w.Header().Get(RequestIDHeader)})
	if err != nil {
		panic(err) // strings always marshal
	}
	h := w.Header()
	h.Set("Dg-Error", strings.Map(plain, e.Message))
	h.Set("Content-Type", "application/json")
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
		h.Set("Connection", "close")
	}
	w.WriteHeader(e.Status)
	w.Write(body)
}

// plain keeps what a header may hold: a message may quote what the client sent.
func plain(r rune) rune {
	if r < ' ' || r > '~' {
		return '?'
	}
	return r
}

// Query returns the parameters of a request, or refuses a query that is none.
func Query(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &Error{Status: http.StatusBadRequest, Code: "Bad Request", Message: "Invalid query string."}
	}
	return values, nil
}

// NewRequestID returns a random UUID, version 4.
func NewRequestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
