package openai

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/openai/openai-go/v3"

	"github.com/visavis/visavis"
)

// explain says what went wrong without the key. The SDK's own error is not wrapped: it holds the
// request, and with it the key.
func (g *Generator) explain(err error) error {
	var status *sdk.Error
	if !errors.As(err, &status) {
		return &callError{msg: fmt.Sprintf("openai: ask %q: %s", g.cfg.Model, g.redact(err.Error())), err: err}
	}
	answer := fmt.Sprintf("%d %s", status.StatusCode, http.StatusText(status.StatusCode))
	if status.Message != "" {
		answer += ": " + g.redact(status.Message)
	}
	switch status.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		// The server's message may quote parts of the key.
		return g.unavailable(fmt.Sprintf("the key was refused (%d)", status.StatusCode), "check the key and what it may use")
	case http.StatusNotFound:
		return g.unavailable(fmt.Sprintf("model %q is not there (%s)", g.cfg.Model, answer), "choose another model, or install this one")
	}
	return fmt.Errorf("openai: ask %q: server answered %s", g.cfg.Model, answer)
}

func (g *Generator) unavailable(reason, remedy string) error {
	return &visavis.UnavailableError{Engine: "openai", Reason: reason, Remedy: remedy}
}

// redact removes the key, which a server or a proxy may have echoed.
func (g *Generator) redact(s string) string {
	if g.cfg.APIKey == "" {
		return s
	}
	return strings.ReplaceAll(s, g.cfg.APIKey, "[key]")
}

// callError keeps the cause of a failed call for errors.Is under a text that has been redacted.
type callError struct {
	msg string
	err error
}

func (e *callError) Error() string        { return e.msg }
func (e *callError) Is(target error) bool { return errors.Is(e.err, target) }
