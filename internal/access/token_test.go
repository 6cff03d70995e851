package access

import (
	"encoding/base64"
	"errors"
	"regexp"
	"testing"
	"time"
)

// TestTokensAreJWTs: the example that everybody knows, whose signature others have made. It has no end
// and so has ended.
func TestTokensAreJWTs(t *testing.T) {
	const known = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ." +
		"SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
	if _, err := (signer{[]byte("your-256-bit-secret")}).verify(known, time.Now()); !errors.Is(err, errExpired) {
		t.Errorf("its signature is not known: %v", err)
	}
	if _, err := (signer{[]byte("another secret")}).verify(known, time.Now()); !errors.Is(err, errForged) {
		t.Errorf("another secret makes the same signature: %v", err)
	}
}

func TestTokenSays(t *testing.T) {
	s, now := signer{[]byte("x")}, time.Unix(1_800_000_000, 0)
	one, two := s.sign("k", 30*time.Second, now), s.sign("k", 30*time.Second, now)
	if one == two {
		t.Error("two tokens are alike")
	}
	c, err := s.verify(one, now)
	if err != nil || c.Expires != now.Unix()+30 || c.Issued != now.Unix() || c.Key != "k" || c.ID == "" {
		t.Errorf("%+v, %v", c, err)
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$`).MatchString(one) || len(one) > maxToken/2 {
		t.Errorf("%q cannot travel as a subprotocol", one)
	}
}

// TestEveryLetterCounts: a token with another letter anywhere, or one less, is forged.
func TestEveryLetterCounts(t *testing.T) {
	s, now := signer{[]byte("secret")}, time.Now()
	good := s.sign("k", time.Minute, now)
	for i := range good {
		for _, c := range []byte("A_9.x") {
			if good[i] == c {
				continue
			}
			bad := good[:i] + string(c) + good[i+1:]
			if _, err := s.verify(bad, now); !errors.Is(err, errForged) {
				t.Fatalf("with %q for letter %d: %v", c, i, err)
			}
		}
		if _, err := s.verify(good[:i]+good[i+1:], now); !errors.Is(err, errForged) {
			t.Fatalf("without letter %d: %v", i, err)
		}
	}
	if _, err := s.verify(good, now); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

// TestNobodyChoosesTheAlgorithm: the usual tricks.
func TestNobodyChoosesTheAlgorithm(t *testing.T) {
	s := signer{[]byte("secret")}
	body := base64.RawURLEncoding.EncodeToString([]byte(`{"exp":99999999999,"sub":"k"}`))
	for _, header := range []string{`{"alg":"none"}`, `{"alg":"HS256"}`, `{"alg":"none","typ":"JWT"}`, `{"alg":"RS256","typ":"JWT"}`, ``} {
		signed := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + body
		mac := base64.RawURLEncoding.EncodeToString(s.mac(signed))
		for _, signature := range []string{"", mac} {
			if _, err := s.verify(signed+"."+signature, time.Now()); !errors.Is(err, errForged) {
				t.Errorf("%s with the signature %q: %v", header, signature, err)
			}
		}
	}
}

// FuzzVerify: what was not signed is not believed, and what was is read without a panic, whatever it is.
func FuzzVerify(f *testing.F) {
	s := signer{[]byte("secret")}
	f.Add(s.sign("k", time.Minute, time.Now()), `{"exp":1}`)
	f.Add("", "null")
	f.Add(tokenHeader, `{"exp":1e400}`)
	f.Add(tokenHeader+".", `[`)
	f.Fuzz(func(t *testing.T, token, body string) {
		if _, err := (signer{[]byte("another")}).verify(token, time.Unix(0, 0)); err == nil {
			t.Fatalf("%q is believed", token)
		}
		signed := tokenHeader + base64.RawURLEncoding.EncodeToString([]byte(body))
		c, err := s.verify(signed+"."+base64.RawURLEncoding.EncodeToString(s.mac(signed)), time.Unix(0, 0))
		if err == nil && c.Expires <= 0 {
			t.Errorf("%q has no end: %+v", body, c)
		}
	})
}
