package settings

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Selector names our key below each domain (RFC 6376 section 3.1).
const Selector = "parley"

// Record is a line of DNS that a sending domain should have (EMAIL-25).
type Record struct {
	Type    string
	Name    string
	Value   string
	Purpose string // "spf", "dkim", "dmarc" or "mx"
}

// Domain is a sending domain with its records.
type Domain struct {
	Name    string
	HasKey  bool
	Records []Record
}

// Domains lists the domains of our addresses. host is the server's own name;
// mailDomain, which only it serves, needs an MX record too.
func Domains(r *store.Reader, host, mailDomain string) ([]*Domain, error) {
	accounts, err := r.ChannelAccounts(0)
	if err != nil {
		return nil, err
	}
	var out []*Domain
	for _, acct := range accounts {
		_, name, ok := strings.Cut(acct.Address, "@")
		if !ok || acct.Channel != parley.ChannelEmail || slices.ContainsFunc(out, func(d *Domain) bool { return d.Name == name }) {
			continue
		}
		d, err := domain(r, name, host, name == mailDomain)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Domain) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func domain(r *store.Reader, name, host string, ours bool) (*Domain, error) {
	d := &Domain{Name: name}
	d.Records = append(d.Records, Record{"TXT", name, "v=spf1 mx a:" + host + " ~all", "spf"})
	key, err := dkimKey(r, name)
	if err != nil {
		return nil, err
	}
	if key != nil {
		public, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			return nil, err
		}
		d.HasKey = true
		d.Records = append(d.Records, Record{"TXT", Selector + "._domainkey." + name, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(public), "dkim"})
	}
	d.Records = append(d.Records, Record{"TXT", "_dmarc." + name, "v=DMARC1; p=none; rua=mailto:postmaster@" + name, "dmarc"})
	if ours {
		d.Records = append(d.Records, Record{"MX", name, "10 " + host, "mx"})
	}
	return d, nil
}

// NewDKIMKey makes a key for a domain, as PEM. It takes a while: not within a
// transaction.
func NewDKIMKey() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), err
}

// SetDKIMKey seals a domain's key; mail from it is signed from now on.
func SetDKIMKey(tx *store.Tx, by parley.Actor, name, text string) error {
	if _, err := parseKey(text); err != nil {
		return parley.Invalidf("key", "this is no RSA key in PEM form")
	}
	return SetSecret(tx, by, dkimPlace(name), text)
}

// DKIM returns the key that signs mail of a domain; nil where none is set.
func DKIM(r *store.Reader, name string) (selector string, key crypto.Signer, err error) {
	k, err := dkimKey(r, strings.ToLower(name))
	if k == nil || err != nil {
		return Selector, nil, err
	}
	return Selector, k, nil
}

func dkimKey(r *store.Reader, name string) (*rsa.PrivateKey, error) {
	text, err := r.Sealed(dkimPlace(name))
	if err != nil || len(text) == 0 {
		return nil, err
	}
	return parseKey(string(text))
}

func parseKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, fmt.Errorf("no PEM block")
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := any.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("want an RSA key, got %T", any)
	}
	return key, nil
}

func dkimPlace(name string) string { return "dkim/" + name }
