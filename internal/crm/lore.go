package crm

import (
	"strconv"

	"parley/internal/parley"
	"parley/internal/store"
)

// lore is what a desk has looked up: for a batch at once, and never twice. What
// the desk stages changes it, so that the next of a batch is told.
type lore struct {
	holders map[claim]parley.RecordID // zero: nobody
	owners  map[string]bool
	ways    []*parley.Pipeline
	others  map[parley.RecordID]*parley.Record // what new records are to be joined with
	joins   map[parley.ObjectTypeID][]*parley.AssociationType
}

// claim is a value of a unique property, in lower case. All addresses of a
// contact are claims of its first.
type claim struct {
	property int64
	value    string
}

func newLore() lore {
	return lore{holders: map[claim]parley.RecordID{}, owners: map[string]bool{}, joins: map[parley.ObjectTypeID][]*parley.AssociationType{}}
}

func claimOf(p *parley.Property, value string) claim {
	return claim{p.ID, fold(value)}
}

// learn asks by one query for each unique property who has the values that
// are to be written.
func (d *desk) learn(given []map[string]string) error {
	for _, p := range d.set.All {
		if !p.Unique {
			continue
		}
		var values []string
		for _, properties := range given {
			if v := properties[p.Name]; v != "" {
				values = append(values, fold(v))
			}
			if isEmail(p) {
				values = append(values, splitAddresses(properties["hs_additional_emails"])...)
			}
		}
		if err := d.ask(p, values); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) ask(p *parley.Property, values []string) error {
	known, err := holders(&d.tx.Reader, p, values)
	for _, v := range values {
		d.holders[claimOf(p, v)] = known[v]
	}
	return err
}

// holders returns which live record has which of some values of a unique
// property, in lower case.
func holders(r *store.Reader, p *parley.Property, values []string) (map[string]parley.RecordID, error) {
	if len(values) == 0 {
		return nil, nil
	}
	if !isEmail(p) {
		return r.UniqueHolders(p, values)
	}
	contacts, err := r.AddressHolders("email", values)
	out := make(map[string]parley.RecordID, len(contacts))
	for v, id := range contacts {
		out[v] = parley.RecordID(id)
	}
	return out, err
}

// holder is the live record that has a value of a unique property, or zero.
func (d *desk) holder(p *parley.Property, value string) (parley.RecordID, error) {
	key := claimOf(p, value)
	if _, asked := d.holders[key]; !asked {
		if err := d.ask(p, []string{key.value}); err != nil {
			return 0, err
		}
	}
	return d.holders[key], nil
}

// owner reports whether a value names a colleague.
func (d *desk) owner(value string) (bool, error) {
	if known, asked := d.owners[value]; asked {
		return known, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err == nil {
		var u *parley.User
		u, err = d.tx.User(parley.OwnerID(n).User())
		if err != nil && parley.KindOf(err) != parley.NotFound {
			return false, err
		}
		d.owners[value] = err == nil && u.RemovedAt.IsZero()
	}
	return d.owners[value], nil
}

func (d *desk) pipelines() (all []*parley.Pipeline, err error) {
	if d.ways == nil {
		d.ways, err = d.tx.Pipelines(d.t.ID)
	}
	return d.ways, err
}

// joinTypes returns the ways in which records of the desk's kind may belong to
// another's.
func (d *desk) joinTypes(to parley.ObjectTypeID) (all []*parley.AssociationType, err error) {
	if d.joins[to] == nil {
		d.joins[to], err = d.tx.AssociationTypes(d.t.ID, to)
	}
	return d.joins[to], err
}
