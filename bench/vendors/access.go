package vendors

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/visavis/visavis/wire"
)

// access is who calls: the holder of a key or of a temporary token.
type access struct {
	token bool
	guest bool // may not grant tokens
}

// admit checks the credential and answers 401 if it is not good.
func (c *deepgramCall) admit() bool {
	scheme, secret := credential(c.r)
	a, ok := c.dg.access(scheme, secret)
	if !ok {
		c.fail(http.StatusUnauthorized, "INVALID_AUTH", "Invalid credentials.")
		return false
	}
	c.access = a
	return true
}

// credential returns what a request carries: in its header or, as browsers do, in its subprotocols.
func credential(r *http.Request) (scheme, secret string) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, secret, _ = strings.Cut(h, " ")
		return strings.ToLower(scheme), strings.TrimSpace(secret)
	}
	var items []string
	for _, h := range r.Header.Values("Sec-Websocket-Protocol") {
		for item := range strings.SplitSeq(h, ",") {
			items = append(items, strings.TrimSpace(item))
		}
	}
	for i := 0; i+1 < len(items); i += 2 {
		if items[i] == "token" || items[i] == "bearer" {
			return items[i], items[i+1]
		}
	}
	return "", ""
}

// access judges a credential. The scheme says of which kind it must be.
func (d *Deepgram) access(scheme, secret string) (access, bool) {
	switch {
	case secret == "":
		return access{}, false
	case scheme == "bearer":
		d.state.mu.Lock()
		defer d.state.mu.Unlock()
		until, granted := d.state.tokens[secret]
		return access{token: true}, granted && time.Now().Before(until)
	case scheme != "token" || isToken(secret):
		return access{}, false
	case slices.Contains(d.Guests, secret):
		return access{guest: true}, true
	}
	return access{}, len(d.Keys) == 0 || slices.Contains(d.Keys, secret)
}

// isToken reports whether a credential looks like a temporary token: a JWT.
func isToken(secret string) bool {
	return strings.HasPrefix(secret, "eyJ") && strings.Count(secret, ".") == 2
}

// grant answers POST /v1/auth/grant. Unknown members of the body, such as ttl, are ignored.
func (c *deepgramCall) grant() {
	if c.access.guest || c.access.token {
		c.fail(http.StatusForbidden, "FORBIDDEN", "Insufficient permissions.")
		return
	}
	var req wire.GrantRequest
	if len(c.body) > 0 && json.Unmarshal(c.body, &req) != nil {
		c.violate("body", "grant: not JSON")
		c.failCategory(http.StatusBadRequest, "INVALID_JSON", "Invalid JSON submitted.", "")
		return
	}
	ttl := 30.0
	if req.TTLSeconds != nil {
		ttl = *req.TTLSeconds
	}
	if ttl < 1 || ttl > 3600 {
		c.violate("body", "grant: ttl_seconds is %v", ttl)
		c.fail(http.StatusBadRequest, "Bad Request", "ttl_seconds must be between 1 and 3600.")
		return
	}
	c.reply(wire.Grant{AccessToken: c.dg.newToken(c, ttl), ExpiresIn: ttl})
}

// newToken makes a token that is good for a time in seconds.
func (d *Deepgram) newToken(c *deepgramCall, ttl float64) string {
	part := base64.RawURLEncoding.EncodeToString
	until := time.Now().Add(time.Duration(ttl * float64(time.Second)))
	claims := fmt.Sprintf(`{"jti":"%s","exp":%d}`, c.id(), until.Unix())
	token := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(claims)) + "." + part([]byte(c.id()))
	d.state.mu.Lock()
	defer d.state.mu.Unlock()
	if d.state.tokens == nil {
		d.state.tokens = make(map[string]time.Time)
	}
	d.state.tokens[token] = until
	return token
}

// projects answers GET /v1/projects, a management route: tokens are not good for it.
func (c *deepgramCall) projects() {
	if c.access.token {
		c.fail(http.StatusForbidden, "FORBIDDEN", "Insufficient permissions.")
		return
	}
	c.reply(map[string]any{"projects": []map[string]string{{"project_id": project, "name": "simulated"}}})
}

// self answers GET /v1/auth/token, with which a key can be checked.
func (c *deepgramCall) self() {
	c.reply(map[string]any{"api_key_id": project, "scopes": []string{"usage:write"}})
}

// project is the id of the only project there is.
const project = "00000000-0000-4000-a000-000000000001"
