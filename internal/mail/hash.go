package mail

import (
	"crypto/sha256"
	"strings"
)

// ContentHash is the identity of a mail across deliveries: of two copies that
// came by different ways it is the same. It leaves out the header fields that
// each delivery writes anew and the difference between CR LF and LF, and reads
// nothing else out of the bytes, so that another text is another hash (ATK-13).
func ContentHash(raw []byte) [32]byte {
	sum := sha256.New()
	if mboxSeparator().Match(raw) {
		_, raw = cutLine(raw)
	}
	inHeader, skip := true, false
	for len(raw) > 0 {
		line, rest := cutLine(raw)
		if len(rest) == 0 && len(line) == 0 {
			break
		}
		raw = rest
		if inHeader {
			folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
			switch {
			case len(line) == 0:
				inHeader = false
			case !folded:
				name, _, ok := splitField(line)
				skip = ok && traceField(name)
			}
			if inHeader && skip {
				continue
			}
		}
		sum.Write(line)
		sum.Write([]byte{'\n'})
	}
	return [32]byte(sum.Sum(nil))
}

// traceField tells whether servers add the field on the way.
func traceField(name string) bool {
	switch name = strings.ToLower(name); name {
	case "received", "return-path", "delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-envelope-from",
		"delivery-date", "authentication-results", "authentication-results-original", "received-spf", "x-received", "status", "x-status", "x-uid", "x-uidl",
		"x-keywords", "x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys", "x-gmail-labels", "x-gm-thrid", "x-gm-message-state",
		"x-google-smtp-source", "x-forwarded-to", "x-forwarded-for", "x-virus-scanned", "x-virus-status", "content-length", "lines", "bcc", "x-dspam-result", "x-loop", "x-evolution-source":
		return true
	}
	for _, prefix := range []string{"arc-", "x-spam", "x-rspamd-", "x-ms-exchange-", "x-forefront-", "x-microsoft-antispam", "x-sieve", "x-amavis", "x-antispam"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
