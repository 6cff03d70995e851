package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Headers of every answer of HTTP, refused websocket upgrades included (2.3, 2.4).
const (
	HeaderRequestID = "Dg-Request-Id"
	HeaderError     = "Dg-Error" // what is wrong, for people
)

// HTTPError is the body of a refusal (3), in the first of its three shapes.
type HTTPError struct {
	Code      string `json:"err_code,omitempty"` // INVALID_AUTH
	Message   string `json:"err_msg"`
	RequestID string `json:"request_id,omitempty"`
}

// CategoryError is the second shape of the same.
type CategoryError struct {
	Category  string `json:"category"` // INVALID_JSON
	Message   string `json:"message"`
	Details   string `json:"details,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

// maxPlainError bounds, in bytes, what is made of a body of the third shape, plain text: a proxy's
// page says nothing more after that.
const maxPlainError = 300

// DecodeHTTPError reads the body of a refusal whatever its shape. It never fails: where nothing can
// be made out, all members are empty.
func DecodeHTTPError(body []byte) HTTPError {
	var both struct {
		HTTPError
		Category string `json:"category"`
		Text     string `json:"message"`
		Details  string `json:"details"`
	}
	if json.Unmarshal(body, &both) != nil || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return HTTPError{Message: plainError(body)}
	}
	e := both.HTTPError
	e.Code = cmp.Or(e.Code, both.Category)
	e.Message = cmp.Or(e.Message, both.Text)
	if both.Details != "" {
		e.Message = strings.TrimPrefix(e.Message+": "+both.Details, ": ")
	}
	return e
}

// plainError returns the beginning of a text on one line.
func plainError(body []byte) string {
	if !utf8.Valid(body) {
		return ""
	}
	s := strings.Join(strings.Fields(string(body)), " ")
	if len(s) <= maxPlainError {
		return s
	}
	s = s[:maxPlainError]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}
