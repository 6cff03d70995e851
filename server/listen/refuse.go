package listen

import (
	"errors"
	"net/http"

	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// Codes of refusals (3).
const (
	badRequest     = "Bad Request"
	badParameter   = "INVALID_QUERY_PARAMETER"
	featureRefused = "UNAUTHORIZED_FEATURES_REQUESTED"
	badJSON        = "INVALID_JSON"
	badPayload     = "PAYLOAD_ERROR"
	badRemote      = "REMOTE_CONTENT_ERROR"
	tooLarge       = "PAYLOAD_TOO_LARGE"
	tooLong        = "GATEWAY_TIMEOUT"
	engineFailed   = "SERVICE_UNAVAILABLE"
)

// refuseQuery answers a request whose query, or what is asked for by it, cannot be served (2.4).
func refuseQuery(w http.ResponseWriter, err error) { refused(err).Write(w) }

// refused says no to a query as the protocol does.
func refused(err error) *refusal.Error {
	var ours *refusal.Error
	var query *wire.QueryError
	var format *media.FormatError
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &query) && query.Feature:
		return &refusal.Error{Status: http.StatusForbidden, Code: featureRefused, Message: query.Error()}
	case errors.As(err, &query):
		return &refusal.Error{Status: http.StatusBadRequest, Code: badParameter, Message: query.Error()}
	case errors.As(err, &format):
		return &refusal.Error{Status: http.StatusBadRequest, Code: badParameter, Message: format.Error()}
	}
	return &refusal.Error{Status: http.StatusBadRequest, Code: badRequest, Message: err.Error()}
}
