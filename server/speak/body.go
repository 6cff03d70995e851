package speak

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

const (
	// maxBody is more than wire.MaxSpeakText characters need, however they are written.
	maxBody     = 64 << 10 // bytes
	bodyTimeout = 30 * time.Second
)

// readText returns the text of a POST: its whole body, or a member of it (9.2). Errors are refusals.
func readText(w http.ResponseWriter, r *http.Request) (string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && kind != "text/plain" {
		return "", &refusal.Error{
			Status: http.StatusUnsupportedMediaType, Code: "UNSUPPORTED_MEDIA_TYPE",
			Message: "Content-Type must be application/json or text/plain.",
		}
	}
	body, err := readBody(w, r)
	if err != nil {
		return "", err
	}
	text := string(body)
	if kind == "application/json" {
		if text, err = textMember(body); err != nil {
			return "", err
		}
	}
	return text, checkText(text)
}

// readBody reads what a client takes a bounded time to send.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	// Writers without deadlines are those of tests.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return nil, tooLarge()
	case err != nil:
		// The deadline stays, for the server to give the rest of the body up as well.
		return nil, &refusal.Error{Status: http.StatusBadRequest, Code: "PAYLOAD_ERROR", Message: "The body did not arrive in full."}
	}
	_ = control.SetReadDeadline(time.Time{})
	return body, nil
}

func textMember(body []byte) (string, error) {
	var m wire.SynthesizeText
	if err := json.Unmarshal(body, &m); err != nil {
		return "", &refusal.Error{
			Status: http.StatusBadRequest, Code: "INVALID_JSON",
			Message: `Invalid JSON submitted: the body must be {"text": "..."}.`,
		}
	}
	return m.Text, nil
}

func checkText(text string) error {
	switch {
	case utf8.RuneCountInString(text) > wire.MaxSpeakText:
		return tooLarge()
	case !utf8.ValidString(text):
		return &refusal.Error{Status: http.StatusBadRequest, Code: "PAYLOAD_ERROR", Message: "The text must be UTF-8."}
	case strings.TrimSpace(text) == "":
		return &refusal.Error{
			Status: http.StatusBadRequest, Code: "PAYLOAD_ERROR",
			Message: `There is no text to speak: send {"text": "..."}, or the text itself as text/plain.`,
		}
	}
	return nil
}

func tooLarge() *refusal.Error {
	return &refusal.Error{
		Status: http.StatusRequestEntityTooLarge, Code: "PAYLOAD_TOO_LARGE",
		Message: fmt.Sprintf("A text may have up to %d characters.", wire.MaxSpeakText),
	}
}
