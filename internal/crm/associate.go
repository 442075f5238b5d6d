package crm

import (
	"strconv"

	"parley/internal/parley"
	"parley/internal/store"
)

// Associate joins two live records both ways, by types seen from the first; by
// none, the plain one. A primary one takes the place of another; where a type
// allows so many and no more, the next is refused.
func Associate(tx *store.Tx, by parley.Origin, from *parley.Record, to parley.RecordID, typeIDs ...int64) error {
	other, err := tx.Record(to)
	if err != nil {
		return err
	}
	if !from.Live() || !other.Live() {
		return parley.NotFoundf("one of the two records is archived")
	}
	if from.ID == other.ID {
		return parley.Invalidf("to", "a record cannot be associated with itself")
	}
	types, err := joinTypes(&tx.Reader, from.Type, other.Type, typeIDs)
	if err != nil {
		return err
	}
	for _, t := range types {
		if err := join(tx, by, from, other, t); err != nil {
			return err
		}
	}
	return nil
}

// joinTypes returns those of some numbers, each with the plain one that holds
// with every other.
func joinTypes(r *store.Reader, from, to parley.ObjectTypeID, ids []int64) ([]*parley.AssociationType, error) {
	all, err := r.AssociationTypes(from, to)
	if err != nil {
		return nil, err
	}
	return pickTypes(all, from, to, ids)
}

func pickTypes(all []*parley.AssociationType, from, to parley.ObjectTypeID, ids []int64) ([]*parley.AssociationType, error) {
	if len(all) == 0 {
		return nil, parley.Invalidf("types", "these two kinds of record cannot be associated")
	}
	out := all[:1:1]
	for _, id := range ids {
		t := typeOf(all, id)
		if t == nil {
			return nil, parley.Invalidf("associationTypeId", "%d is no type of association between %s and %s", id, from, to)
		}
		if t != all[0] {
			out = append(out, t)
		}
	}
	return out, nil
}

func noRoom(t *parley.AssociationType) error {
	return parley.Invalidf("types", "at most %d can be associated as %q", t.Limit, t.Label)
}

func typeOf(all []*parley.AssociationType, id int64) *parley.AssociationType {
	for _, t := range all {
		if t.ID == id {
			return t
		}
	}
	return nil
}

func join(tx *store.Tx, by parley.Origin, from, to *parley.Record, t *parley.AssociationType) error {
	if err := makeRoom(tx, by, from, to, t); err != nil {
		return err
	}
	added, err := tx.AddAssociation(&parley.Association{FromID: from.ID, ToType: to.Type, ToID: to.ID, TypeID: t.ID, At: tx.Now})
	if err != nil || !added {
		return err
	}
	if _, err := tx.AddAssociation(&parley.Association{FromID: to.ID, ToType: from.Type, ToID: from.ID, TypeID: t.Inverse, At: tx.Now}); err != nil {
		return err
	}
	if err := joined(tx, by, from, to, t.ID, "association.added"); err != nil {
		return err
	}
	if err := joined(tx, by, to, from, t.Inverse, "association.added"); err != nil {
		return err
	}
	if err := followBoth(tx, from, to); err != nil {
		return err
	}
	if err := settleBoth(tx, from, to); err != nil {
		return err
	}
	return keepCompany(tx, by, from, to)
}

// makeRoom takes away the primary one that there was, or refuses one more than
// a type allows.
func makeRoom(tx *store.Tx, by parley.Origin, from, to *parley.Record, t *parley.AssociationType) error {
	if t.Limit == 0 {
		return nil
	}
	have, err := tx.Associations(from.ID, to.Type)
	if err != nil {
		return err
	}
	var n int64
	for _, a := range have {
		if a.TypeID != t.ID || a.ToID == to.ID {
			continue
		}
		if !t.Primary() {
			n++
			continue
		}
		if err := part(tx, by, from, a.ToID, a.ToType, t.ID); err != nil {
			return err
		}
	}
	if n >= t.Limit {
		return noRoom(t)
	}
	return nil
}

// Dissociate parts two records both ways: by the types given, or wholly.
func Dissociate(tx *store.Tx, by parley.Origin, from *parley.Record, to *parley.Record, typeIDs ...int64) error {
	if len(typeIDs) == 0 {
		typeIDs = []int64{0}
	}
	for _, id := range typeIDs {
		if err := part(tx, by, from, to.ID, to.Type, id); err != nil {
			return err
		}
	}
	return nil
}

func part(tx *store.Tx, by parley.Origin, from *parley.Record, to parley.RecordID, toType parley.ObjectTypeID, typeID int64) error {
	all, err := tx.AssociationTypes(from.Type, toType)
	if err != nil {
		return err
	}
	gone, err := tx.DropAssociation(from.ID, toType, to, typeID)
	if err != nil || len(gone) == 0 {
		return err
	}
	other, err := tx.Record(to)
	if err != nil {
		return err
	}
	for _, id := range gone {
		inverse := int64(0)
		if t := typeOf(all, id); t != nil {
			inverse = t.Inverse
		}
		if _, err := tx.DropAssociation(to, from.Type, from.ID, inverse); err != nil {
			return err
		}
		if err := joined(tx, by, from, other, id, "association.removed"); err != nil {
			return err
		}
		if err := joined(tx, by, other, from, inverse, "association.removed"); err != nil {
			return err
		}
	}
	if err := followBoth(tx, from, other); err != nil {
		return err
	}
	if err := settleBoth(tx, from, other); err != nil {
		return err
	}
	return keepCompany(tx, by, from, other)
}

func joined(tx *store.Tx, by parley.Origin, from, to *parley.Record, typeID int64, kind parley.EventKind) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	_, err = tx.Event(joinEvent(by, schema.Type(from.Type), from.ID, schema.Type(to.Type), to.ID, typeID, kind))
	return err
}

func joinEvent(by parley.Origin, t *parley.ObjectType, from parley.RecordID, toType *parley.ObjectType, to parley.RecordID, typeID int64, kind parley.EventKind) *parley.Event {
	return &parley.Event{ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, Kind: kind, Object: t.Name, ObjectID: int64(from),
		Data: map[string]any{"to": to.String(), "to_type": toType.Name, "type_ids": []int64{typeID}}}
}

// keepCompany writes the number of a contact's primary company into the
// contact, whichever side was joined or parted.
func keepCompany(tx *store.Tx, by parley.Origin, a, b *parley.Record) error {
	if a.Type == parley.TypeCompany && b.Type == parley.TypeContact {
		a, b = b, a
	}
	if a.Type != parley.TypeContact || b.Type != parley.TypeCompany {
		return nil
	}
	company, err := PrimaryCompany(&tx.Reader, a.ID)
	if err != nil {
		return err
	}
	value := ""
	if company != 0 {
		value = strconv.FormatInt(int64(company), 10)
	}
	d, err := open(tx, a.Type)
	if err != nil {
		return err
	}
	_, err = d.update(parley.Origin{Actor: by.Actor, Source: parley.SourceCalculated}, a, map[string]string{"associatedcompanyid": value})
	return err
}

// PrimaryCompany is the one company of a record that counts: the one marked so,
// else the first.
func PrimaryCompany(r *store.Reader, id parley.RecordID) (parley.RecordID, error) {
	all, err := r.Associations(id, parley.TypeCompany)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return primaryOf(all), nil
}

// primaryOf is the primary one of some companies.
func primaryOf(all []*parley.Association) parley.RecordID {
	for _, a := range all {
		switch a.TypeID {
		case 1, 5, 26: // "Primary" of contact, deal and ticket
			return a.ToID
		}
	}
	return all[0].ToID
}
