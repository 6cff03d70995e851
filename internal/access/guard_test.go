package access

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/visavis/visavis/internal/refusal"
)

// keyed is a guard with two keys, of which it returns the first one's text.
func keyed(t testing.TB, cfg Config) (*Guard, string) {
	t.Helper()
	text, key := NewKey("alice")
	_, other := NewKey("bob")
	cfg.Keys, cfg.Required = []Key{other, key}, true
	g, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g, text
}

// granted is a token for who shows a key.
func granted(t testing.TB, g *Guard, key string, ttl time.Duration) string {
	t.Helper()
	c, err := g.Check(request("Authorization", "Token "+key))
	if err != nil {
		t.Fatal(err)
	}
	text, err := g.Grant(c, ttl, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// request has headers, given as name and value; "?" stands for the query. Each comes from an address of
// its own.
func request(header ...string) *http.Request {
	r := httptest.NewRequest("GET", "/v1/listen", nil)
	r.RemoteAddr = fmt.Sprintf("[2001:db8:%x:%x::1]:40000", rand.N(1<<16), rand.N(1<<16))
	for i := 0; i < len(header); i += 2 {
		if header[i] == "?" {
			r.URL.RawQuery = header[i+1]
		} else {
			r.Header.Add(header[i], header[i+1])
		}
	}
	return r
}

const subprotocol = "Sec-WebSocket-Protocol"

func TestCheck(t *testing.T) {
	g, key := keyed(t, Config{Query: true})
	closed, _ := keyed(t, Config{Query: false, Secret: g.signer.secret})
	closed.keys = g.keys
	tok := granted(t, g, key, time.Minute)
	other, _ := NewKey("mallory")
	socket := []string{"Upgrade", "WebSocket"}
	for name, tt := range map[string]struct {
		header []string
		let    bool
	}{
		"a key":                                   {[]string{"Authorization", "Token " + key}, true},
		"a scheme in lower case":                  {[]string{"Authorization", "token " + key}, true},
		"spaces":                                  {[]string{"Authorization", " TOKEN   " + key + " "}, true},
		"a token":                                 {[]string{"Authorization", "Bearer " + tok}, true},
		"a token in lower case":                   {[]string{"Authorization", "bearer " + tok}, true},
		"a key behind Bearer":                     {[]string{"Authorization", "Bearer " + key}, false},
		"a token behind Token":                    {[]string{"Authorization", "Token " + tok}, false},
		"nothing":                                 {nil, false},
		"nothing behind Token":                    {[]string{"Authorization", "Token"}, false},
		"an empty key":                            {[]string{"Authorization", "Token "}, false},
		"a key without a scheme":                  {[]string{"Authorization", key}, false},
		"another scheme":                          {[]string{"Authorization", "Basic " + key}, false},
		"an unknown key":                          {[]string{"Authorization", "Token " + other}, false},
		"half a key":                              {[]string{"Authorization", "Token " + key[:20]}, false},
		"a key's hash":                            {[]string{"Authorization", "Token " + g.keys[1].Text()}, false},
		"subprotocols":                            {[]string{subprotocol, "token, " + key}, true},
		"subprotocols with a token":               {[]string{subprotocol, "bearer," + tok}, true},
		"two headers":                             {[]string{subprotocol, "bearer", subprotocol, tok}, true},
		"after an unknown pair":                   {[]string{subprotocol, "x-deepgram-session-id, 5e-c2, token, " + key}, true},
		"before an unknown pair":                  {[]string{subprotocol, "token, " + key + ", x-deepgram-session-id, 5e-c2"}, true},
		"a key as bearer":                         {[]string{subprotocol, "bearer, " + key}, false},
		"a name alone":                            {[]string{subprotocol, "token"}, false},
		"a name at the end":                       {[]string{subprotocol, "token, , bearer"}, false},
		"a header before a subprotocol":           {[]string{"Authorization", "Token " + other, subprotocol, "token, " + key}, false},
		"a header of a proxy and a subprotocol":   {[]string{"Authorization", "Basic eA==", subprotocol, "token, " + key}, true},
		"the query":                               {[]string{"?", "model=x&token=" + tok}, true},
		"a key in the query":                      {[]string{"?", "token=" + key}, false},
		"a bad subprotocol before a good query":   {[]string{subprotocol, "token, x", "?", "token=" + tok}, false},
		"the page's cookie":                       {append(socket, "Cookie", "a=b; visavis="+tok), true},
		"a key as cookie":                         {append(socket, "Cookie", "visavis="+key), false},
		"a cookie without a websocket":            {[]string{"Cookie", "visavis=" + tok}, true},
		"a bad query before the cookie of a page": {append(socket, "?", "token=x", "Cookie", "visavis="+tok), false},
	} {
		c, err := g.Check(request(tt.header...))
		if (err == nil) != tt.let {
			t.Errorf("%s: let in is %v, want %v (%v)", name, err == nil, tt.let, err)
		}
		if err == nil && c.Key != "alice" {
			t.Errorf("%s: it is the key of %q", name, c.Key)
		}
		var refused *refusal.Error
		if err != nil && (!errors.As(err, &refused) || refused.Status != 401 || refused.Code != "INVALID_AUTH" || !strings.HasPrefix(refused.Message, "Invalid credentials.")) {
			t.Errorf("%s: refused with %v", name, err)
		}
	}
	post := request("Cookie", "visavis="+tok)
	post.Method = http.MethodPost
	if _, err := g.Check(post); err == nil {
		t.Error("a form of another page could do something with the cookie")
	}
	if _, err := closed.Check(request("?", "token="+tok)); err == nil {
		t.Error("the query counts although the operator did not allow it")
	}
}

func TestWhatIsWrongIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, key := keyed(t, Config{})
		tok := granted(t, g, key, time.Minute)
		time.Sleep(2 * time.Minute)
		for text, want := range map[string]string{
			"Bearer " + tok:              "has expired",
			"Bearer " + key:              "an API key belongs behind Token",
			"Token " + tok:               "a temporary token belongs behind Bearer",
			"":                           "Authorization: Token KEY",
			"Token vv_1":                 "Invalid credentials.",
			"Bearer " + tok[:len(tok)-1]: "Invalid credentials.",
		} {
			_, err := g.Check(request("Authorization", text))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "vv_1") {
				t.Errorf("%q is refused with %q, want something about %q", text, err, want)
			}
		}
	})
}

