package email

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"blitiri.com.ar/go/spf"
	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-msgauth/dmarc"
)

// authLimit bounds how long the checks of one mail may take: an answer that
// comes later is a temperror, never a late mail.
const authLimit = 2 * time.Second

// maxSignatures bounds the work that one mail can ask for.
const maxSignatures = 5

// Verdict says whether a mail is from whom it says.
type Verdict struct {
	Result string // "pass", "fail" or "none", aligned with From
	Detail string // for people
	Reject bool   // the domain of From asks to refuse what fails
}

// envelope is what the door knows of a mail beyond its bytes. Without an IP
// there is no SPF.
type envelope struct {
	IP   net.IP
	Helo string
	From string // the return path; empty for the null path
}

// checker verifies SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489).
type checker struct {
	dns Resolver
}

// finding is one identity that passed or did not.
type finding struct {
	method string // "spf" or "dkim"
	domain string
	result string // pass, fail, softfail, neutral, none, temperror, permerror
}

// check judges raw. from are the addresses of its From fields.
func (c *checker) check(ctx context.Context, raw []byte, from []string, env envelope) Verdict {
	ctx, cancel := context.WithTimeout(ctx, authLimit)
	defer cancel()
	var found []finding
	if env.IP != nil {
		found = append(found, c.spf(ctx, env))
	}
	found = append(found, c.dkim(ctx, raw)...)
	if len(found) == 0 {
		return Verdict{Result: "none", Detail: "not signed"}
	}
	if len(from) != 1 {
		return Verdict{Result: "fail", Detail: describe(found, "dmarc=permerror (not one From)")}
	}
	_, domain, _ := strings.Cut(from[0], "@")
	record, err := c.policy(ctx, domain)
	verdict := judge(domain, record, err, found)
	if env.IP == nil && verdict.Result == "fail" {
		return Verdict{Result: "none", Detail: verdict.Detail} // SPF, which was not asked, may have passed
	}
	return verdict
}

func (c *checker) spf(ctx context.Context, env envelope) finding {
	sender := env.From
	if sender == "" {
		sender = "postmaster@" + env.Helo // RFC 7208 section 2.4
	}
	_, domain, _ := strings.Cut(sender, "@")
	result, _ := spf.CheckHostWithSender(env.IP, env.Helo, sender, spf.WithContext(ctx), spf.WithResolver(c.dns))
	return finding{"spf", strings.ToLower(domain), string(result)}
}

func (c *checker) dkim(ctx context.Context, raw []byte) []finding {
	if !bytes.Contains(bytes.ToLower(raw[:headerEnd(raw)]), []byte("dkim-signature:")) {
		return nil
	}
	checks, err := dkim.VerifyWithOptions(bytes.NewReader(toCRLF(raw)), &dkim.VerifyOptions{
		LookupTXT:        func(name string) ([]string, error) { return c.dns.LookupTXT(ctx, name) },
		MaxVerifications: maxSignatures,
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return []finding{{"dkim", "", "permerror"}}
	}
	var found []finding
	for _, check := range checks {
		result := "pass"
		switch {
		case check.Err == nil:
		case dkim.IsTempFail(check.Err):
			result = "temperror"
		case dkim.IsPermFail(check.Err):
			result = "permerror"
		default:
			result = "fail"
		}
		found = append(found, finding{"dkim", strings.ToLower(check.Domain), result})
	}
	return found
}

// policy finds the DMARC record of a domain or of its organisation (RFC 7489
// section 6.6.3); nil when there is none.
func (c *checker) policy(ctx context.Context, domain string) (*dmarc.Record, error) {
	options := &dmarc.LookupOptions{
		LookupTXT: func(name string) ([]string, error) { return c.dns.LookupTXT(ctx, name) },
	}
	record, err := dmarc.LookupWithOptions(domain, options)
	if org := organisation(domain); errors.Is(err, dmarc.ErrNoPolicy) && org != domain {
		record, err = dmarc.LookupWithOptions(org, options)
		if record != nil && record.SubdomainPolicy != "" {
			record.Policy = record.SubdomainPolicy
		}
	}
	if errors.Is(err, dmarc.ErrNoPolicy) {
		return nil, nil
	}
	return record, err
}

// describe writes findings in the words of RFC 8601.
func describe(found []finding, last string) string {
	var parts []string
	for _, f := range found {
		parts = append(parts, fmt.Sprintf("%s=%s (%s)", f.method, f.result, f.domain))
	}
	return strings.Join(append(parts, last), "; ")
}
