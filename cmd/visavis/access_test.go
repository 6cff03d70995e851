package main

import (
	"strings"
	"testing"

	"github.com/visavis/visavis/internal/access"
)

// TestAccessIsRequired: nobody is let in by an oversight.
func TestAccessIsRequired(t *testing.T) {
	_, key := access.NewKey("alice")
	some := map[string]string{"alice": key.Text()}
	for name, tt := range map[string]struct {
		config config
		want   bool
	}{
		"this machine":               {config{Addr: "localhost:8080"}, false},
		"its address":                {config{Addr: "127.0.0.1:0"}, false},
		"another of its addresses":   {config{Addr: "127.1.2.3:80"}, false},
		"IPv6":                       {config{Addr: "[::1]:80"}, false},
		"all interfaces":             {config{Addr: ":8080"}, true},
		"all by address":             {config{Addr: "0.0.0.0:8080"}, true},
		"all of IPv6":                {config{Addr: "[::]:8080"}, true},
		"a name":                     {config{Addr: "visavis.lan:8080"}, true},
		"a name like loopback":       {config{Addr: "localhost.example.org:8080"}, true},
		"keys on this machine":       {config{Addr: "localhost:8080", Keys: some}, true},
		"open to all":                {config{Addr: ":8080", Access: "open"}, false},
		"keys where none are needed": {config{Addr: "localhost:8080", Access: "keys"}, true},
	} {
		if got := tt.config.accessRequired(); got != tt.want {
			t.Errorf("%s: required is %v", name, got)
		}
	}
}

func TestAccessReport(t *testing.T) {
	some := map[string]string{"bob": "", "alice": ""}
	for want, c := range map[string]config{
		"":                                  {Addr: defaultAddr},
		"keys of alice, bob":                {Addr: defaultAddr, Keys: some},
		"open to everybody who can connect": {Addr: ":1", Access: accessOpen},
	} {
		if got := c.accessReport(); got != want {
			t.Errorf("reported is %q, want %q", got, want)
		}
	}
}

func TestServeWithoutKeysSaysWhatToDo(t *testing.T) {
	for _, args := range []string{"-addr 0.0.0.0:0", "-addr :0"} {
		_, errs, code := newWorld(t).run(append([]string{"serve"}, strings.Fields(args)...)...)
		if code != 1 || !strings.Contains(errs, "visavis token new NAME") || !strings.Contains(errs, "access: open") {
			t.Errorf("%s: status %d, %s", args, code, errs)
		}
	}
}

func TestGuard(t *testing.T) {
	_, key := access.NewKey("alice")
	s := setup{config: config{Addr: "localhost:1", Keys: map[string]string{"alice": key.Text()}}}
	if g, err := s.guard(); err != nil || g == nil {
		t.Errorf("%v", err)
	}
	s.env = testEnviron(tokenSecret + "=5ec2e7")
	if _, err := s.guard(); err == nil || !strings.HasPrefix(err.Error(), tokenSecret) || strings.Contains(err.Error(), "5ec2e7") {
		t.Errorf("a short secret: %v", err)
	}
	s.env = testEnviron(tokenSecret + "=" + strings.Repeat("5ec2e7", 6))
	if _, err := s.guard(); err != nil {
		t.Errorf("a long secret: %v", err)
	}
}

func TestAccessSettings(t *testing.T) {
	text, key := access.NewKey("alice")
	hash := key.Text()
	for text, want := range map[string]string{
		"keys: {alice: 5ec2e7}":                            "keys.alice: must be",
		"keys: {alice: " + text + "}":                      "line 1: this looks like a key",
		"keys: {" + text + ": \"" + hash + "\"}":           "line 1: this looks like a key",
		"keys: {Alice B: \"" + hash + "\"}":                "keys: a key's name is",
		"keys: [\"" + hash + "\"]":                         "line 1",
		"keys: {a: \"" + hash + "\"}\naccess: open":        "remove one of the two",
		"access: closed":                                   "access: must be open or keys",
		"token_in_query: sometimes":                        "true or false",
		"keys: {a: \"" + hash + "\", a: \"" + hash + "\"}": "line 1",
	} {
		_, err := parseConfig("x.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "vv_") || strings.Contains(err.Error(), "5ec2e7") {
			t.Errorf("%s: %v, want something with %q", text, err, want)
		}
	}
	c, err := parseConfig("x.yaml", []byte("keys:\n  alice: \""+hash+"\"\n  bob: "+hash+"\ntoken_in_query: true"))
	if err != nil || len(c.Keys) != 2 || !c.TokenInQuery {
		t.Errorf("%+v, %v", c, err)
	}
}
