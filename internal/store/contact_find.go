package store

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

const (
	recentContactsSQL = `SELECT * FROM contact WHERE archived_at = 0 AND merged_into = 0 ORDER BY updated_at DESC LIMIT $1`
	// One character stands at the beginning of so many names that some are met
	// soon by walking through the contacts.
	walkContactsSQL = `SELECT * FROM contact WHERE archived_at = 0 AND merged_into = 0
	  AND (lower(first_name) LIKE $1 ESCAPE '\' OR lower(last_name) LIKE $1 ESCAPE '\' OR email LIKE $1 ESCAPE '\') ORDER BY updated_at DESC LIMIT $2`
)

// manyContacts is how many matching records, of any kind, are looked at: of
// more, the newest.
const manyContacts = 20_000

// FindContacts returns contacts in whose name, addresses, numbers or company
// words begin as in text, whatever its accents, the most recently changed first
// (FILT-05).
func (r *Reader) FindContacts(text string, limit int) ([]*parley.Contact, error) {
	text = strings.TrimSpace(text)
	words := search.Words(text)
	switch {
	case text == "":
		return list[parley.Contact](r, recentContactsSQL, limit)
	case len(words) == 0:
		return nil, nil
	case len(words) == 1 && len([]rune(words[0])) == 1 && words[0][0] < 0x80:
		return list[parley.Contact](r, walkContactsSQL, likeEscape.Replace(words[0])+"%", limit)
	}
	var all []term
	for _, w := range words {
		all = append(all, term{words: []string{w}, prefix: true})
	}
	ids, _, err := r.matches(r.db.dialect.matchWords("record_search", "$1"), r.db.dialect.wordsQuery(all), false, manyContacts)
	if err != nil {
		return nil, err
	}
	return list[parley.Contact](r, `SELECT * FROM contact WHERE archived_at = 0 AND merged_into = 0 AND id IN `+r.db.dialect.idList("$1")+` ORDER BY updated_at DESC LIMIT $2`, toJSON(ids), limit)
}
