package outbound

import (
	"net/url"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	p := Policy{
		Hosts:   []string{"api.example.org", "*.Example.net:8443", "wild.example:*", "[2606:4700::1111]:443", "2606:4700::2222", "bad[pattern"},
		Private: []string{"localhost:*", "192.168.1.5:11434", "box.lan"},
	}
	for address, allowed := range map[string]bool{
		"https://api.example.org/v1":          true,
		"https://API.EXAMPLE.ORG./v1?key=x":   true,
		"wss://api.example.org/v1":            true,
		"https://api.example.org:443":         true,
		"https://a.example.net:8443":          true,
		"https://a.b.example.net:8443":        true,
		"https://wild.example:9":              true,
		"https://[2606:4700::1111]/":          true,
		"https://[2606:4700::2222]/":          true,
		"http://localhost:11434/v1":           true,
		"ws://localhost:1":                    true,
		"https://localhost":                   true,
		"http://192.168.1.5:11434":            true,
		"http://box.lan/":                     true,
		"https://box.lan/":                    true,
		"http://api.example.org/v1":           false, // not encrypted
		"ws://wild.example:80":                false,
		"https://api.example.org:8443":        false, // another port
		"https://a.example.net":               false,
		"https://example.net:8443":            false,
		"https://api.example.org.evil.com":    false,
		"https://evil.com/api.example.org":    false,
		"https://api.example.org@evil.com":    false,
		"https://user:pw@api.example.org":     false,
		"https://[2606:4700::3333]/":          false,
		"http://192.168.1.5":                  false,
		"http://192.168.1.5:22":               false,
		"http://127.0.0.1:11434":              false, // not the name that was allowed
		"http://box.lan:8080":                 false,
		"ftp://api.example.org":               false,
		"file:///etc/passwd":                  false,
		"unix:///var/run/docker.sock":         false,
		"//api.example.org":                   false,
		"https:///v1":                         false,
		"":                                    false,
		"https://api.exampleе.org":            false, // a Cyrillic letter
		"https://api.example.org%2eevil.com/": false,
		"gopher://api.example.org":            false,
		"https://api.example.org:0443":        false,
		"https://[::ffff:127.0.0.1]:11434/":   false,
		"https://0x7f.1/":                     false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			if allowed {
				t.Errorf("%q: %v", address, err)
			}
			continue
		}
		if err := p.Check(u); (err == nil) != allowed {
			t.Errorf("%q: %v, want allowed: %v", address, err, allowed)
		}
	}
}

func TestZeroPolicyAllowsNothing(t *testing.T) {
	for _, address := range []string{"https://example.org", "http://localhost"} {
		u, _ := url.Parse(address)
		if err := (Policy{}).Check(u); err == nil {
			t.Errorf("%s is allowed by a policy that names no host", address)
		}
	}
}

func TestRefusalTellsNoSecret(t *testing.T) {
	u, _ := url.Parse("https://user:pa55word@example.org/path?key=s3cret")
	err := Policy{}.Check(u)
	if s := err.Error(); strings.Contains(s, "pa55word") || strings.Contains(s, "s3cret") || !strings.Contains(s, "example.org:443") {
		t.Errorf("the refusal says %q", s)
	}
}

func TestCheckPatterns(t *testing.T) {
	for pattern, ok := range map[string]bool{
		"api.example.org": true, "*.example.org": true, "*": true, "localhost:8080": true, "localhost:*": true,
		"[::1]:8080": true, "::1": true,
		"": false, "bad[pattern": false, "https://example.org": false, "example.org/v1": false, "a:b": false, "u@example.org": false,
	} {
		if err := CheckPatterns([]string{"fine.example", pattern}); (err == nil) != ok {
			t.Errorf("%q: %v, want fine: %v", pattern, err, ok)
		}
	}
}

// FuzzCheck: whatever is let through has a host that is named, and is encrypted unless it is private.
func FuzzCheck(f *testing.F) {
	f.Add("https://api.example.org/", "*.example.org")
	f.Add("https://a@b/", "b")
	f.Fuzz(func(t *testing.T, address, pattern string) {
		u, err := url.Parse(address)
		if err != nil || (Policy{Hosts: []string{pattern}}).Check(u) != nil {
			return
		}
		if s := strings.ToLower(u.Scheme); s != "https" && s != "wss" || u.Hostname() == "" || u.User != nil {
			t.Errorf("%q is allowed by the pattern %q", address, pattern)
		}
	})
}
