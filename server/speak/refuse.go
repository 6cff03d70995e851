package speak

import (
	"errors"
	"net/http"

	"github.com/visavis/visavis"
	"github.com/visavis/visavis/internal/media"
	"github.com/visavis/visavis/internal/refusal"
)

// refusalOf returns how a client is told of an error (3). What it is not to know becomes a fault of the
// voice.
func refusalOf(err error) *refusal.Error {
	if e := refusal.Of(err); e != nil {
		return e
	}
	var format *media.FormatError
	switch {
	case errors.As(err, &format):
		return &refusal.Error{Status: http.StatusBadRequest, Code: "UNSUPPORTED_AUDIO_FORMAT", Message: format.Error()}
	case isTemporary(err):
		return &refusal.Error{
			Status: http.StatusServiceUnavailable, Code: "SERVICE_UNAVAILABLE",
			Message: "The voice cannot be had just now. Please try again.",
		}
	}
	return &refusal.Error{Status: http.StatusInternalServerError, Code: "INTERNAL_SERVER_ERROR", Message: "The voice failed."}
}

func isTemporary(err error) bool {
	var vendor *visavis.VendorError
	var unavailable *visavis.UnavailableError
	return errors.As(err, &unavailable) || errors.As(err, &vendor) && vendor.Temporary()
}
