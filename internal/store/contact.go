package store

import (
	"math"
	"time"

	"parley/internal/parley"
)

// Tag is a label of an inbox.
type Tag struct {
	ID        parley.TagID
	InboxID   parley.InboxID
	Name      string
	Color     string
	CreatedAt time.Time
}

// Contact returns the contact with an id, or the one it was merged into.
func (r *Reader) Contact(id parley.ContactID) (*parley.Contact, error) {
	c, err := one[parley.Contact](r, "contact", `SELECT * FROM contact WHERE id = $1`, id)
	if err == nil && c.MergedInto != 0 {
		return r.Contact(c.MergedInto)
	}
	return c, err
}

// Contacts returns those of some ids, by id.
func (r *Reader) Contacts(ids []parley.ContactID) (map[parley.ContactID]*parley.Contact, error) {
	out := map[parley.ContactID]*parley.Contact{}
	if len(ids) == 0 {
		return out, nil
	}
	in, args := inList(ids)
	all, err := list[parley.Contact](r, `SELECT * FROM contact WHERE id IN `+in, args...)
	for _, c := range all {
		out[c.ID] = c
	}
	return out, err
}

// ContactByAddress returns who has an address, or nil.
func (r *Reader) ContactByAddress(kind, value string) (*parley.Contact, error) {
	c, err := one[parley.Contact](r, "contact", `SELECT c.* FROM contact c JOIN contact_address a ON a.contact_id = c.id
	  WHERE a.kind = $1 AND a.value = $2 AND c.archived_at = 0`, kind, value)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return c, err
}

// ContactAddresses returns all addresses of a kind.
func (r *Reader) ContactAddresses(id parley.ContactID, kind string) ([]string, error) {
	return scalars[string](r, `SELECT value FROM contact_address WHERE contact_id = $1 AND kind = $2 ORDER BY value`, id, kind)
}

// ContactAddress is an address by which a contact is known.
type ContactAddress struct {
	Kind      string
	Value     string
	ContactID parley.ContactID
}

// AddressHolders returns which contact has which of some addresses.
func (r *Reader) AddressHolders(kind string, values []string) (map[string]parley.ContactID, error) {
	rows, err := list[ContactAddress](r, `SELECT value, contact_id FROM contact_address WHERE kind = $1 AND value IN (SELECT value FROM `+r.db.dialect.texts("$2")+`)`, kind, toJSON(values))
	out := map[string]parley.ContactID{}
	for _, row := range rows {
		out[row.Value] = row.ContactID
	}
	return out, err
}

// AddContacts adds the rows by which lists of conversations know contacts.
func (tx *Tx) AddContacts(all []*parley.Contact) error {
	_, err := insertMany(tx, "contact", all)
	return err
}

// AddContactAddresses gives addresses to contacts. Nobody else may have them.
func (tx *Tx) AddContactAddresses(all []*ContactAddress) error {
	n, err := insertMany(tx, "contact_address", all)
	if err == nil && n < int64(len(all)) {
		err = parley.Errorf(parley.Conflict, "one of the addresses is another contact's already")
	}
	return err
}

// AddContactAddress gives an address to a contact; the first owner keeps it.
func (tx *Tx) AddContactAddress(kind, value string, id parley.ContactID) error {
	return tx.Exec(`INSERT INTO contact_address (kind, value, contact_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, kind, value, id)
}

// DropContactAddress takes an address from whoever has it.
func (tx *Tx) DropContactAddress(kind, value string) error {
	return tx.Exec(`DELETE FROM contact_address WHERE kind = $1 AND value = $2`, kind, value)
}

// DropContact forgets a contact: its row, its addresses and its places in
// lists.
func (tx *Tx) DropContact(id parley.ContactID) error {
	for _, text := range []string{`DELETE FROM contact_address WHERE contact_id = $1`, `DELETE FROM list_member WHERE record_id = $1`, `DELETE FROM list_kept WHERE record_id = $1`, `DELETE FROM contact WHERE id = $1`} {
		if err := tx.Exec(text, id); err != nil {
			return err
		}
	}
	return nil
}

// ContactThreadsBefore returns threads of a contact by number, the newest first:
// those before one, or all for zero.
func (r *Reader) ContactThreadsBefore(id parley.ContactID, before parley.ThreadID, limit int) ([]parley.ThreadID, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE contact_id = $1 AND contact_id > 0 AND id < $2 ORDER BY id DESC LIMIT $3`, id, before, limit)
}

// ContactThreads returns every thread of a contact, wherever it lies.
func (r *Reader) ContactThreads(id parley.ContactID) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE contact_id = $1 AND contact_id > 0 ORDER BY id`, id)
}

// EraseVisitors forgets the visitors that a contact was, and says how many.
func (tx *Tx) EraseVisitors(id parley.ContactID) (int, error) {
	if err := tx.Exec(`DELETE FROM chat_consent WHERE contact_id = $1 OR visitor_id IN (SELECT id FROM visitor WHERE contact_id = $1 AND contact_id > 0)`, id); err != nil {
		return 0, err
	}
	if err := tx.Exec(`UPDATE participant SET contact_id = 0, name = '', address = 'erased-' || substr(token, 1, 12)
	  WHERE contact_id = $1 OR address IN (SELECT value FROM contact_address WHERE contact_id = $1 AND kind = 'email')`, id); err != nil {
		return 0, err
	}
	n, err := tx.Affect(`DELETE FROM visitor WHERE contact_id = $1 AND contact_id > 0`, id)
	return int(n), err
}
