package gemini

import (
	"errors"
	"strings"
	"time"

	"google.golang.org/genai"

	"github.com/visavis/visavis/internal/vendor"
)

// failure reads an error of the SDK's with what it leaves out of the answer.
func (a *answer) failure(err error) vendor.Failure {
	if a.broken != nil {
		return vendor.Failure{Err: a.broken}
	}
	e, ok := errors.AsType[genai.APIError](err)
	if !ok {
		return vendor.Failure{Message: unprefixed(err.Error()), Err: err}
	}
	f := vendor.Failure{Status: e.Code, Message: e.Message, Err: err}
	if strings.HasPrefix(strings.TrimSpace(e.Message), "<") {
		f.Message = "" // somebody's web page
	}
	f.RequestID = vendor.RequestID(a.header)
	f.RetryAfter = max(vendor.RetryAfter(a.header, time.Now()), retryDelay(e.Details))
	f.Unpaid = strings.Contains(e.Message, "credits are depleted") // with status 429
	f.BadKey = reason(e.Details) == "API_KEY_INVALID"              // with status 400
	return f
}

// unprefixed drops what the SDK puts around the cause of a failed request: its own name, the address,
// and what was received.
func unprefixed(s string) string {
	if strings.HasPrefix(s, "iterateResponseStream: ") {
		return "an event that cannot be read" // the SDK quotes all of it
	}
	s = strings.TrimPrefix(s, "doRequest: error sending request: ")
	if verb, rest, ok := strings.Cut(s, `": `); ok && strings.Contains(verb, ` "http`) {
		return rest
	}
	return s
}

// retryDelay finds how long to wait in an error's details: "3s", or "3.5s".
func retryDelay(details []map[string]any) time.Duration {
	for _, d := range details {
		if text, ok := d["retryDelay"].(string); ok {
			wait, _ := time.ParseDuration(text)
			return max(0, wait)
		}
	}
	return 0
}

// reason finds the fine reason in an error's details.
func reason(details []map[string]any) string {
	for _, d := range details {
		if r, ok := d["reason"].(string); ok {
			return r
		}
	}
	return ""
}
