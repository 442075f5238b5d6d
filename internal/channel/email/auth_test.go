package email

import (
	"context"
	"net"
	"testing"
	"time"

	"parley/internal/mail"
)

// ATK-01, EMAIL-06: only what is aligned with From passes (RFC 7489 section 3.1).
func TestJudge_alignment(t *testing.T) {
	t.Parallel()
	const relaxed, strict, reject = "v=DMARC1; p=none", "v=DMARC1; p=none; aspf=s; adkim=s", "v=DMARC1; p=reject"
	tests := []struct {
		name, policy string
		found        []finding
		want         string
		reject       bool
	}{
		{"SPF of the same domain", relaxed, []finding{{"spf", "mail.customer.co.uk", "pass"}}, "pass", false},
		{"SPF of a sibling, relaxed", relaxed, []finding{{"spf", "bounces.customer.co.uk", "pass"}}, "pass", false},
		{"SPF of a sibling, strict", strict, []finding{{"spf", "bounces.customer.co.uk", "pass"}}, "fail", false},
		{"SPF of the public suffix", relaxed, []finding{{"spf", "other.co.uk", "pass"}}, "fail", false},
		{"DKIM of the organisation", relaxed, []finding{{"dkim", "customer.co.uk", "pass"}}, "pass", false},
		{"DKIM of the organisation, strict", strict, []finding{{"dkim", "customer.co.uk", "pass"}}, "fail", false},
		{"DKIM of a stranger", reject, []finding{{"dkim", "mallory.test", "pass"}, {"spf", "mallory.test", "pass"}}, "fail", true},
		{"one of two passes", reject, []finding{{"spf", "mail.customer.co.uk", "fail"}, {"dkim", "mail.customer.co.uk", "pass"}}, "pass", false},
		{"no policy, nothing found", "", nil, "none", false},
		{"no policy, a stranger's pass", "", []finding{{"dkim", "mallory.test", "pass"}}, "none", false},
		{"no policy, aligned pass", "", []finding{{"dkim", "mail.customer.co.uk", "pass"}}, "pass", false},
		{"no policy, aligned fail", "", []finding{{"spf", "mail.customer.co.uk", "fail"}}, "fail", false},
		{"softfail proves nothing", "", []finding{{"spf", "mail.customer.co.uk", "softfail"}}, "none", false},
		{"no answer in time", reject, []finding{{"dkim", "mail.customer.co.uk", "temperror"}}, "none", false},
		{"policy never answers", silent, []finding{{"spf", "mallory.test", "pass"}}, "none", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dns := zone{}
			if tt.policy != "" {
				dns["_dmarc.customer.co.uk"] = tt.policy
			}
			record, err := (&checker{dns: dns}).policy(context.Background(), "mail.customer.co.uk")
			got := judge("mail.customer.co.uk", record, err, tt.found)
			if got.Result != tt.want || got.Reject != tt.reject {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// EMAIL-06: SPF asks for the return path, and for the name in HELO without one.
func TestCheck_spf(t *testing.T) {
	t.Parallel()
	check := &checker{dns: zone{"customer.test": "v=spf1 ip4:192.0.2.1 -all", "mx.customer.test": "v=spf1 ip4:192.0.2.1 -all"}}
	from := []string{"jane@customer.test"}
	for _, tt := range []struct {
		env  envelope
		want string
	}{
		{envelope{net.IPv4(192, 0, 2, 1), "x.test", "jane@customer.test"}, "pass"},
		{envelope{net.IPv4(192, 0, 2, 1), "mx.customer.test", ""}, "pass"},
		{envelope{net.IPv4(192, 0, 2, 9), "x.test", "jane@customer.test"}, "fail"},
		{envelope{net.IPv4(192, 0, 2, 9), "x.test", "m@mallory.test"}, "none"},
		{envelope{}, "none"},
	} {
		if got := check.check(context.Background(), []byte(letter("spf")), from, tt.env); got.Result != tt.want {
			t.Errorf("%v: %+v, want %s", tt.env, got, tt.want)
		}
	}
}

// ATK-01: results in a mail are believed only of the provider itself, and only
// the topmost.
func TestBelieved(t *testing.T) {
	t.Parallel()
	const google = "Authentication-Results: mx.google.com; dkim=pass header.i=@customer.test; spf=pass smtp.mailfrom=jane@customer.test; dmarc=pass header.from=customer.test\r\n"
	const exchange = "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=customer.test; dkim=none; dmarc=pass action=none\r\n header.from=customer.test;compauth=pass reason=100\r\n"
	const forged = "Authentication-Results: mx.google.com; dmarc=fail header.from=customer.test\r\n" + google
	for _, tt := range []struct{ name, raw, host, want string }{
		{"Gmail", google, "imap.gmail.com", "pass"},
		{"Exchange Online", exchange, "outlook.office365.com", "pass"},
		{"another provider", google, "imap.customer.test", ""},
		{"below the topmost", forged, "imap.gmail.com", "fail"},
		{"another name", "Authentication-Results: mx.google.com.mallory.test; dmarc=pass\r\n", "imap.gmail.com", ""},
		{"two From", google + "From: boss@example.test\r\n", "imap.gmail.com", ""},
	} {
		verdict, ok := believed(mail.Parse([]byte(tt.raw+letter("x"))), trusts(tt.host))
		if ok != (tt.want != "") || verdict.Result != tt.want {
			t.Errorf("%s: %+v, %v", tt.name, verdict, ok)
		}
	}
}

// SAFE-07: a dead name server is asked a few times, not for each mail.
func TestCache(t *testing.T) {
	t.Parallel()
	now := time.Now()
	under := &counting{zone: zone{"a.test": "text", "dead.test": silent}}
	c := newCache(under, func() time.Time { return now })
	ask := func(name string) error {
		_, err := c.LookupTXT(context.Background(), name)
		return err
	}
	for range 5 {
		if err := ask("a.test"); err != nil {
			t.Error(err)
		}
		if err := ask("missing.test"); temporary(err) || err == nil {
			t.Error(err)
		}
	}
	if under.asked != 2 {
		t.Errorf("asked %d times, want once for each name", under.asked)
	}
	for range 10 {
		if err := ask("dead.test"); !temporary(err) {
			t.Error(err)
		}
	}
	if under.asked != 2+silentLimit {
		t.Errorf("asked %d times", under.asked)
	}
	if err := ask("a.test"); err != nil {
		t.Error("what is known is answered all the same:", err)
	}
	now = now.Add(time.Minute)
	ask("dead.test")
	if under.asked != 3+silentLimit {
		t.Errorf("asked %d times after the pause", under.asked)
	}
}

type counting struct {
	zone
	asked int
}

func (c *counting) LookupTXT(ctx context.Context, name string) ([]string, error) {
	c.asked++
	return c.zone.LookupTXT(ctx, name)
}
