package refusal

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	rec := httptest.NewRecorder()
	rec.Header().Set("dg-request-id", "an-id")
	(&Error{Status: 400, Code: "INVALID_QUERY_PARAMETER", Message: `channels: "x" is no number`}).Write(rec)
	if rec.Code != 400 || rec.Header().Get("dg-error") != `channels: "x" is no number` || rec.Header().Get("content-type") != "application/json" {
		t.Errorf("answered with %d and headers %v", rec.Code, rec.Header())
	}
	want := `{"err_code":"INVALID_QUERY_PARAMETER","err_msg":"channels: \"x\" is no number","request_id":"an-id"}`
	if got := rec.Body.String(); got != want {
		t.Errorf("the body is %s, want %s", got, want)
	}
}

// TestWhoShallWaitIsTold: in whole seconds, not too few, and without keeping the connection.
func TestWhoShallWaitIsTold(t *testing.T) {
	for wait, want := range map[time.Duration]string{0: "", time.Millisecond: "1", 10 * time.Second: "10", 10*time.Second + 1: "11"} {
		rec := httptest.NewRecorder()
		(&Error{Status: 429, Code: "TOO_MANY_REQUESTS", Message: "Later.", RetryAfter: wait}).Write(rec)
		if h := rec.Header(); h.Get("Retry-After") != want || (h.Get("Connection") == "close") != (wait > 0) {
			t.Errorf("who shall wait for %v is told %v", wait, h)
		}
	}
}

// A message that quotes a client is whole in the body, and plain in the header.
func TestHeaderIsPlain(t *testing.T) {
	rec := httptest.NewRecorder()
	(&Error{Status: 400, Code: "Bad Request", Message: "no voice \"Zoë\\r\\n\r\n\""}).Write(rec)
	if got := rec.Header().Get("dg-error"); got != `no voice "Zo?\r\n??"` {
		t.Errorf("the header is %q", got)
	}
	if got := rec.Body.String(); !strings.Contains(got, "Zoë") {
		t.Errorf("the body is %s", got)
	}
}

func TestQuery(t *testing.T) {
	values, err := Query(httptest.NewRequest("GET", "/v1/listen?model=nova-3&tag=a&tag=b", nil))
	if err != nil || values.Get("model") != "nova-3" || len(values["tag"]) != 2 {
		t.Errorf("parameters %v, error %v", values, err)
	}
	var no *Error
	if _, err := Query(httptest.NewRequest("GET", "/v1/listen?model=%zz", nil)); !errors.As(err, &no) || no.Status != 400 {
		t.Errorf("error %v of a query that cannot be read", err)
	}
}

func TestNewRequestID(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if a, b := NewRequestID(), NewRequestID(); !uuid.MatchString(a) || a == b {
		t.Errorf("ids are %q and %q", a, b)
	}
}

// wrong is an error of a parameter.
type wrong struct{ feature bool }

func (wrong) Error() string     { return "topics is wrong" }
func (w wrong) IsFeature() bool { return w.feature }

func TestOf(t *testing.T) {
	told := &Error{Status: 503, Code: "X", Message: "later"}
	for err, want := range map[error]Error{
		told:                                 *told,
		fmt.Errorf("query: %w", wrong{}):     {Status: 400, Code: BadParameter, Message: "topics is wrong"},
		fmt.Errorf("query: %w", wrong{true}): {Status: 403, Code: "UNAUTHORIZED_FEATURES_REQUESTED", Message: "topics is wrong"},
	} {
		if got := Of(err); got == nil || *got != want {
			t.Errorf("%v becomes %v, want %v", err, got, want)
		}
	}
	if got := Of(errors.New("secret")); got != nil {
		t.Errorf("any error becomes %v", got)
	}
}
