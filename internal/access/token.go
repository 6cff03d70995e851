package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"
)

// Why a token is refused.
var (
	errForged  = errors.New("this is no token of this server")
	errExpired = errors.New("the token has expired")
)

// maxToken bounds what is looked at, in bytes; ours have about 200.
const maxToken = 1 << 10

// tokenHeader is the first part of every token: {"alg":"HS256","typ":"JWT"}. Another one is refused,
// so that nobody chooses by which algorithm he is checked.
const tokenHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."

// claims is what a token says (RFC 7519). Times are seconds since 1970.
type claims struct {
	Expires int64  `json:"exp"`
	Issued  int64  `json:"iat"`
	ID      string `json:"jti"`           // random: no two tokens are alike
	Key     string `json:"sub,omitempty"` // id of the key that it was granted for
}

// signer makes and knows tokens.
type signer struct{ secret []byte }

// sign makes a token that is good for ttl, and up to a second more.
func (s signer) sign(key string, ttl time.Duration, now time.Time) string {
	expires := int64(math.Ceil(float64(now.Add(ttl).UnixMilli()) / 1000))
	body, err := json.Marshal(claims{Expires: expires, Issued: now.Unix(), ID: rand.Text(), Key: key})
	if err != nil {
		panic(err) // numbers and strings always marshal
	}
	signed := tokenHeader + base64.RawURLEncoding.EncodeToString(body)
	return signed + "." + base64.RawURLEncoding.EncodeToString(s.mac(signed))
}

// verify reads a token. Nothing of it is believed before its signature is.
func (s signer) verify(token string, now time.Time) (claims, error) {
	dot := strings.LastIndexByte(token, '.')
	if len(token) > maxToken || dot < len(tokenHeader) || !strings.HasPrefix(token, tokenHeader) {
		return claims{}, errForged
	}
	// Strict: of the last letter's bits some mean nothing, and a token has one spelling.
	strict := base64.RawURLEncoding.Strict()
	mac, err := strict.DecodeString(token[dot+1:])
	if err != nil || !hmac.Equal(mac, s.mac(token[:dot])) {
		return claims{}, errForged
	}
	body, err := strict.DecodeString(token[len(tokenHeader):dot])
	var c claims
	if err != nil || json.Unmarshal(body, &c) != nil {
		return claims{}, errForged
	}
	if now.Unix() >= c.Expires {
		return claims{}, errExpired
	}
	return c, nil
}

func (s signer) mac(signed string) []byte {
	m := hmac.New(sha256.New, s.secret)
	m.Write([]byte(signed))
	return m.Sum(nil)
}
