package crm

import (
	"maps"
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// stageJoins stages what new records are joined with, as Associate would write
// it. It returns the drafts of which one join takes the place of another, to be
// joined one by one, and the contacts that have got a company.
func (d *desk) stageJoins(by parley.Origin, drafts []*draft) (oneByOne []*draft, contacts []parley.RecordID, err error) {
	schema, err := d.tx.Schema()
	if err != nil {
		return nil, nil, err
	}
	follows := calculates(schema)
	for _, one := range drafts {
		staged, simple, err := d.joinsOf(one)
		if err != nil {
			return nil, nil, err
		}
		if !simple {
			oneByOne = append(oneByOne, one)
			continue
		}
		for _, j := range staged {
			to := schema.Type(j.to.Type)
			d.associations = append(d.associations,
				&parley.Association{FromID: one.rec.ID, ToType: to.ID, ToID: j.to.ID, TypeID: j.t.ID, At: d.tx.Now},
				&parley.Association{FromID: j.to.ID, ToType: d.t.ID, ToID: one.rec.ID, TypeID: j.t.Inverse, At: d.tx.Now})
			d.notes = append(d.notes,
				note{event: joinEvent(by, d.t, one.rec.ID, to, j.to.ID, j.t.ID, "association.added")},
				note{event: joinEvent(by, to, j.to.ID, d.t, one.rec.ID, j.t.Inverse, "association.added")})
			if follows {
				if err := followBoth(d.tx, one.rec, j.to); err != nil {
					return nil, nil, err
				}
			}
			if d.t.ID == parley.TypeCompany && to.ID == parley.TypeContact {
				contacts = append(contacts, j.to.ID)
			}
		}
		if err := d.stageCompany(by, one.rec, staged); err != nil {
			return nil, nil, err
		}
	}
	return oneByOne, contacts, nil
}

// stagedJoin is one way in which a new record is joined.
type stagedJoin struct {
	to *parley.Record
	t  *parley.AssociationType
}

// joinsOf returns each way in which a draft is joined, once. Simple is false
// where a primary one is given twice: the second takes the place of the first.
func (d *desk) joinsOf(one *draft) (out []stagedJoin, simple bool, err error) {
	primary := map[int64]parley.RecordID{}
	for _, j := range one.given.Associations {
		other, err := d.other(j.To)
		if err != nil {
			return nil, false, err
		}
		all, err := d.joinTypes(other.Type)
		if err != nil {
			return nil, false, err
		}
		types, err := pickTypes(all, d.t.ID, other.Type, j.TypeIDs)
		if err != nil {
			return nil, false, err
		}
		for _, t := range types {
			if t.Primary() {
				if first := primary[t.ID]; first != 0 && first != other.ID {
					return nil, false, nil
				}
				primary[t.ID] = other.ID
			}
			if !slices.ContainsFunc(out, func(had stagedJoin) bool { return had.to.ID == other.ID && had.t.ID == t.ID }) {
				out = append(out, stagedJoin{other, t})
			}
		}
	}
	return out, true, nil
}

// stageCompany stages the number of the primary company of a new contact.
func (d *desk) stageCompany(by parley.Origin, rec *parley.Record, joins []stagedJoin) error {
	var all []*parley.Association
	for _, j := range joins {
		if j.to.Type == parley.TypeCompany {
			all = append(all, &parley.Association{ToID: j.to.ID, TypeID: j.t.ID})
		}
	}
	if d.t.ID != parley.TypeContact || len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b *parley.Association) int { return int(a.ToID - b.ToID) })
	values := map[string]string{"associatedcompanyid": primaryOf(all).String()}
	if err := d.calculate(rec, values); err != nil {
		return err
	}
	d.put(rec, values)
	d.note(parley.Origin{Actor: by.Actor, Source: parley.SourceCalculated}, rec, "record.changed", map[string]any{"fields": slices.Sorted(maps.Keys(values))}, values)
	return nil
}

// keepCompanies writes the number of their primary company into contacts that
// were joined with new ones.
func keepCompanies(tx *store.Tx, by parley.Origin, ids []parley.RecordID) error {
	if len(ids) == 0 {
		return nil
	}
	contacts, err := tx.Records(ids)
	if err != nil {
		return err
	}
	joined, err := tx.AssociationsOf(ids, parley.TypeCompany)
	if err != nil {
		return err
	}
	of := map[parley.RecordID][]*parley.Association{}
	for _, a := range joined {
		of[a.FromID] = append(of[a.FromID], a)
	}
	d, err := open(tx, parley.TypeContact)
	if err != nil {
		return err
	}
	by = parley.Origin{Actor: by.Actor, Source: parley.SourceCalculated}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		if _, err := d.stage(by, contacts[id], map[string]string{"associatedcompanyid": primaryOf(of[id]).String()}); err != nil {
			return err
		}
	}
	return d.flush()
}
