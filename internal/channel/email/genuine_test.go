package email

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"parley/internal/channel/channeltest"
	"parley/internal/parley"
)

// ATK-01, EMAIL-25: what one server signs and sends, another takes as genuine.
func TestSend_byTheDoor(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	record := "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(public)
	rec := channeltest.NewRecorder(account(1, "desk@customer.test"))
	addr := open(t, rec, DoorOptions{Resolver: zone{"s._domainkey.example.test": record, "_dmarc.example.test": "v=DMARC1; p=reject"}, Enforce: true})
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
