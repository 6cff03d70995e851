package access

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

const (
	cookieName = "visavis"
	// signedIn is how long a page may open new conversations before its visitor is asked again.
	signedIn = 12 * time.Hour
)

// What a visitor of the page is told.
var (
	ErrNoKey      = errors.New("this is no key or token of this server")
	ErrTokenEnded = errors.New("this token has expired, ask for a new one")
	ErrTooMany    = errors.New("there is no such key or token, and too many were tried from your address: wait a minute")
)

// Welcome reports whether the page may be shown to who asks, who need not be anybody or has signed in.
func (g *Guard) Welcome(r *http.Request) bool {
	if g == nil || !g.required {
		return true
	}
	c, err := r.Cookie(cookieName)
	if err != nil {
		return false
	}
	_, err = g.judge(shown{token, c.Value}, time.Now())
	return err == nil
}

// SignIn returns the cookie with which a page converses, in exchange for an API key or a temporary
// token that its visitor has typed in and sent with r. With a token it ends when that does. secure says
// that the page came over TLS. The error is one of those above.
func (g *Guard) SignIn(r *http.Request, typed string, secure bool) (*http.Cookie, error) {
	now := time.Now()
	s := shown{apiKey, strings.TrimSpace(typed)}
	if strings.HasPrefix(s.text, tokenHeader) {
		s.kind = token
	}
	c, err := g.judge(s, now)
	switch {
	case errors.Is(err, errExpired):
		return nil, ErrTokenEnded
	case err != nil && g.tooMany(s, err, r.RemoteAddr, now) > 0:
		return nil, ErrTooMany
	case err != nil:
		return nil, ErrNoKey
	}
	return g.cookie(c, s, secure, now), nil
}

// cookie makes the page's cookie. It is Lax rather than Strict, so that a link from elsewhere shows the
// page to who has signed in. fromCookie says why that is enough.
func (g *Guard) cookie(c *Credential, s shown, secure bool, now time.Time) *http.Cookie {
	value := s.text
	if !c.Token {
		value = g.signer.sign(c.id, signedIn, now)
	}
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: int(signedIn.Seconds()),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	}
}
