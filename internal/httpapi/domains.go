package httpapi

import (
	"net"
	"net/url"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// DomainRecord is a line of DNS, with what was found when somebody looked.
type DomainRecord struct {
	Type    string `json:"type" enum:"TXT,MX"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Purpose string `json:"purpose" enum:"spf,dkim,dmarc,mx"`
	State   string `json:"state" enum:"ok,missing,different,unchecked"`
	Found   string `json:"found"`
}

// Domain is a sending domain.
type Domain struct {
	Name    string         `json:"name"`
	Signs   bool           `json:"signs" doc:"Outgoing mail is signed by DKIM"`
	Records []DomainRecord `json:"records"`
}

// DomainList is all sending domains.
type DomainList struct {
	Domains []Domain `json:"domains"`
}

func (c *call) sendingDomains() ([]*settings.Domain, error) {
	host := c.s.MailDomain
	if u, err := url.Parse(c.s.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return settings.Domains(c.s.DB.Read(c), host, c.s.MailDomain)
}

func (c *call) domains(*struct{}) (*DomainList, error) {
	all, err := c.sendingDomains()
	out := &DomainList{[]Domain{}}
	for _, d := range all {
		out.Domains = append(out.Domains, presentDomain(d, nil))
	}
	return out, err
}

func presentDomain(d *settings.Domain, found []settings.Found) Domain {
	out := Domain{Name: d.Name, Signs: d.HasKey, Records: []DomainRecord{}}
	for i, rec := range d.Records {
		state, text := settings.RecordUnchecked, ""
		if found != nil {
			state, text = found[i].State, found[i].Text
		}
		out.Records = append(out.Records, DomainRecord{rec.Type, rec.Name, rec.Value, rec.Purpose, state, text})
	}
	return out
}

type domainPath struct {
	Name string `path:"name"`
}

func (c *call) sendingDomain(name string) (*settings.Domain, error) {
	all, err := c.sendingDomains()
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.Name == name {
			return d, nil
		}
	}
	return nil, parley.NotFoundf("no address of ours has this domain")
}

// checkDomain asks DNS.
func (c *call) checkDomain(in *domainPath) (*Domain, error) {
	d, err := c.sendingDomain(in.Name)
	if err != nil {
		return nil, err
	}
	var dns settings.Resolver = net.DefaultResolver
	if c.s.Resolver != nil {
		dns = c.s.Resolver
	}
	out := presentDomain(d, d.Check(c, dns))
	return &out, nil
}

// signDomain makes a key for a domain; a new key replaces the old one.
func (c *call) signDomain(in *domainPath) (*Domain, error) {
	if _, err := c.sendingDomain(in.Name); err != nil {
		return nil, err
	}
	key, err := settings.NewDKIMKey()
	if err != nil {
		return nil, err
	}
	if err := c.write(func(tx *store.Tx) error { return settings.SetDKIMKey(tx, c.Actor(), in.Name, key) }); err != nil {
		return nil, err
	}
	d, err := c.sendingDomain(in.Name)
	if err != nil {
		return nil, err
	}
	out := presentDomain(d, nil)
	return &out, nil
}

// MailSettings are how mail leaves where an account has no server of its own.
type MailSettings struct {
	MailDomain string             `json:"mail_domain" doc:"Of fallback addresses; set where the server is started"`
	Relay      *parley.MailServer `json:"relay"`
}

func (c *call) mailSettings(*struct{}) (*MailSettings, error) {
	relay, _, err := settings.Relay(c.s.DB.Read(c))
	return &MailSettings{c.s.MailDomain, relay}, err
}

type mailInput struct {
	Body struct {
		Relay *MailServerInput `json:"relay,omitempty" doc:"Left out: none"`
	}
}

func (c *call) setMail(in *mailInput) (*MailSettings, error) {
	server, password := parley.MailServer{}, ""
	if in.Body.Relay != nil {
		server, password = *in.Body.Relay.server(), in.Body.Relay.Password
	}
	if err := c.write(func(tx *store.Tx) error { return settings.SetRelay(tx, c.Actor(), server, password) }); err != nil {
		return nil, err
	}
	return c.mailSettings(nil)
}

// checkURL accepts an empty address or one of the web.
func checkURL(field, address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return parley.Invalidf(field, "give an address that starts with https://")
	}
	return nil
}
