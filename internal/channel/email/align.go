package email

import (
	"strings"

	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"
)

// judge weighs what was found against the domain of From. A pass that is
// aligned passes even where no record asks for it; without one, the mail fails
// if a record stands or an aligned check failed, and is otherwise unproven.
func judge(domain string, record *dmarc.Record, err error, found []finding) Verdict {
	domain = strings.ToLower(domain)
	unsure := err != nil
	failed := record != nil
	for _, f := range found {
		if !aligned(f, domain, record) {
			continue
		}
		switch f.result {
		case "pass":
			return Verdict{Result: "pass", Detail: describe(found, "dmarc=pass ("+domain+")")}
		case "fail":
			failed = true
		case "temperror":
			unsure = true
		}
	}
	switch {
	case unsure:
		return Verdict{Result: "none", Detail: describe(found, "dmarc=temperror ("+domain+")")}
	case failed:
		return Verdict{Result: "fail", Detail: describe(found, "dmarc=fail ("+domain+")"),
			Reject: record != nil && record.Policy == dmarc.PolicyReject}
	}
	return Verdict{Result: "none", Detail: describe(found, "dmarc=none ("+domain+")")}
}

// aligned reports whether f speaks for domain (RFC 7489 section 3.1).
func aligned(f finding, domain string, record *dmarc.Record) bool {
	if f.domain == domain {
		return true
	}
	if record != nil {
		mode := record.DKIMAlignment
		if f.method == "spf" {
			mode = record.SPFAlignment
		}
		if mode == dmarc.AlignmentStrict {
			return false
		}
	}
	return f.domain != "" && organisation(f.domain) == organisation(domain)
}

// organisation returns the registered domain that domain belongs to.
func organisation(domain string) string {
	org, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return domain
	}
	return org
}
