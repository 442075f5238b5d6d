package store

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// IndexContact makes a contact findable by name, address and number. Call it
// with each write of these. An archived or merged contact leaves the index.
func (tx *Tx) IndexContact(c *parley.Contact) error {
	var texts []string
	if c.ArchivedAt.IsZero() && c.MergedInto == 0 {
		texts = foldParties([]string{c.Name(), c.Email, c.Phone}, 1)
	}
	return tx.setParties(contactParty, int64(c.ID), texts)
}

const (
	recentContactsSQL = `SELECT * FROM contact WHERE archived_at = 0 AND merged_into = 0 ORDER BY updated_at DESC LIMIT $1`
	// Of a common part the newest contacts are met soon by walking through them.
	walkContactsSQL = `SELECT c.* FROM contact c WHERE c.archived_at = 0 AND c.merged_into = 0
	  AND EXISTS (SELECT 1 FROM contact_party t JOIN party p ON p.id = t.party_id WHERE t.contact_id = c.id AND p.text LIKE $1 ESCAPE '\')
	  ORDER BY c.updated_at DESC LIMIT $2`
)

// FindContacts returns contacts whose name, address or number holds text,
// whatever its accents, the most recently changed first (FILT-05). Of one or two
// characters, a word's last ones are not found.
func (r *Reader) FindContacts(text string, limit int) ([]*parley.Contact, error) {
	part := search.Fold(strings.TrimSpace(text))
	if part == "" {
		return list[parley.Contact](r, recentContactsSQL, limit)
	}
	parties, err := r.partiesWith(part, fewParties)
	switch {
	case err != nil || len(parties) == 0:
		return nil, err
	case len(parties) > fewParties:
		return list[parley.Contact](r, walkContactsSQL, holds(part), limit)
	}
	return list[parley.Contact](r, `SELECT * FROM contact WHERE archived_at = 0 AND merged_into = 0
	  AND id IN (SELECT contact_id FROM contact_party WHERE party_id IN `+r.db.dialect.idList("$1")+`) ORDER BY updated_at DESC LIMIT $2`, toJSON(parties), limit)
}
