package outbound

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// shortestSecret is how long a value must be to be taken for a key: "true" and "eu" are none.
const shortestSecret = 8

// Secrets are texts that must not come back out of an answer or an error: a server that is being
// debugged likes to show what it was asked.
type Secrets []string

// SecretsOf returns what of an address and of the headers sent along may be a key: the values of the
// query and of all headers but harmless ones, a password, and the key behind a "Bearer".
func SecretsOf(u *url.URL, h http.Header) Secrets {
	var values []string
	for name, v := range h {
		if !harmless(name) {
			values = append(values, v...)
		}
	}
	if u != nil {
		for _, v := range u.Query() {
			values = append(values, v...)
		}
		values = append(values, u.RawQuery)
		if password, ok := u.User.Password(); ok {
			values = append(values, password)
		}
	}
	return SecretValues(values...)
}

// SecretValues returns those of the values that are long enough to be keys.
func SecretValues(values ...string) Secrets {
	var s Secrets
	for _, v := range values {
		// The whole first, then what stands behind "Bearer" alone.
		for _, part := range []string{v, v[strings.LastIndexByte(v, ' ')+1:]} {
			if len(part) >= shortestSecret {
				s = append(s, part, url.QueryEscape(part))
			}
		}
	}
	return s
}

func harmless(header string) bool {
	switch header {
	case "Accept", "Accept-Language", "Content-Type", "User-Agent":
		return true
	}
	return false
}

// Redact returns text without the secrets.
func (s Secrets) Redact(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, "[redacted]")
	}
	return text
}

// Format prints a placeholder whatever the verb.
func (s Secrets) Format(f fmt.State, _ rune) { io.WriteString(f, "[secrets]") }
