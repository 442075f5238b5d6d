package guard

import "net/netip"

// reserved lists what is not the public Internet (IANA special-purpose address
// registries), besides what netip knows itself.
var reserved = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32", "2001:10::/28", "2001:20::/28", "3fff::/20", "5f00::/16", "fec0::/10",
)

var (
	nat64  = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4 = netip.MustParsePrefix("2002::/16")
	teredo = netip.MustParsePrefix("2001::/32")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// PublicAddress tells whether a is on the public Internet. Addresses that embed
// an IPv4 one, by mapping or for transition, are as public as that one.
func PublicAddress(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	if a.Is4() {
		return true
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return PublicAddress(netip.AddrFrom4([4]byte(b[12:16])))
	case sixTo4.Contains(a):
		return PublicAddress(netip.AddrFrom4([4]byte(b[2:6])))
	case teredo.Contains(a): // the client's address is stored inverted
		return PublicAddress(netip.AddrFrom4([4]byte(b[4:8]))) &&
			PublicAddress(netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]}))
	}
	return true
}
