package outbound

import (
	"fmt"
	"net"
	"net/url"
	"path"
	"strings"
)

// Policy says which servers may be reached. The zero value allows none.
//
// A host pattern is one of path.Match, compared without regard to case, with a port or "*" behind a
// colon if others than the scheme's own are meant: "api.example.org", "*.example.org:8443",
// "localhost:*". "*" alone stands for any host.
type Policy struct {
	// Hosts may be reached at public addresses, by https and wss.
	Hosts []string
	// Private hosts may be reached at any address, by http and ws too. Only an operator may name them.
	Private []string
}

// RefusedError says that a policy forbids what was asked for.
type RefusedError struct {
	Host   string // name or address, with port
	Reason string
}

func (e *RefusedError) Error() string { return e.Host + " must not be reached: " + e.Reason }

// Check returns a *RefusedError when u may not be asked for. It resolves nothing: whether the host is
// at a public address turns out when a connection is made.
func (p Policy) Check(u *url.URL) error {
	host := canonical(u.Hostname())
	port, secure, ok := portOf(u)
	refuse := func(reason string) error { return &RefusedError{net.JoinHostPort(host, port), reason} }
	switch {
	case !ok:
		return &RefusedError{host, "the address must begin with https:// or wss://"}
	case host == "":
		return &RefusedError{u.Scheme + " address", "it names no host"}
	case u.User != nil:
		return refuse("the address holds a user's name")
	case !isASCII(host):
		return refuse("the name is not written in ASCII")
	case allows(p.Private, host, port, secure):
		return nil
	case !allows(p.Hosts, host, port, secure):
		return refuse("the operator has not allowed it")
	case !secure:
		return refuse("only https and wss are allowed")
	}
	return nil
}

// isPrivate reports whether a host may be at a private address. secure decides which port a pattern
// without one stands for; both are tried, as a dialer does not know what it dials for.
func (p Policy) isPrivate(host, port string) bool {
	host = canonical(host)
	return allows(p.Private, host, port, true) || allows(p.Private, host, port, false)
}

// portOf returns the port of an address and whether it is spoken to over TLS.
func portOf(u *url.URL) (port string, secure, ok bool) {
	switch strings.ToLower(u.Scheme) {
	case "https", "wss":
		secure = true
	case "http", "ws":
	default:
		return "", false, false
	}
	if port = u.Port(); port == "" {
		port = schemePort(secure)
	}
	return port, secure, true
}

func schemePort(secure bool) string {
	if secure {
		return "443"
	}
	return "80"
}

func allows(patterns []string, host, port string, secure bool) bool {
	for _, pattern := range patterns {
		wantHost, wantPort := splitPattern(pattern)
		if wantPort == "" {
			wantPort = schemePort(secure)
		}
		if (wantPort == "*" || wantPort == port) && matches(wantHost, host) {
			return true
		}
	}
	return false
}

// splitPattern splits a pattern into host and port; an address of IPv6 stands in brackets if it has a
// port.
func splitPattern(pattern string) (host, port string) {
	pattern = strings.TrimSpace(pattern)
	if inside, ok := strings.CutPrefix(pattern, "["); ok {
		host, rest, _ := strings.Cut(inside, "]")
		return host, strings.TrimPrefix(rest, ":")
	}
	if strings.Count(pattern, ":") != 1 {
		return pattern, ""
	}
	host, port, _ = strings.Cut(pattern, ":")
	return host, port
}

func matches(pattern, host string) bool {
	pattern = canonical(pattern)
	if strings.Contains(host, ":") { // an address of IPv6, which must be named as such
		return pattern == "*" || pattern == host
	}
	ok, err := path.Match(pattern, host)
	return ok && err == nil
}

// canonical writes names that mean the same host in one way.
func canonical(host string) string {
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// CheckPatterns returns an error that names the first pattern nothing can match.
func CheckPatterns(patterns []string) error {
	for _, pattern := range patterns {
		host, port := splitPattern(pattern)
		_, err := path.Match(host, "")
		if err != nil || host == "" || strings.ContainsAny(host, "/@") || !isPort(port) {
			return fmt.Errorf("%q is no host pattern: write api.example.org, *.example.org or localhost:8080", pattern)
		}
	}
	return nil
}

func isPort(s string) bool {
	return s == "" || s == "*" || strings.Trim(s, "0123456789") == "" && len(s) <= 5
}
