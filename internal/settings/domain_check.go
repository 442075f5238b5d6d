package settings

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// Resolver answers questions of DNS. A *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
}

// The states of a record that was looked up.
const (
	RecordOK        = "ok"
	RecordMissing   = "missing"
	RecordDifferent = "different"
	RecordUnchecked = "unchecked"
)

// checkTimeout bounds the questions about one domain.
const checkTimeout = 10 * time.Second

// Found is what DNS says of a record.
type Found struct {
	State string
	Text  string // what was found; the error where nobody answered
}

// Check asks DNS about the records of d, in their order. A record that does its
// work in other words counts as ok.
func (d *Domain) Check(ctx context.Context, dns Resolver) []Found {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	out := make([]Found, len(d.Records))
	for i, rec := range d.Records {
		out[i] = rec.check(ctx, dns)
	}
	return out
}

func (rec Record) check(ctx context.Context, dns Resolver) Found {
	texts, err := rec.lookup(ctx, dns)
	var e *net.DNSError
	if err != nil && !(asDNS(err, &e) && e.IsNotFound) {
		return Found{RecordUnchecked, err.Error()}
	}
	var seen []string
	for _, text := range texts {
		if rec.Type == "TXT" && !strings.HasPrefix(strings.ToLower(text), versions[rec.Purpose]) {
			continue
		}
		seen = append(seen, text)
	}
	switch {
	case len(seen) == 0:
		return Found{RecordMissing, ""}
	case len(seen) > 1 && rec.Type == "TXT": // RFC 7208 section 4.5 and RFC 7489 section 6.6.3: several count as none
		return Found{RecordDifferent, strings.Join(seen, "\n")}
	case slices.ContainsFunc(seen, rec.serves):
		return Found{RecordOK, strings.Join(seen, "\n")}
	}
	return Found{RecordDifferent, strings.Join(seen, "\n")}
}

func asDNS(err error, e **net.DNSError) bool {
	d, ok := err.(*net.DNSError)
	*e = d
	return ok
}

var versions = map[string]string{"spf": "v=spf1", "dkim": "v=dkim1", "dmarc": "v=dmarc1"}

func (rec Record) lookup(ctx context.Context, dns Resolver) ([]string, error) {
	if rec.Type == "TXT" {
		return dns.LookupTXT(ctx, rec.Name)
	}
	list, err := dns.LookupMX(ctx, rec.Name)
	var out []string
	for _, mx := range list {
		out = append(out, fmt.Sprintf("%d %s", mx.Pref, strings.TrimSuffix(mx.Host, ".")))
	}
	return out, err
}

// serves reports whether a record found does what rec is for.
func (rec Record) serves(found string) bool {
	switch rec.Purpose {
	case "spf":
		words := strings.Fields(strings.ToLower(found))
		return slices.Contains(words, strings.Fields(rec.Value)[2])
	case "dkim":
		return keyOf(found) == keyOf(rec.Value)
	case "mx":
		_, host, _ := strings.Cut(found, " ")
		_, want, _ := strings.Cut(rec.Value, " ")
		return strings.EqualFold(host, want)
	}
	return true // any DMARC policy is the owner's choice
}

// keyOf returns the p= of a DKIM record without spaces.
func keyOf(text string) string {
	for part := range strings.SplitSeq(text, ";") {
		if name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name == "p" {
			return strings.Join(strings.Fields(value), "")
		}
	}
	return ""
}
