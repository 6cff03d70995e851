package outbound

import (
	"net/netip"
	"testing"
)

func TestPurposeOf(t *testing.T) {
	for address, public := range map[string]bool{
		"1.1.1.1":          true,
		"8.8.8.8":          true,
		"100.63.255.255":   true,
		"100.128.0.0":      true,
		"172.15.255.255":   true,
		"172.32.0.0":       true,
		"192.167.255.255":  true,
		"223.255.255.255":  true,
		"168.63.129.17":    true,
		"2606:4700::1111":  true,
		"2a00:1450::1":     true,
		"64:ff9b::8.8.8.8": true, // how a network without IPv4 shows 8.8.8.8

		"0.0.0.0":                false,
		"0.1.2.3":                false,
		"10.0.0.1":               false,
		"10.255.255.255":         false,
		"100.64.0.1":             false,
		"100.100.100.200":        false, // a cloud's metadata
		"127.0.0.1":              false,
		"127.255.255.254":        false,
		"168.63.129.16":          false,
		"169.254.169.254":        false,
		"172.16.0.1":             false,
		"172.31.255.255":         false,
		"192.0.0.192":            false,
		"192.0.2.1":              false,
		"192.88.99.1":            false,
		"192.168.1.1":            false,
		"198.18.0.1":             false,
		"198.51.100.1":           false,
		"203.0.113.1":            false,
		"224.0.0.1":              false,
		"239.255.255.255":        false,
		"240.0.0.1":              false,
		"255.255.255.255":        false,
		"::":                     false,
		"::1":                    false,
		"::127.0.0.1":            false, // IPv4-compatible, out of use
		"::8.8.8.8":              false,
		"::ffff:127.0.0.1":       false,
		"::ffff:10.0.0.1":        false,
		"::ffff:169.254.169.254": false,
		"::ffff:0:127.0.0.1":     false, // SIIT
		"64:ff9b::127.0.0.1":     false,
		"64:ff9b::10.1.2.3":      false,
		"64:ff9b::a9fe:a9fe":     false,
		"64:ff9b:1::8.8.8.8":     false, // NAT64 of a network's own
		"100::1":                 false,
		"2001::1":                false, // Teredo
		"2001:db8::1":            false,
		"2002:7f00:1::":          false, // 6to4 of 127.0.0.1
		"2002:808:808::":         false,
		"3fff::1":                false,
		"5f00::1":                false,
		"fc00::1":                false,
		"fd00:ec2::254":          false,
		"fe80::1":                false,
		"fe80::1%eth0":           false,
		"2606:4700::1111%eth0":   false,
		"fec0::1":                false,
		"ff02::1":                false,
	} {
		what := purposeOf(netip.MustParseAddr(address))
		if (what == "") != public {
			t.Errorf("%s is %q, want public: %v", address, what, public)
		}
	}
	if purposeOf(netip.Addr{}) == "" {
		t.Error("no address at all is taken for a public one")
	}
}

// FuzzPurposeOf: nothing that the standard library knows to be special passes, however it is written.
func FuzzPurposeOf(f *testing.F) {
	for _, s := range []string{"127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::1", "fe80::1%x", "8.8.8.8", "2002:7f00:1::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := netip.ParseAddr(s)
		if err != nil || purposeOf(a) != "" {
			return
		}
		if !a.IsGlobalUnicast() && !a.Is4In6() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
			t.Errorf("%s passes for public", a)
		}
		if b := a.Unmap(); b.Is4() {
			mapped := netip.AddrFrom16(b.As16())
			nat := mapped.As16()
			copy(nat[:12], []byte{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})
			if purposeOf(mapped) != "" || purposeOf(netip.AddrFrom16(nat)) != "" {
				t.Errorf("%s is public, and not in its forms %s and %s", b, mapped, netip.AddrFrom16(nat))
			}
		}
	})
}
