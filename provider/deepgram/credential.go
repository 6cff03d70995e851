package deepgram

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// Credential is what lets a client in: an API key, or an access token. The zero value is none. It
// prints as a placeholder.
type Credential struct {
	scheme string
	secret func(context.Context) (string, error)
}

// Key is an API key.
func Key(key string) Credential {
	return Credential{"Token", func(context.Context) (string, error) { return key, nil }}
}

// AccessToken is a temporary token (2.5). get is called for each connection and request, so that
// one that is opened later gets a token that is still good; it may be called from several
// goroutines at once, and its errors must not hold secrets.
func AccessToken(get func(context.Context) (string, error)) Credential {
	return Credential{"Bearer", get}
}

// IsZero reports whether there is no credential.
func (c Credential) IsZero() bool { return c.secret == nil }

func (c Credential) String() string { return "[credential]" }

// Format prints a placeholder whatever the verb.
func (c Credential) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// LogValue logs a placeholder.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText writes a placeholder.
func (c Credential) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// pass is a credential for one connection.
type pass struct {
	header string              // of Authorization; empty: none
	hide   func(string) string // takes the secret out of a text that the other side made
}

// headers returns those that carry the credential.
func (p pass) headers() http.Header {
	h := http.Header{}
	if p.header != "" {
		h.Set("Authorization", p.header)
	}
	return h
}

// pass asks for the present secret.
func (c Credential) pass(ctx context.Context) (pass, error) {
	if c.IsZero() {
		return pass{hide: func(s string) string { return s }}, nil
	}
	secret, err := c.secret(ctx)
	if err != nil {
		return pass{}, err
	}
	p := pass{header: c.scheme + " " + secret, hide: func(s string) string { return s }}
	if secret != "" {
		p.hide = strings.NewReplacer(secret, "[credential]").Replace
	}
	return p, nil
}
