package access

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// MinSecret is how short a secret for tokens may be, in bytes: as long as what signs with it.
const MinSecret = 32

// Config is who may use a server. Its zero value: everybody.
type Config struct {
	Keys []Key // names are for people and need not differ
	// Secret signs tokens; nil: a random one, so that tokens end with the process and no other
	// process takes them.
	Secret []byte
	// Required: who shows nothing that is good is refused. False: what is shown is not looked at.
	Required bool
	Query    bool // tokens may come as ?token=, where logs of proxies keep them
}

// Format prints a placeholder whatever the verb: the secret must not reach a log.
func (Config) Format(f fmt.State, _ rune) { io.WriteString(f, "[access]") }

// Guard lets requests in or not. The nil Guard lets everybody in and grants nothing.
type Guard struct {
	keys            keyring
	signer          signer
	attempts        *attempts
	required, query bool
}

// New makes a Guard. It refuses what would let nobody in, and a secret that could be guessed.
func New(cfg Config) (*Guard, error) {
	if cfg.Required && len(cfg.Keys) == 0 {
		return nil, errors.New("access is required, and there are no keys")
	}
	if cfg.Secret == nil {
		cfg.Secret = make([]byte, MinSecret)
		rand.Read(cfg.Secret)
	}
	if len(cfg.Secret) < MinSecret {
		return nil, fmt.Errorf("the secret for tokens must have %d characters at least", MinSecret)
	}
	return &Guard{
		keys: cfg.Keys, signer: signer{cfg.Secret}, attempts: newAttempts(), required: cfg.Required, query: cfg.Query,
	}, nil
}

// Credential is what a request was let in with. It holds no secret and may be logged.
type Credential struct {
	Key   string // name of the key, or of the one that the token was granted for; empty: let in without
	Token bool   // a temporary token

	id string // of the key
}

// KeyID tells keys apart, also those of one name: 16 digits of its hash. Empty: let in without.
func (c *Credential) KeyID() string { return c.id }

// Check lets a request in: by its header, failing that by its subprotocols, by its query if that is
// allowed, or by the cookie of the page. The first of them that it shows decides. The error is a
// *refusal.Error: of status 401, or 429 where one address has shown too many wrong ones. Who is right is
// let in whatever others at his address have shown.
func (g *Guard) Check(r *http.Request) (*Credential, error) {
	if g == nil || !g.required {
		return &Credential{}, nil
	}
	s, now := g.shownBy(r), time.Now()
	c, err := g.judge(s, now)
	if err == nil {
		return c, nil
	}
	if wait := g.tooMany(s, err, r.RemoteAddr, now); wait > 0 {
		return nil, &refusal.Error{
			Status: http.StatusTooManyRequests, Code: "TOO_MANY_REQUESTS", RetryAfter: wait,
			Message: "Too many wrong credentials came from your address. A right one is let in; before you try others, wait a minute.",
		}
	}
	return nil, invalid(s, err)
}

// tooMany counts a guess and returns how long the next has to wait, if it was one too many. Who shows
// nothing, or a token that was good once, does not guess.
func (g *Guard) tooMany(s shown, err error, remote string, now time.Time) time.Duration {
	if s.text == "" || errors.Is(err, errExpired) {
		return 0
	}
	return g.attempts.wrong(remote, now)
}

func (g *Guard) shownBy(r *http.Request) shown {
	if s := fromHeader(r.Header); s.kind != nothing {
		return s
	}
	if s := fromSubprotocols(r.Header); s.kind != nothing {
		return s
	}
	if s := fromQuery(r); g.query && s.kind != nothing {
		return s
	}
	return fromCookie(r)
}

var errUnknown = errors.New("there is no such key")

// judge believes what is shown or says why not. A key is never tried as a token, nor a token as a key.
func (g *Guard) judge(s shown, now time.Time) (*Credential, error) {
	switch s.kind {
	case apiKey:
		if k, ok := g.keys.find(s.text); ok {
			return &Credential{Key: k.Name, id: k.id()}, nil
		}
	case token:
		c, err := g.signer.verify(s.text, now)
		if err != nil {
			return nil, err
		}
		if k, ok := g.keys.byID(c.Key); ok {
			return &Credential{Key: k.Name, Token: true, id: c.Key}, nil
		}
	}
	return nil, errUnknown
}

// invalid tells a client what to do. The words depend on how a credential looks and on what its
// signature has proved, never on a comparison with a key.
func invalid(s shown, err error) *refusal.Error {
	advice := ""
	jwt := strings.HasPrefix(s.text, tokenHeader[:3])
	switch {
	case s.kind == nothing:
		advice = " Send the header Authorization: Token KEY with an API key of this server, or Authorization: Bearer TOKEN with a temporary token."
	case s.kind == token && errors.Is(err, errExpired):
		advice = " The token has expired: ask for a new one."
	case s.kind == token && !jwt:
		advice = " Behind Bearer belongs a temporary token; an API key belongs behind Token."
	case s.kind == apiKey && jwt:
		advice = " Behind Token belongs an API key; a temporary token belongs behind Bearer."
	}
	return &refusal.Error{Status: http.StatusUnauthorized, Code: "INVALID_AUTH", Message: "Invalid credentials." + advice}
}

// Bounds of how long a granted token may be good for.
const (
	MinTTL     = time.Second
	MaxTTL     = time.Hour
	DefaultTTL = 30 * time.Second
)

var errNoGrants = errors.New("this server grants no tokens")

// Grant makes a token for somebody who was let in; ttl is between MinTTL and MaxTTL. A token grants no
// further ones: it would never end. That error is a *refusal.Error.
func (g *Guard) Grant(to *Credential, ttl time.Duration, now time.Time) (string, error) {
	switch {
	case g == nil || g.signer.secret == nil:
		return "", errNoGrants
	case to.Token:
		return "", &refusal.Error{
			Status: http.StatusForbidden, Code: "FORBIDDEN",
			Message: "Insufficient permissions. A temporary token grants no others: use an API key.",
		}
	case ttl < MinTTL || ttl > MaxTTL:
		return "", fmt.Errorf("a token is good for %v to %v, not %v", MinTTL, MaxTTL, ttl)
	}
	return g.signer.sign(to.id, ttl, now), nil
}

// Format prints a placeholder whatever the verb: a guard holds its secret.
func (g *Guard) Format(f fmt.State, _ rune) { io.WriteString(f, "[guard]") }
