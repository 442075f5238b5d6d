package email

import (
	"strings"

	"github.com/emersion/go-msgauth/authres"

	"parley/internal/mail"
)

// unnamed stands for results that bear no name.
//
// QUIRK: Exchange Online leaves out the authserv-id that RFC 8601 section 2.2
// demands and begins with the SPF result.
const unnamed = "spf="

// providers are the names under which large providers write their own
// Authentication-Results, by the suffix of their IMAP host. They put them above
// what a stranger wrote, or take that away.
var providers = map[string][]string{
	"gmail.com":           {"mx.google.com"},
	"googlemail.com":      {"mx.google.com"},
	"office365.com":       {"protection.outlook.com", "mx.microsoft.com", unnamed},
	"outlook.com":         {"protection.outlook.com", "mx.microsoft.com", unnamed},
	"fastmail.com":        {"messagingengine.com"},
	"messagingengine.com": {"messagingengine.com"},
	"mail.yahoo.com":      {"mail.yahoo.com"},
	"mail.me.com":         {"icloud.com", "apple.com"},
}

// trusts returns the names whose results are believed in mail of an IMAP host.
func trusts(host string) []string {
	for suffix, names := range providers {
		if under(host, suffix) {
			return names
		}
	}
	return nil
}

// under reports whether name is domain or lies below it.
func under(name, domain string) bool {
	name, domain = strings.ToLower(name), strings.ToLower(domain)
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// believed reads the topmost Authentication-Results of msg if one of names
// wrote it. Anything below may be the sender's own invention (ATK-01).
func believed(msg *mail.Message, names []string) (Verdict, bool) {
	value := msg.Header.Get("Authentication-Results")
	from := fromAddresses(msg)
	if !wroteIt(value, names) || len(from) != 1 {
		return Verdict{}, false
	}
	if strings.HasPrefix(value, unnamed) {
		value = "unnamed; " + value
	}
	_, results, err := authres.Parse(value)
	if err != nil || len(results) == 0 {
		return Verdict{}, false
	}
	_, domain, _ := strings.Cut(from[0], "@")
	return judge(domain, nil, nil, findings(results, domain)), true
}

// wroteIt reports whether an Authentication-Results bears one of names.
func wroteIt(value string, names []string) bool {
	id, _, _ := strings.Cut(value, ";")
	id, _, _ = strings.Cut(strings.TrimSpace(id), " ") // a version may follow
	for _, name := range names {
		if under(id, name) || name == unnamed && strings.HasPrefix(id, unnamed) {
			return true
		}
	}
	return false
}

// findings translates results; a DMARC result speaks for the domain of From.
func findings(results []authres.Result, domain string) []finding {
	var found []finding
	for _, r := range results {
		switch r := r.(type) {
		case *authres.SPFResult:
			_, host, ok := strings.Cut(r.From, "@")
			if !ok {
				host = r.From
			}
			found = append(found, finding{"spf", strings.ToLower(host), string(r.Value)})
		case *authres.DKIMResult:
			host := r.Domain
			if _, after, ok := strings.Cut(r.Identifier, "@"); host == "" && ok {
				host = after
			}
			found = append(found, finding{"dkim", strings.ToLower(host), string(r.Value)})
		case *authres.DMARCResult:
			found = append(found, finding{"dmarc", strings.ToLower(domain), string(r.Value)})
		}
	}
	return found
}

// fromAddresses returns the addresses of the one From field; nil if there is
// none or more than one, which never passes (RFC 7489 section 6.6.1).
func fromAddresses(msg *mail.Message) []string {
	if len(msg.Header.All("From")) != 1 {
		return nil
	}
	var list []string
	for _, a := range msg.From {
		list = append(list, a.Address)
	}
	return list
}
