package access

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	g, key := keyed(t, Config{})
	for name, typed := range map[string]string{"a key": key + "\n", "a token": granted(t, g, key, time.Minute)} {
		c, err := g.SignIn(request(), typed, true)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || strings.Contains(c.Value, KeyPrefix) {
			t.Errorf("%s: the cookie is %v", name, c)
		}
		back := request("Cookie", c.Name+"="+c.Value, "Upgrade", "websocket")
		if _, err := g.Check(back); err != nil || !g.Welcome(back) {
			t.Errorf("%s: the page stays outside: %v", name, err)
		}
	}
	for _, typed := range []string{"", "x", key[1:], tokenHeader} {
		if _, err := g.SignIn(request(), typed, false); err == nil {
			t.Errorf("%q signs in", typed)
		}
	}
	if g.Welcome(request()) || g.Welcome(request("Cookie", "visavis="+key)) {
		t.Error("the page is shown to somebody who has not signed in")
	}
}
