package anthropic

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	sdk "github.com/anthropics/anthropic-sdk-go"

	"github.com/visavis/visavis/internal/vendor"
)

// failure reads an error of the SDK's, of an answer or of an event in the middle of a stream.
func failure(err error) vendor.Failure {
	e, ok := errors.AsType[*sdk.Error](err)
	if !ok {
		return vendor.Failure{Err: err}
	}
	f := vendor.Failure{Status: status(e), Message: message(e.RawJSON()), RequestID: e.RequestID, Err: e}
	f.Unpaid = e.Type() == "billing_error" || strings.Contains(f.Message, "credit balance is too low")
	if e.Response != nil {
		f.RetryAfter = vendor.RetryAfter(e.Response.Header, time.Now())
	}
	return f
}

// status is that of the answer, or, for an event of an answer that had begun well, the one that its
// type has otherwise: https://platform.claude.com/docs/en/api/errors.
func status(e *sdk.Error) int {
	if e.StatusCode != http.StatusOK {
		return e.StatusCode
	}
	switch e.Type() {
	case "overloaded_error":
		return 529
	case "rate_limit_error":
		return http.StatusTooManyRequests
	case "timeout_error":
		return http.StatusGatewayTimeout
	case "invalid_request_error":
		return http.StatusBadRequest
	case "authentication_error":
		return http.StatusUnauthorized
	case "permission_error":
		return http.StatusForbidden
	case "not_found_error":
		return http.StatusNotFound
	case "request_too_large":
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// message returns what an error's body says; nothing when it is not Anthropic's.
func message(body string) string {
	var said struct{ Error struct{ Message string } }
	if json.Unmarshal([]byte(body), &said) != nil {
		return ""
	}
	return said.Error.Message
}
