package server

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/visavis/visavis/internal/access"
	"github.com/visavis/visavis/wire"
)

func TestGrant(t *testing.T) {
	s, key := guarded(t, Config{})
	for body, seconds := range map[string]float64{
		"": 30, " \n": 30, "{}": 30, "null": 30, `{"ttl":600}`: 30, `{"ttl_seconds":null}`: 30,
		`{"ttl_seconds":1}`: 1, `{"ttl_seconds":3600,"x":[1]}`: 3600, `{"ttl_seconds":2.5}`: 2.5,
	} {
		rec := ask(s, "POST", "/v1/auth/grant", body, "Authorization", "token "+key)
		var g wire.Grant
		if err := json.Unmarshal(rec.Body.Bytes(), &g); err != nil || rec.Code != 200 || g.ExpiresIn != seconds {
			t.Fatalf("%q: %d %v %v, want %g seconds", body, rec.Code, g.ExpiresIn, err, seconds)
		}
		if h := rec.Header(); h.Get("Cache-Control") != "no-store" || h.Get("Content-Type") != "application/json" || h.Get("dg-request-id") == "" {
			t.Errorf("%q: headers %v", body, h)
		}
		if rec := ask(s, "GET", "/v1/models", "", "Authorization", "Bearer "+g.AccessToken); rec.Code != 200 {
			t.Errorf("%q: the token is refused: %d", body, rec.Code)
		}
	}
}

func TestGrantRefuses(t *testing.T) {
	s, key := guarded(t, Config{})
	token, err := s.cfg.Access.Grant(&access.Credential{}, time.Minute, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	checkRefused(t, "no key", ask(s, "POST", "/v1/auth/grant", ""), 401, "INVALID_AUTH")
	checkRefused(t, "a token of nobody's", ask(s, "POST", "/v1/auth/grant", "", "Authorization", "Bearer "+token), 401, "INVALID_AUTH")
	rec := ask(s, "POST", "/v1/auth/grant", "", "Authorization", "Token "+key)
	var g wire.Grant
	if err := json.Unmarshal(rec.Body.Bytes(), &g); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, "a token", ask(s, "POST", "/v1/auth/grant", "", "Authorization", "Bearer "+g.AccessToken), 403, "FORBIDDEN")
	checkRefused(t, "the page's cookie", ask(s, "POST", "/v1/auth/grant", "", "Cookie", "visavis="+g.AccessToken), 401, "INVALID_AUTH")
	for body, code := range map[string]string{
		`{"ttl_seconds":0}`: "PAYLOAD_ERROR", `{"ttl_seconds":3600.5}`: "PAYLOAD_ERROR", `{"ttl_seconds":-1}`: "PAYLOAD_ERROR",
		`{"ttl_seconds":"30"}`: "PAYLOAD_ERROR", `{"ttl_seconds":1e300}`: "PAYLOAD_ERROR", `{"ttl_seconds":1e400}`: "PAYLOAD_ERROR",
		`{"ttl_seconds":true}`: "PAYLOAD_ERROR", `{"ttl_seconds":[]}`: "PAYLOAD_ERROR",
		`[]`: "INVALID_JSON", `7`: "INVALID_JSON", `"x"`: "INVALID_JSON", `{`: "INVALID_JSON", `{} {}`: "INVALID_JSON", "\xff": "INVALID_JSON",
	} {
		checkRefused(t, body, ask(s, "POST", "/v1/auth/grant", body, "Authorization", "Token "+key), 400, code)
	}
	long := `{"x":"` + strings.Repeat("x", maxGrantBody) + `"}`
	checkRefused(t, "a long body", ask(s, "POST", "/v1/auth/grant", long, "Authorization", "Token "+key), 413, "PAYLOAD_TOO_LARGE")
	checkRefused(t, "GET", ask(s, "GET", "/v1/auth/grant", "", "Authorization", "Token "+key), 405, "METHOD_NOT_ALLOWED")
}

// TestKeyIsGood: clients ask for themselves before they begin.
func TestKeyIsGood(t *testing.T) {
	s, key := guarded(t, Config{})
	rec := ask(s, "GET", "/v1/auth/token", "", "Authorization", "Token "+key)
	var k wire.KeyDetails
	if err := json.Unmarshal(rec.Body.Bytes(), &k); err != nil || rec.Code != 200 || k.Comment != "alice" || len(k.ID) != 16 || k.Scopes == nil {
		t.Errorf("%d %s %v", rec.Code, rec.Body, err)
	}
	checkRefused(t, "a wrong key", ask(s, "GET", "/v1/auth/token", "", "Authorization", "Token vv_no"), 401, "INVALID_AUTH")
	checkRefused(t, "a form", ask(s, "POST", "/v1/auth/token", "", "Authorization", "Token "+key), 405, "METHOD_NOT_ALLOWED")
	if rec := ask(New(Config{}), "GET", "/v1/auth/token", "", "Authorization", "Token any"); rec.Code != 200 {
		t.Errorf("where nobody needs a key: %d %s", rec.Code, rec.Body)
	}
}

// FuzzGrant: whatever the body, a token of one second to an hour or a refusal.
func FuzzGrant(f *testing.F) {
	f.Add(`{"ttl_seconds":30}`)
	f.Add(`{"ttl_seconds":1e400}`)
	f.Fuzz(func(t *testing.T, body string) {
		ttl, err := readTTL(strings.NewReader(body))
		if err == nil && (ttl < access.MinTTL || ttl > access.MaxTTL) {
			t.Errorf("%q: %v", body, ttl)
		}
	})
}
