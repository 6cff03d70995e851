package listen

import (
	"errors"
	"net/http"

	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
)

// Codes of refusals (3).
const (
	badRequest   = "Bad Request"
	badJSON      = "INVALID_JSON"
	badPayload   = "PAYLOAD_ERROR"
	badRemote    = "REMOTE_CONTENT_ERROR"
	tooLarge     = "PAYLOAD_TOO_LARGE"
	tooLong      = "GATEWAY_TIMEOUT"
	engineFailed = "SERVICE_UNAVAILABLE"
)

// refuseQuery answers a request whose query, or what is asked for by it, cannot be served (2.4).
func refuseQuery(w http.ResponseWriter, err error) { refused(err).Write(w) }

// refused says no to a query as the protocol does.
func refused(err error) *refusal.Error {
	if e := refusal.Of(err); e != nil {
		return e
	}
	code := badRequest
	if _, ok := errors.AsType[*media.FormatError](err); ok {
		code = refusal.BadParameter
	}
	return &refusal.Error{Status: http.StatusBadRequest, Code: code, Message: err.Error()}
}
