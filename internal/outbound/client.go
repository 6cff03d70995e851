package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

const (
	dialTimeout  = 5 * time.Second
	tlsTimeout   = 10 * time.Second
	idleTimeout  = 90 * time.Second
	maxRedirects = 3
	maxHeader    = 64 << 10 // bytes of a response's header
)

// Client returns a client that keeps to the policy, for HTTP and for dialling websockets. It waits for
// an answer as long as the request's context lets it. Close its idle connections when it is no longer
// needed.
func Client(p Policy) *http.Client { return client(p, nil) }

// client takes a resolver for tests; nil: the system's.
func client(p Policy, resolver *net.Resolver) *http.Client {
	transport := &http.Transport{
		// No Proxy: the environment's would connect on our behalf, to wherever it is told.
		DialContext:            dialer{p, resolver}.dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    tlsTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    8,
		MaxResponseHeaderBytes: maxHeader,
	}
	return &http.Client{Transport: guard{p, transport}, CheckRedirect: checkRedirect}
}

// guard refuses requests that the policy forbids, those of redirects among them.
type guard struct {
	policy    Policy
	transport *http.Transport
}

// RoundTrip implements http.RoundTripper.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.policy.Check(r.URL); err != nil {
		return nil, err
	}
	return g.transport.RoundTrip(r)
}

// CloseIdleConnections is what http.Client's method of this name looks for.
func (g guard) CloseIdleConnections() { g.transport.CloseIdleConnections() }

// checkRedirect bounds redirects. A key in a header is meant for the host that it was given for: the
// standard library drops only those headers of which it knows that they are secret.
func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	r.Header.Del("Referer") // a query may hold a key as well
	if r.URL.Host == via[0].URL.Host && r.URL.Scheme == via[0].URL.Scheme {
		return nil
	}
	kept := http.Header{}
	for _, name := range []string{"Accept", "Content-Type", "User-Agent"} {
		if v := r.Header.Values(name); len(v) > 0 {
			kept[name] = v
		}
	}
	r.Header = kept
	return nil
}

// dialer connects where the policy allows it.
type dialer struct {
	policy   Policy
	resolver *net.Resolver
}

func (d dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	n := net.Dialer{Timeout: dialTimeout, Resolver: d.resolver}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if !d.policy.isPrivate(host, port) {
		n.ControlContext = publicOnly(host)
	}
	c, err := n.DialContext(ctx, network, address)
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return nil, refused // without the address, which may tell of a network's inside
	}
	return c, err
}

// publicOnly returns what is asked for every address that a name has resolved to, just before it is
// connected to.
func publicOnly(host string) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return &RefusedError{host, "it is no host of the internet"}
		}
		if what := purposeOf(at.Addr()); what != "" {
			return &RefusedError{host, "its address is " + what + ", and only public ones are allowed"}
		}
		return nil
	}
}
