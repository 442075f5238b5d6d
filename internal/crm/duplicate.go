package crm

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// Duplicate is another record that may be the same, and why (AUTO-14).
type Duplicate struct {
	Record *parley.Record
	Reason string // "name", "phone", "domain" or "address"
}

// Duplicates suggests records that may be the same as one: contacts of one
// name, phone or mailbox, companies of one domain or name. Those that somebody
// told apart are not suggested again. Nothing is ever merged by itself.
func Duplicates(r *store.Reader, rec *parley.Record) ([]Duplicate, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	apart, err := r.ToldApart(rec.ID)
	if err != nil {
		return nil, err
	}
	var out []Duplicate
	add := func(reason string, found []*parley.Record, same func(*parley.Record) bool) {
		for _, other := range found {
			known := slices.ContainsFunc(out, func(d Duplicate) bool { return d.Record.ID == other.ID })
			if other.ID != rec.ID && !known && same(other) && !slices.Contains(apart, other.ID) {
				out = append(out, Duplicate{other, reason})
			}
		}
	}
	set := schema.Properties(rec.Type)
	by := func(name, value string) ([]*parley.Record, error) {
		if value == "" {
			return nil, nil
		}
		return r.RecordsByText(set.Get(name), value, 50)
	}
	for _, k := range keysOf(rec) {
		found, err := by(k.property, rec.Properties[k.property])
		if err != nil {
			return nil, err
		}
		add(k.reason, found, func(other *parley.Record) bool { return k.same(rec, other) })
	}
	return out, nil
}

// likeness is a property by which records are the same, if they agree in more.
type likeness struct {
	property, reason string
	same             func(a, b *parley.Record) bool
}

func agree(names ...string) func(a, b *parley.Record) bool {
	return func(a, b *parley.Record) bool {
		for _, name := range names {
			if !strings.EqualFold(a.Properties[name], b.Properties[name]) {
				return false
			}
		}
		return true
	}
}

func keysOf(rec *parley.Record) []likeness {
	switch rec.Type {
	case parley.TypeContact:
		if rec.Properties["firstname"] == "" {
			return []likeness{{"phone", "phone", agree()}, {"mobilephone", "phone", agree()}}
		}
		return []likeness{{"lastname", "name", agree("firstname")}, {"phone", "phone", agree()}, {"mobilephone", "phone", agree()}}
	case parley.TypeCompany:
		return []likeness{{"domain", "domain", agree()}, {"name", "name", agree()}}
	}
	return nil
}
