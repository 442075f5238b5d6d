package email

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"parley/internal/mail"
)

// maxHops is how many servers a mail may have passed (RFC 5321 section 6.3).
const maxHops = 100

// trace returns the lines that RFC 5321 section 4.4 asks the last server to put
// on top.
func (s *session) trace(ip netip.Addr) []byte {
	protocol := "ESMTP"
	if s.door.opts.LMTP {
		protocol = "LMTP"
	}
	if _, secure := s.conn.TLSConnectionState(); secure {
		protocol += "S"
	}
	client := "local"
	if ip.IsValid() {
		client = ip.String()
	}
	return fmt.Appendf(nil, "Return-Path: <%s>\r\nReceived: from %s ([%s]) by %s with %s;\r\n\t%s\r\n",
		printable(s.from), printable(s.conn.Hostname()), client, s.door.opts.Hostname, protocol,
		s.door.opts.Now().Format(time.RFC1123Z))
}

// printable drops what must not stand in a header field.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// judge checks msg. What our own servers bring has no address to ask about:
// their word counts if the options name them, and otherwise DKIM alone.
func (d *Door) judge(ctx context.Context, raw []byte, msg *mail.Message, env envelope, ip netip.Addr) Verdict {
	if !d.trusted(ip) {
		return d.check.check(ctx, raw, fromAddresses(msg), env)
	}
	if verdict, ok := believed(msg, d.opts.AuthServers); ok {
		return verdict
	}
	return d.check.check(ctx, raw, fromAddresses(msg), envelope{})
}
