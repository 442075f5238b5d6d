package email

import (
	"context"
	"crypto"
	"net"
	"strings"
	"testing"

	"parley/internal/channel/channeltest"
	"parley/internal/parley"
)

// mxZone is a zone whose MX stands as TXT under "mx:".
type mxZone struct{ zone }

func (z mxZone) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	if host := z.zone["mx:"+name]; host != "" {
		return []*net.MX{{Host: host + ".", Pref: 5}}, nil
	}
	return z.zone.LookupMX(ctx, name)
}

func testKey(t *testing.T) crypto.Signer {
	t.Helper()
	text, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// EMAIL-25: what to set, what was found, what is wrong.
func TestDomain(t *testing.T) {
	t.Parallel()
	key := testKey(t)
	d := &Domain{Name: "example.test", MailHost: "mail.example.test", SPF: []string{"a:mail.example.test"}, Selector: "parley", Key: key}
	right := func() zone {
		z := zone{"mx:example.test": "mail.example.test"}
		for _, r := range d.Records() {
			if r.Type == "TXT" {
				z[r.Name] = r.Value
			}
		}
		return z
	}
	tests := []struct {
		name  string
		spoil func(zone)
		want  string // kind and words of what is wrong
	}{
		{"as told", func(zone) {}, ""},
		{"nothing set", func(z zone) { clear(z) }, "SPF there is no such record|DKIM there is no such record|DMARC there is no such record|MX there is no such record"},
		{"key in pieces", func(z zone) {
			z["parley._domainkey.example.test"] = strings.Replace(PublicRecord(key), "p=MIIB", "p= MI IB", 1)
		}, ""},
		{"another key", func(z zone) { z["parley._domainkey.example.test"] = "v=DKIM1; p=AAAA" }, "DKIM the key in DNS is another one"},
		{"SPF of others", func(z zone) { z["example.test"] = "v=spf1 include:others.test -all" }, "SPF it lacks a:mail.example.test"},
		{"DMARC wrong", func(z zone) { z["_dmarc.example.test"] = "v=DMARC1; p=perhaps" }, "DMARC dmarc: invalid policy for parameter 'p'"},
		{"MX elsewhere", func(z zone) { z["mx:example.test"] = "mx.others.test" }, "MX mail goes to another server"},
		{"silence", func(z zone) { z["_dmarc.example.test"] = silent }, "DMARC the name server did not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			z := right()
			tt.spoil(z)
			var wrong []string
			for _, r := range d.Check(context.Background(), mxZone{z}) {
				if r.OK != (r.Words == "") {
					t.Errorf("%+v", r)
				}
				if !r.OK {
					wrong = append(wrong, r.Kind+" "+r.Words)
				}
			}
			if got := strings.Join(wrong, "|"); got != tt.want && (tt.want == "" || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// ATK-01, EMAIL-25: what one server signs and sends, another takes as genuine.
func TestSend_byTheDoor(t *testing.T) {
	t.Parallel()
	key := testKey(t)
	rec := channeltest.NewRecorder(account(1, "desk@customer.test"))
	addr := open(t, rec, DoorOptions{Resolver: zone{"s._domainkey.example.test": PublicRecord(key), "_dmarc.example.test": "v=DMARC1; p=reject"}, Enforce: true})
	for _, signer := range []Signer{func(string) (string, crypto.Signer) { return "s", key }, nil} {
		s := &Sender{Relay: &Relay{Server: *server(t, addr, "")}, Signer: signer}
		out := outbound()
		out.To, out.Cc, out.Bcc = []parley.Address{{Address: "desk@customer.test"}}, nil, nil
		_, err := s.Send(context.Background(), account(2, "support@example.test"), out)
		if refused := err != nil && strings.Contains(err.Error(), "550 5.7.1"); refused != (signer == nil) || refused != (err != nil) {
			t.Errorf("signed %v: %v", signer != nil, err)
		}
	}
	if ins := rec.Inbounds(); len(ins) != 1 || ins[0].Authenticated != "pass" || ins[0].Text != "Hi\n.\nJane\n" {
		t.Errorf("got %+v", ins)
	}
}
