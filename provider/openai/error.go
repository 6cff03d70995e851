package openai

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/ssestream"

	"github.com/visavis/visavis/internal/vendor"
)

// explain turns an error of the SDK into one of package visavis.
func (g *Generator) explain(err error) error { return g.service.Error(failure(err)) }

func failure(err error) vendor.Failure {
	if refused, ok := errors.AsType[*sdk.Error](err); ok {
		return refusal(refused)
	}
	if event, ok := errors.AsType[*ssestream.StreamError](err); ok {
		return errorEvent(event.Event.Data)
	}
	return vendor.Failure{Err: err}
}

// refusal is an answer with an error's status.
func refusal(e *sdk.Error) vendor.Failure {
	f := vendor.Failure{Status: e.StatusCode, Message: e.Message, Unpaid: unpaid(e.Code), Err: e}
	if e.Response != nil {
		f.RequestID = vendor.RequestID(e.Response.Header)
		f.RetryAfter = vendor.RetryAfter(e.Response.Header, time.Now())
	}
	return f
}

// unpaid knows the codes that come with status 429, where waiting would not help.
func unpaid(code string) bool {
	return code == "insufficient_quota" || code == "billing_hard_limit_reached"
}

// errorEvent is an error in the middle of a stream. Gateways give it the status of the server behind
// them; without one it is a reply that broke off.
func errorEvent(data []byte) vendor.Failure {
	var event struct{ Error json.RawMessage }
	if json.Unmarshal(data, &event) != nil {
		return vendor.Failure{Message: "an error that cannot be read"}
	}
	var e struct {
		Message string
		Type    string
		Code    any // a number or a word
	}
	if json.Unmarshal(event.Error, &e) != nil {
		json.Unmarshal(event.Error, &e.Message) // some send a string and nothing more
	}
	f := vendor.Failure{Message: e.Message}
	switch code := e.Code.(type) {
	case float64:
		if code >= 400 && code < 600 {
			f.Status = int(code)
		}
	case string:
		f.Unpaid = unpaid(code)
		if code == "rate_limit_exceeded" {
			f.Status = http.StatusTooManyRequests
		}
	}
	return f
}

// ended reports whether a call failed because its context did.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
