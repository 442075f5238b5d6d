// Package crm is records about the outside: contacts so far. It resolves an
// address to a person, and never joins two by a claim that nobody proved.
package crm

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Find returns the contact who has an e-mail address, or nil.
func Find(r *store.Reader, address string) (*parley.Contact, error) {
	if address == "" {
		return nil, nil
	}
	return r.ContactByAddress("email", strings.ToLower(address))
}

// Resolve returns the contact who has an e-mail address, made now if there is
// none (EMAIL-10).
func Resolve(tx *store.Tx, a parley.Address) (*parley.Contact, error) {
	if c, err := Find(&tx.Reader, a.Address); c != nil || err != nil {
		return c, err
	}
	first, last := parley.SplitName(a.Name, a.Address)
	c := &parley.Contact{FirstName: first, LastName: last, Email: a.Address}
	return c, Create(tx, parley.System, c)
}

// Create adds a contact. Its address must be free.
func Create(tx *store.Tx, by parley.Actor, c *parley.Contact) error {
	c.Email = strings.ToLower(strings.TrimSpace(c.Email))
	if c.Email != "" {
		if other, err := Find(&tx.Reader, c.Email); err != nil {
			return err
		} else if other != nil {
			return &parley.Error{Kind: parley.Conflict, Field: "email", Message: "a contact with this address exists already", Details: map[string]any{"contact_id": other.ID.String()}}
		}
	}
	c.ID = parley.ContactID(tx.NewID())
	c.CreatedAt, c.UpdatedAt = tx.Now, tx.Now
	if err := tx.Insert("contact", c); err != nil {
		return err
	}
	if err := tx.IndexContact(c); err != nil {
		return err
	}
	if c.Email != "" {
		if err := tx.AddContactAddress("email", c.Email, c.ID); err != nil {
			return err
		}
	}
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "contact.created", Object: "contact", ObjectID: int64(c.ID)})
	return err
}

// SetOwner makes a colleague the owner of a contact.
func SetOwner(tx *store.Tx, by parley.Actor, c *parley.Contact, owner parley.UserID) error {
	if c.OwnerID == owner {
		return nil
	}
	c.OwnerID, c.UpdatedAt = owner, tx.Now
	if err := tx.Save("contact", c); err != nil {
		return err
	}
	_, err := tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: "contact.changed", Object: "contact", ObjectID: int64(c.ID), Data: map[string]any{"fields": []string{"owner_id"}}})
	return err
}
