package email

import (
	"context"
	"crypto"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dmarc"
)

// Domain is a sending domain and what is wanted of its DNS (EMAIL-25).
type Domain struct {
	Name     string
	MailHost string   // where mail for the domain is to arrive; empty: not here, MX is not looked at
	SPF      []string // mechanisms that cover the ways out, such as "a:mail.example.com" or "include:_spf.google.com"
	Selector string   // of the DKIM key
	Key      crypto.Signer
}

// Record is a DNS record to be set, and what was found in its place.
type Record struct {
	Kind  string // "SPF", "DKIM", "DMARC" or "MX"
	Type  string // of the DNS record: "TXT" or "MX"
	Name  string
	Value string   // ready to copy
	Found []string // as DNS answers; empty when there is nothing
	OK    bool
	Words string // what is wrong
}

// Records are the records to be set for d, not looked up yet.
func (d *Domain) Records() []Record {
	records := []Record{
		{Kind: "SPF", Type: "TXT", Name: d.Name, Value: strings.Join(slices.Concat([]string{"v=spf1"}, d.SPF, []string{"~all"}), " ")},
	}
	if d.Key != nil {
		records = append(records, Record{Kind: "DKIM", Type: "TXT", Name: d.Selector + "._domainkey." + d.Name, Value: PublicRecord(d.Key)})
	}
	records = append(records, Record{Kind: "DMARC", Type: "TXT", Name: "_dmarc." + d.Name, Value: "v=DMARC1; p=none"})
	if d.MailHost != "" {
		records = append(records, Record{Kind: "MX", Type: "MX", Name: d.Name, Value: "10 " + d.MailHost + "."})
	}
	return records
}

// Check looks the records of d up. Nothing is cached: whoever asks has just
// changed them.
func (d *Domain) Check(ctx context.Context, dns Resolver) []Record {
	if dns == nil {
		dns = net.DefaultResolver
	}
	records := d.Records()
	for i := range records {
		r := &records[i]
		r.look(ctx, dns)
		switch {
		case r.Words != "":
		case len(r.Found) == 0:
			r.Words = "there is no such record"
		default:
			r.Words = d.wrong(r)
		}
		r.OK = r.Words == ""
	}
	return records
}

// look asks DNS and keeps the records of its kind.
func (r *Record) look(ctx context.Context, dns Resolver) {
	if r.Type == "MX" {
		hosts, err := dns.LookupMX(ctx, r.Name)
		for _, mx := range hosts {
			r.Found = append(r.Found, fmt.Sprintf("%d %s", mx.Pref, mx.Host))
		}
		r.trouble(err)
		return
	}
	texts, err := dns.LookupTXT(ctx, r.Name)
	for _, text := range texts {
		if r.Kind == "DKIM" || strings.HasPrefix(strings.ToLower(text), "v="+strings.ToLower(strings.TrimSuffix(r.Kind, "MARC"))) {
			r.Found = append(r.Found, text)
		}
	}
	r.trouble(err)
}

func (r *Record) trouble(err error) {
	if temporary(err) {
		r.Words = "the name server did not answer: " + err.Error()
	}
}

// wrong says what is wrong with the records found; empty if nothing is.
func (d *Domain) wrong(r *Record) string {
	switch r.Kind {
	case "SPF":
		return wrongSPF(r.Found, d.SPF)
	case "DKIM":
		if want := tag(r.Value, "p"); !slices.ContainsFunc(r.Found, func(text string) bool { return tag(text, "p") == want }) {
			return "the key in DNS is another one"
		}
	case "DMARC":
		if len(r.Found) > 1 {
			return "there are several DMARC records; none of them counts"
		}
		if _, err := dmarc.Parse(r.Found[0]); err != nil {
			return err.Error()
		}
	case "MX":
		if !slices.ContainsFunc(r.Found, func(mx string) bool {
			_, host, _ := strings.Cut(mx, " ")
			return strings.EqualFold(strings.TrimSuffix(host, "."), d.MailHost)
		}) {
			return "mail goes to another server"
		}
	}
	return ""
}

func wrongSPF(found, want []string) string {
	if len(found) > 1 {
		return "there are several SPF records; none of them counts (RFC 7208 section 4.5)"
	}
	has := strings.Fields(strings.ToLower(found[0]))
	for _, mechanism := range want {
		if !slices.Contains(has, strings.ToLower(mechanism)) && !slices.Contains(has, "+"+strings.ToLower(mechanism)) {
			return "it lacks " + mechanism
		}
	}
	return ""
}

// tag returns the value of a tag in a list of tags (RFC 6376 section 3.2),
// without white space.
func tag(text, name string) string {
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, "=")
		if strings.TrimSpace(key) == name {
			return strings.Join(strings.Fields(value), "")
		}
	}
	return ""
}
