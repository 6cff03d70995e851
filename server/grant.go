package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/internal/refusal"
	"github.com/visavis/visavis/wire"
)

// maxGrantBody bounds the body of a request for a token, in bytes.
const maxGrantBody = 4 << 10

// serveGrant answers POST /v1/auth/grant: a temporary token for somebody with an API key (section 2.5).
func (s *Server) serveGrant(w http.ResponseWriter, r *http.Request) {
	g, err := s.grant(w, r)
	if err != nil {
		s.refuseFor(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(g)
}

// serveKey answers GET /v1/auth/token, by which clients find out whether their key is good (section 2.5).
func (s *Server) serveKey(w http.ResponseWriter, r *http.Request) {
	who, err := s.cfg.Access.Check(r)
	if err != nil {
		s.refuseFor(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(wire.KeyDetails{ID: who.KeyID(), Comment: who.Key, Scopes: []string{"usage:write"}})
}

func (s *Server) grant(w http.ResponseWriter, r *http.Request) (wire.Grant, error) {
	to, err := s.cfg.Access.Check(r)
	if err != nil {
		return wire.Grant{}, err
	}
	ttl, err := readTTL(http.MaxBytesReader(w, r.Body, maxGrantBody))
	if err != nil {
		return wire.Grant{}, err
	}
	token, err := s.cfg.Access.Grant(to, ttl, time.Now())
	return wire.Grant{AccessToken: token, ExpiresIn: ttl.Seconds()}, err
}

// readTTL reads how long a token shall be good for. The body may be absent, and members that nobody
// knows are ignored. Its error is a *refusal.Error.
func readTTL(body io.Reader) (time.Duration, error) {
	b, err := io.ReadAll(body)
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return 0, &refusal.Error{Status: http.StatusRequestEntityTooLarge, Code: "PAYLOAD_TOO_LARGE", Message: "The body is too long."}
	}
	if err != nil {
		return 0, &refusal.Error{Status: http.StatusRequestTimeout, Code: "REQUEST_TIMEOUT", Message: "The body did not come in time."}
	}
	var q wire.GrantRequest
	if b = bytes.TrimSpace(b); len(b) == 0 {
		return access.DefaultTTL, nil
	}
	if err := json.Unmarshal(b, &q); err != nil {
		if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); !wrong || b[0] != '{' {
			return 0, &refusal.Error{Status: http.StatusBadRequest, Code: "INVALID_JSON", Message: `The body must be a JSON object such as {"ttl_seconds": 30}, or be left out.`}
		}
		return 0, badTTL()
	}
	if q.TTLSeconds == nil {
		return access.DefaultTTL, nil
	}
	// Compared before it is multiplied, which could overflow.
	if s := *q.TTLSeconds; s < access.MinTTL.Seconds() || s > access.MaxTTL.Seconds() {
		return 0, badTTL()
	}
	return time.Duration(*q.TTLSeconds * float64(time.Second)), nil
}

func badTTL() *refusal.Error {
	return &refusal.Error{
		Status: http.StatusBadRequest, Code: "PAYLOAD_ERROR",
		Message: fmt.Sprintf("ttl_seconds must be a number from %g to %g.", access.MinTTL.Seconds(), access.MaxTTL.Seconds()),
	}
}
