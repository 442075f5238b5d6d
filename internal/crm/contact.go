package crm

import (
	"errors"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Find returns the contact who has an e-mail address, or nil.
func Find(r *store.Reader, address string) (*parley.Contact, error) {
	if address == "" {
		return nil, nil
	}
	return r.ContactByAddress("email", strings.ToLower(strings.TrimSpace(address)))
}

// Resolve returns the contact who has an e-mail address, made now if there is
// none (EMAIL-10).
func Resolve(tx *store.Tx, a parley.Address) (*parley.Contact, error) {
	if c, err := findVariant(tx, a.Address); c != nil || err != nil {
		return c, err
	}
	first, last := parley.SplitName(a.Name, a.Address)
	c := &parley.Contact{FirstName: first, LastName: last, Email: a.Address}
	by := parley.Origin{Actor: parley.System, Source: parley.SourceConversations}
	err := Create(tx, by, c)
	var wrong *parley.Error
	if errors.As(err, &wrong) && wrong.Code == "INVALID_EMAIL" {
		c.Email = "" // an address that cannot be kept as one names nobody twice
		if err = Create(tx, by, c); err == nil {
			err = tx.AddContactAddress("email", strings.ToLower(a.Address), c.ID)
		}
	}
	return c, err
}

// findVariant is Find; where the setting says so, what follows a plus sign in
// an address does not make it another's.
func findVariant(tx *store.Tx, address string) (*parley.Contact, error) {
	c, err := Find(&tx.Reader, address)
	if c != nil || err != nil || !strings.Contains(address, "+") {
		return c, err
	}
	o, err := ReadOptions(&tx.Reader)
	if err != nil || !o.JoinPlus {
		return nil, err
	}
	local, domain, _ := strings.Cut(address, "@")
	local, _, _ = strings.Cut(local, "+")
	return Find(&tx.Reader, local+"@"+domain)
}

// Create adds a contact. Its address must be free.
func Create(tx *store.Tx, by parley.Origin, c *parley.Contact) error {
	properties := map[string]string{"email": c.Email, "firstname": c.FirstName, "lastname": c.LastName, "phone": c.Phone, "company": c.Company,
		"hs_language": c.Language, "timezone": c.Timezone}
	if c.OwnerID != 0 {
		properties["hubspot_owner_id"] = c.OwnerID.Owner().String()
	}
	for name, value := range properties {
		if value == "" {
			delete(properties, name)
		}
	}
	rec, err := CreateRecord(tx, by, &New{Type: parley.TypeContact, Properties: properties})
	if err == nil {
		*c = *contactOf(rec)
	}
	return err
}

// Fill writes values of a contact that it does not have yet.
func Fill(tx *store.Tx, by parley.Origin, c *parley.Contact, properties map[string]string) error {
	rec, err := tx.Record(parley.RecordID(c.ID))
	if err != nil {
		return err
	}
	for name, value := range properties {
		if value == "" || rec.Properties[name] != "" {
			delete(properties, name)
		}
	}
	if _, err = UpdateRecord(tx, by, rec, properties); err == nil {
		*c = *contactOf(rec)
	}
	return err
}

// SetOwner makes a colleague the owner of a contact.
func SetOwner(tx *store.Tx, by parley.Origin, c *parley.Contact, owner parley.UserID) error {
	rec, err := tx.Record(parley.RecordID(c.ID))
	if err != nil {
		return err
	}
	value := ""
	if owner != 0 {
		value = owner.Owner().String()
	}
	if _, err = UpdateRecord(tx, by, rec, map[string]string{"hubspot_owner_id": value}); err == nil {
		*c = *contactOf(rec)
	}
	return err
}

// contactOf is what lists of conversations need of a contact's record.
func contactOf(rec *parley.Record) *parley.Contact {
	p := rec.Properties
	return &parley.Contact{ID: parley.ContactID(rec.ID), FirstName: p["firstname"], LastName: p["lastname"], Email: p["email"], Phone: or(p["phone"], p["mobilephone"]),
		Company: p["company"], Language: p["hs_language"], Timezone: p["timezone"], OwnerID: rec.OwnerID, MergedInto: parley.ContactID(rec.MergedInto),
		CreatedAt: rec.CreatedAt, UpdatedAt: rec.UpdatedAt, ArchivedAt: rec.ArchivedAt}
}

// Addresses are all e-mail addresses of a contact's record, the primary one
// first. One that is archived or merged has none.
func Addresses(rec *parley.Record) (out []string) {
	if !rec.Live() {
		return nil
	}
	for _, a := range append([]string{strings.ToLower(strings.TrimSpace(rec.Properties["email"]))}, splitAddresses(rec.Properties["hs_additional_emails"])...) {
		if a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func splitAddresses(list string) (out []string) {
	for _, a := range strings.Split(list, ";") {
		if a = strings.ToLower(strings.TrimSpace(a)); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// ResolveIdentifier returns who is behind a delivery identifier of a custom
// channel: who is known by it, or somebody new who is from now on.
func ResolveIdentifier(tx *store.Tx, by parley.Origin, channel parley.ChannelKind, kind string, who parley.Address) (*parley.Contact, error) {
	if kind == parley.IdentEmail {
		return Resolve(tx, who)
	}
	if kind == parley.IdentOpaque {
		kind = string(channel) // means nothing elsewhere
	}
	c, err := tx.ContactByAddress(kind, who.Address)
	if c != nil || err != nil {
		return c, err
	}
	first, last := parley.SplitName(who.Name, who.Address)
	c = &parley.Contact{FirstName: first, LastName: last}
	if kind == parley.IdentPhone {
		c.Phone = who.Address
	}
	err = Create(tx, by, c)
	if parley.KindOf(err) == parley.Invalid { // a number that cannot be kept as one
		c.Phone = ""
		err = Create(tx, by, c)
	}
	if err != nil {
		return nil, err
	}
	return c, tx.AddContactAddress(kind, who.Address, c.ID)
}
