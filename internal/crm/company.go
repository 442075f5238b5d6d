package crm

import (
	_ "embed"
	"maps"
	"slices"
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

// joinCompanies joins each new contact that is given no company with that of
// its domain, made if there is none (CRM-16). Where none can be made the contact
// stands alone.
func (d *desk) joinCompanies(by parley.Origin, drafts []*draft) error {
	domainOf := func(one *draft) string {
		if one.hasCompany {
			return ""
		}
		return businessDomain(one.rec.Properties["email"])
	}
	var domains []string
	for _, one := range drafts {
		if domain := domainOf(one); domain != "" && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	if len(domains) == 0 {
		return nil
	}
	if o, err := ReadOptions(&d.tx.Reader); err != nil || !o.CompanyByDomain {
		return err
	}
	by = parley.Origin{Actor: by.Actor, Source: parley.SourceAutomation, Label: "company by domain"}
	companies, err := d.companies(by, domains)
	if err != nil {
		return err
	}
	for _, one := range drafts {
		if id := companies[domainOf(one)]; id != 0 {
			if err := d.joinCompany(by, one.rec, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// companies returns that of each domain.
func (d *desk) companies(by parley.Origin, domains []string) (map[string]parley.RecordID, error) {
	schema, err := d.tx.Schema()
	if err != nil {
		return nil, err
	}
	known, err := d.tx.FirstByText(schema.Properties(parley.TypeCompany).Get("domain"), domains)
	if err != nil {
		return nil, err
	}
	var missing []*New
	for _, domain := range domains {
		if known[domain] == 0 {
			missing = append(missing, &New{Type: parley.TypeCompany, Properties: map[string]string{"domain": domain, "name": nameOfDomain(domain)}})
		}
	}
	made, wrong, err := CreateRecords(d.tx, by, parley.TypeCompany, missing)
	for i, n := range missing {
		if err == nil && wrong[i] == nil {
			known[n.Properties["domain"]] = made[i].ID
		}
	}
	return known, err
}

// joinCompany stages that a new contact belongs to a company, as Associate
// would write it.
func (d *desk) joinCompany(by parley.Origin, rec *parley.Record, company parley.RecordID) error {
	schema, err := d.tx.Schema()
	if err != nil {
		return err
	}
	all, err := d.joinTypes(parley.TypeCompany)
	if err != nil {
		return err
	}
	types, err := pickTypes(all, rec.Type, parley.TypeCompany, []int64{1})
	if err != nil {
		return err
	}
	to := schema.Type(parley.TypeCompany)
	for i, t := range types {
		d.associations = append(d.associations,
			&parley.Association{FromID: rec.ID, ToType: to.ID, ToID: company, TypeID: t.ID, At: d.tx.Now},
			&parley.Association{FromID: company, ToType: rec.Type, ToID: rec.ID, TypeID: t.Inverse, At: d.tx.Now})
		d.notes = append(d.notes,
			note{event: joinEvent(by, d.t, rec.ID, to, company, t.ID, "association.added")},
			note{event: joinEvent(by, to, company, d.t, rec.ID, t.Inverse, "association.added")})
		if i == 0 {
			number := map[string]string{"associatedcompanyid": company.String()}
			maps.Copy(rec.Properties, number)
			d.note(parley.Origin{Actor: by.Actor, Source: parley.SourceCalculated}, rec, "record.changed", map[string]any{"fields": []string{"associatedcompanyid"}}, number)
		}
	}
	return nil
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
