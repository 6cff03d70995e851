package access

import (
	"errors"
	"strings"
	"testing"

	"github.com/visavis/visavis/internal/refusal"
)

// FuzzCheck: nobody comes in by accident, and what was shown is never told again.
func FuzzCheck(f *testing.F) {
	f.Add("Token x", "token, x", "token=x", "visavis=x", "websocket")
	f.Add("bearer "+tokenHeader+"e30.e30", "bearer,"+tokenHeader, "token="+tokenHeader+"..", "visavis="+tokenHeader+".", "WebSocket")
	f.Add("Bearer", ",,,", "token=%", "visavis", "")
	g, _ := keyed(f, Config{Query: true})
	f.Fuzz(func(t *testing.T, authorization, protocols, query, cookie, upgrade string) {
		r := request("Authorization", authorization, subprotocol, protocols, "?", query, "Cookie", cookie, "Upgrade", upgrade)
		_, err := g.Check(r)
		var refused *refusal.Error
		if !errors.As(err, &refused) || refused.Status != 401 && refused.Status != 429 {
			t.Fatalf("let in: %v", err)
		}
		if _, text, _ := strings.Cut(authorization, " "); len(text) > 12 && strings.Contains(err.Error(), text) && !strings.Contains(invalid(shown{}, errUnknown).Error(), text) {
			t.Errorf("the error %q tells what was shown", err)
		}
		if _, err := g.SignIn(r, authorization, false); err == nil || g.Welcome(r) {
			t.Error("signed in")
		}
	})
}