// TestTokensEnd: to the second, and a socket that is open is nobody's business here.
func TestTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, key := keyed(t, Config{})
		time.Sleep(300 * time.Millisecond)
		tok := granted(t, g, key, 30*time.Second)
		time.Sleep(30 * time.Second)
		if _, err := g.Check(request("Authorization", "Bearer "+tok)); err != nil {
			t.Errorf("it ends before its time: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := g.Check(request("Authorization", "Bearer "+tok)); err == nil {
			t.Error("it goes on after its time")
		}
	})
}

func TestTokensBelongToTheirSecretAndKey(t *testing.T) {
	secret := []byte(strings.Repeat("s", MinSecret))
	g, key := keyed(t, Config{Secret: secret})
	header := request("Authorization", "Bearer "+granted(t, g, key, time.Minute))
	node, err := New(Config{Keys: g.keys, Secret: secret, Required: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := node.Check(header); err != nil {
		t.Errorf("another process with the same secret and keys refuses it: %v", err)
	}
	_, renewed := NewKey("alice")
	for name, cfg := range map[string]Config{
		"another secret":           {Keys: g.keys},
		"the key is gone":          {Keys: g.keys[:1], Secret: secret},
		"the key has been renewed": {Keys: []Key{renewed}, Secret: secret},
	} {
		cfg.Required = true
		node, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := node.Check(header); err == nil {
			t.Errorf("%s: it is let in", name)
		}
	}
}

func TestOpenToAll(t *testing.T) {
	open, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	var none *Guard
	for _, g := range []*Guard{open, none, {}} {
		c, err := g.Check(request("Authorization", "Bearer nonsense"))
		if err != nil || *c != (Credential{}) || !g.Welcome(request()) {
			t.Errorf("somebody is refused: %v", err)
		}
	}
	// Clients that ask for a token before anything else work as well.
	if tok, err := open.Grant(&Credential{}, time.Minute, time.Now()); err != nil || tok == "" {
		t.Errorf("no token: %v", err)
	}
	if _, err := none.Grant(&Credential{}, time.Minute, time.Now()); err == nil {
		t.Error("a token without a secret")
	}
}

func TestGrantRefuses(t *testing.T) {
	g, key := keyed(t, Config{})
	tok := granted(t, g, key, time.Minute)
	c, err := g.Check(request("Authorization", "Bearer "+tok))
	if err != nil || !c.Token {
		t.Fatalf("%+v, %v", c, err)
	}
	var refused *refusal.Error
	if _, err := g.Grant(c, time.Minute, time.Now()); !errors.As(err, &refused) || refused.Status != 403 || refused.Code != "FORBIDDEN" {
		t.Errorf("a token for a token: %v", err)
	}
	for _, ttl := range []time.Duration{-1, 0, MinTTL - 1, MaxTTL + 1} {
		if _, err := g.Grant(&Credential{}, ttl, time.Now()); err == nil {
			t.Errorf("a token for %v", ttl)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	_, key := NewKey("a")
	for name, cfg := range map[string]Config{
		"nobody could come in": {Required: true},
		"a short secret":       {Keys: []Key{key}, Secret: []byte("secret")},
		"an empty secret":      {Secret: []byte{}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestNothingIsPrinted: whatever is logged of a guard, no secret is.
func TestNothingIsPrinted(t *testing.T) {
	secret := []byte(strings.Repeat("5ec2e7", 8))
	g, key := keyed(t, Config{Secret: secret})
	tok := granted(t, g, key, time.Minute)
	c, err := g.Check(request("Authorization", "Bearer "+tok))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{g, Config{Secret: secret}, c, fromHeader(request("Authorization", "Token "+key).Header)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			text := fmt.Sprintf(verb, v)
			for _, s := range []string{string(secret), key, tok, fmt.Sprintf("%x", secret[:6]), fmt.Sprint(secret[:6])} {
				if strings.Contains(text, strings.Trim(s, "[]")) {
					t.Errorf("%s of a %T prints a secret", verb, v)
				}
			}
		}
	}
}

// BenchmarkCheck is what every request pays, with a hundred keys.
func BenchmarkCheck(b *testing.B) {
	g, key := keyed(b, Config{})
	for range 98 {
		_, k := NewKey("")
		g.keys = append(g.keys, k)
	}
	r := request("Authorization", "Token "+key)
	tok := request("Authorization", "Bearer "+granted(b, g, key, time.Hour))
	for name, r := range map[string]*http.Request{"key": r, "token": tok} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := g.Check(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
