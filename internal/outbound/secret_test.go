package outbound

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSecrets(t *testing.T) {
	u, _ := url.Parse("https://u:passwords3cret@f.example/path?key=query%2Fs3cret&lang=eu")
	h := http.Header{"Authorization": {"Bearer tokens3cret"}, "X-Api-Key": {"headers3cret"}, "Content-Type": {"application/json"}, "X-Short": {"eu"}}
	s := SecretsOf(u, h)
	for text, want := range map[string]string{
		"Authorization: Bearer tokens3cret":     "Authorization: [redacted]",
		"bad token tokens3cret":                 "bad token [redacted]",
		"key headers3cret":                      "key [redacted]",
		"asked /path?key=query%2Fs3cret":        "asked /path?key=[redacted]",
		"asked for query/s3cret":                "asked for [redacted]",
		"https://u:passwords3cret@f.example":    "https://u:[redacted]@f.example",
		"it was application/json, in Europe eu": "it was application/json, in Europe eu",
	} {
		if got := s.Redact(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if p := fmt.Sprintf("%v %+v %#v %q", s, s, s, s); strings.Contains(p, "s3cret") {
		t.Errorf("secrets print as %s", p)
	}
}
