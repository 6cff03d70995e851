package outbound

import "net/netip"

// purpose is a range of addresses and what it is for.
type purpose struct {
	prefix netip.Prefix
	what   string
}

// purposeOf returns what an address is for when it is no place of the public internet, and "" for one
// that is. Forms that carry an IPv4 address inside are judged by it where they are in use, and are no
// public address otherwise.
func purposeOf(a netip.Addr) string {
	if !a.IsValid() {
		return "no address"
	}
	if a.Zone() != "" {
		return "local to a link"
	}
	a = embedded(a.Unmap())
	for _, p := range purposes() {
		if p.prefix.Contains(a) {
			return p.what
		}
	}
	if a.Is6() && !netip.MustParsePrefix("2000::/3").Contains(a) {
		return "not global" // all that is public has been given out of this eighth so far
	}
	return ""
}

// embedded returns the IPv4 address that a network without IPv4 shows as a (NAT64, RFC 6052), and any
// other address as it is.
func embedded(a netip.Addr) netip.Addr {
	if !netip.MustParsePrefix("64:ff9b::/96").Contains(a) {
		return a
	}
	b := a.As16()
	return netip.AddrFrom4([4]byte(b[12:]))
}

// purposes are IANA's registries of special addresses (RFC 6890), and what clouds use besides.
func purposes() []purpose {
	p := func(s, what string) purpose { return purpose{netip.MustParsePrefix(s), what} }
	return []purpose{
		p("0.0.0.0/8", "unspecified"),
		p("10.0.0.0/8", "private"),
		p("100.64.0.0/10", "shared by a carrier's customers"),
		p("127.0.0.0/8", "loopback"),
		p("168.63.129.16/32", "a cloud's own"), // Azure's WireServer
		p("169.254.0.0/16", "local to a link"), // with most clouds' metadata at 169.254.169.254
		p("172.16.0.0/12", "private"),
		p("192.0.0.0/24", "for protocols"), // with Oracle's metadata at 192.0.0.192
		p("192.0.2.0/24", "for documentation"),
		p("192.88.99.0/24", "for relays"),
		p("192.168.0.0/16", "private"),
		p("198.18.0.0/15", "for benchmarks"),
		p("198.51.100.0/24", "for documentation"),
		p("203.0.113.0/24", "for documentation"),
		p("224.0.0.0/4", "multicast"),
		p("240.0.0.0/4", "reserved"),
		p("::/128", "unspecified"),
		p("::1/128", "loopback"),
		p("fc00::/7", "private"),
		p("fe80::/10", "local to a link"),
		p("ff00::/8", "multicast"),
		p("2001::/23", "for protocols"), // with Teredo, which carries an IPv4 address
		p("2001:db8::/32", "for documentation"),
		p("2002::/16", "6to4"), // carries an IPv4 address; out of use
		p("3fff::/20", "for documentation"),
	}
}
