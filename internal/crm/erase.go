package crm

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// Erase forgets a record for good: its values, their history and what it was
// joined with. What was written about it in activities goes too, where they
// belong to nothing else. The log keeps that it was, by number.
func Erase(tx *store.Tx, by parley.Origin, rec *parley.Record) error {
	d, err := open(tx, rec.Type)
	if err != nil {
		return err
	}
	joined, err := tx.Associations(rec.ID, 0)
	if err != nil {
		return err
	}
	for _, a := range joined {
		if err := d.leave(by, rec, a); err != nil {
			return err
		}
	}
	all, err := tx.Records([]parley.RecordID{rec.ID})
	if err != nil {
		return err
	}
	if err := tx.DropRecord(d.set, d.t, all[rec.ID]); err != nil {
		return err
	}
	if rec.Type == parley.TypeContact {
		if err := tx.DropContact(parley.ContactID(rec.ID)); err != nil {
			return err
		}
	}
	d.note(by, rec, "record.erased", nil, nil)
	return d.flush()
}

// leave parts a record from another, and erases an activity that is about
// nothing else.
func (d *desk) leave(by parley.Origin, rec *parley.Record, a *parley.Association) error {
	to, err := d.tx.Record(a.ToID)
	if parley.KindOf(err) == parley.NotFound {
		return nil
	} else if err != nil {
		return err
	}
	if err := Dissociate(d.tx, by, rec, to); err != nil {
		return err
	}
	if !to.Type.Activity() && to.Type != parley.TypeFeedback {
		return nil
	}
	if left, err := d.tx.Associations(to.ID, 0); err != nil || len(left) > 0 {
		return err
	}
	return Erase(d.tx, by, to)
}
