package crm

import (
	_ "embed"
	"strings"
	"sync"

	"parley/internal/parley"
	"parley/internal/store"
)

// Options are what an administrator decides about records.
type Options struct {
	CompanyByDomain bool `json:"companyByDomain"` // a new contact joins the company of its domain (CRM-16)
	JoinPlus        bool `json:"joinPlus"`        // ann+shop@ is ann@
}

const optionsKey = "crm.options"

// ReadOptions returns them.
func ReadOptions(r *store.Reader) (Options, error) {
	o := Options{CompanyByDomain: true}
	_, err := r.Setting(optionsKey, &o)
	return o, err
}

// WriteOptions sets them.
func WriteOptions(tx *store.Tx, by parley.UserID, o Options) error {
	if err := tx.SetSetting(optionsKey, o); err != nil {
		return err
	}
	_, err := tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(by), Kind: "records.options_changed", Object: "account", ObjectID: 1})
	return err
}

//go:embed free_mail.txt
var freeMailText string

// freeMail are domains at which anybody gets an address: they are no company.
var freeMail = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, domain := range strings.Fields(freeMailText) {
		out[domain] = true
	}
	return out
})

// businessDomain is the domain of an address if it may be a company's.
func businessDomain(address string) string {
	_, domain, ok := strings.Cut(address, "@")
	if !ok || !strings.Contains(domain, ".") || freeMail()[domain] {
		return ""
	}
	return domain
}

// joinCompany joins a new contact with the company of its domain, made if
// there is none (CRM-16).
func joinCompany(tx *store.Tx, by parley.Origin, rec *parley.Record) error {
	domain := businessDomain(rec.Properties["email"])
	if domain == "" {
		return nil
	}
	if o, err := ReadOptions(&tx.Reader); err != nil || !o.CompanyByDomain {
		return err
	}
	if have, err := tx.Associations(rec.ID, parley.TypeCompany); err != nil || len(have) > 0 {
		return err
	}
	company, err := CompanyByDomain(&tx.Reader, domain)
	if err != nil {
		return err
	}
	by = parley.Origin{Actor: by.Actor, Source: parley.SourceAutomation, Label: "company by domain"}
	if company == nil {
		if company, err = CreateRecord(tx, by, &New{Type: parley.TypeCompany, Properties: map[string]string{"domain": domain, "name": nameOfDomain(domain)}}); err != nil {
			return err
		}
	}
	return Associate(tx, by, rec, company.ID, 1)
}

// CompanyByDomain returns the first company with a domain, or nil.
func CompanyByDomain(r *store.Reader, domain string) (*parley.Record, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	all, err := r.RecordsByText(schema.Properties(parley.TypeCompany).Get("domain"), domain, 1)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// nameOfDomain is how a company is called until somebody names it:
// "Northwind" for northwind.example.
func nameOfDomain(domain string) string {
	labels := strings.Split(domain, ".")
	label := labels[max(0, len(labels)-2)]
	if len(labels) > 2 && len(label) <= 3 { // shop.co.uk
		label = labels[len(labels)-3]
	}
	return strings.ToUpper(label[:1]) + label[1:]
}
