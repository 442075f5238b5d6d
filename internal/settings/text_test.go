package settings

import (
	"context"
	"net"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// AUTO-06: what is no calendar, or holds no days, is refused.
func TestParseCalendar(t *testing.T) {
	t.Parallel()
	if days, err := ParseCalendar([]byte("BEGIN:VEVENT\nDTSTART:20261225\nSUMMARY:Christmas\nEND:VEVENT")); err != nil || len(days) != 1 {
		t.Errorf("got %v, %v", days, err)
	}
	for _, text := range []string{"<html>", strings.Repeat("BEGIN:VEVENT\nDTSTART:20261225\nSUMMARY:x\nEND:VEVENT\n", maxHolidays+1)} {
		if _, err := ParseCalendar([]byte(text)); parley.KindOf(err) != parley.Invalid {
			t.Errorf("got %v for %.20q", err, text)
		}
	}
}

// dns is a name server in memory.
type dns struct {
	txt map[string][]string
	mx  map[string][]*net.MX
}

func (d dns) LookupTXT(_ context.Context, name string) ([]string, error) {
	if name == "_dmarc.silent.test" {
		return nil, &net.DNSError{Name: name, IsTimeout: true, Err: "timeout"}
	}
	if list := d.txt[name]; list != nil {
		return list, nil
	}
	return nil, &net.DNSError{Name: name, IsNotFound: true, Err: "no such host"}
}

func (d dns) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	if list := d.mx[name]; list != nil {
		return list, nil
	}
	return nil, &net.DNSError{Name: name, IsNotFound: true, Err: "no such host"}
}

// EMAIL-25: records are ready to copy, and checked for what they do rather than
// how they are written; a key that is set signs.
func TestDomains_recordsAndWhatIsFound(t *testing.T) {
	t.Parallel()
	ctx, db := context.Background(), storetest.New(t)
	world(t, db)
	key, err := NewDKIMKey()
	if err != nil {
		t.Fatal(err)
	}
	const name = "mail.shop.example"
	r := db.Read(ctx)
	if _, signer, err := DKIM(r, name); signer != nil || err != nil {
		t.Errorf("got %v, %v without a key", signer, err)
	}
	storetest.Write(t, db, func(tx *store.Tx) error { return SetDKIMKey(tx, parley.System, name, key) })
	if selector, signer, err := DKIM(r, "Mail.Shop.example"); selector != Selector || signer == nil || err != nil {
		t.Errorf("got %q, %v, %v", selector, signer, err)
	}
	events, _ := r.Audit(store.AuditFilter{Limit: 1})
	if len(events) != 1 || strings.Contains(toText(events[0].Data), "PRIVATE") {
		t.Errorf("got %v", events)
	}
	all, err := Domains(r, "inbox.shop.example", name)
	if err != nil || len(all) != 1 || len(all[0].Records) != 4 {
		t.Fatalf("got %v, %v", all, err)
	}
	d := all[0]
	dkim := d.Records[1].Value
	check := func(answers dns, want ...string) {
		t.Helper()
		for i, found := range d.Check(ctx, answers) {
			if found.State != want[i] {
				t.Errorf("%s: got %s %q, want %s", d.Records[i].Purpose, found.State, found.Text, want[i])
			}
		}
	}
	check(dns{}, RecordMissing, RecordMissing, RecordMissing, RecordMissing)
	check(dns{
		txt: map[string][]string{name: {"google-site-verification=1", "v=spf1 include:_spf.example a:inbox.shop.example -all"}, "parley._domainkey." + name: {strings.Replace(dkim, "k=rsa; ", "", 1)}, "_dmarc." + name: {"v=DMARC1; p=reject"}},
		mx:  map[string][]*net.MX{name: {{Host: "inbox.shop.example.", Pref: 5}}},
	}, RecordOK, RecordOK, RecordOK, RecordOK)
	check(dns{
		txt: map[string][]string{name: {"v=spf1 a:inbox.shop.example ~all", "v=spf1 -all"}, "parley._domainkey." + name: {"v=DKIM1; p=MIIB"}},
		mx:  map[string][]*net.MX{name: {{Host: "mx.elsewhere.example.", Pref: 5}}},
	}, RecordDifferent, RecordDifferent, RecordMissing, RecordDifferent)
	silent := Record{"TXT", "_dmarc.silent.test", "", "dmarc"}
	if got := silent.check(ctx, dns{}); got.State != RecordUnchecked {
		t.Errorf("got %v of a silent server", got)
	}
}

// toText is what a value would show.
func toText(v map[string]any) string {
	var b strings.Builder
	for k, x := range v {
		b.WriteString(k)
		if s, ok := x.(string); ok {
			b.WriteString(s)
		}
	}
	return b.String()
}
