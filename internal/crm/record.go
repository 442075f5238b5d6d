package crm

import (
	"maps"
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// New is a record to be made.
type New struct {
	Type         parley.ObjectTypeID
	Properties   map[string]string
	Associations []Join
	CreatedAt    time.Time // zero: now; earlier for what moves in
}

// Join is a record to be joined with, and how; no types mean the plain one.
type Join struct {
	To      parley.RecordID
	TypeIDs []int64
}

// ByUser is the origin of what a colleague enters in a record.
func ByUser(id parley.UserID) parley.Origin {
	return parley.Origin{Actor: parley.ByUser(id), Source: parley.SourceUI}
}

// CreateRecord makes a record and joins it with others.
func CreateRecord(tx *store.Tx, by parley.Origin, n *New) (*parley.Record, error) {
	made, wrong, err := CreateRecords(tx, by, n.Type, []*New{n})
	if err != nil {
		return nil, err
	}
	return made[0], wrong[0]
}

// UpdateRecord writes values of a live record: empty ones take away. It reports
// whether anything changed.
func UpdateRecord(tx *store.Tx, by parley.Origin, rec *parley.Record, properties map[string]string) (bool, error) {
	changed, wrong, err := UpdateRecords(tx, by, rec.Type, []Change{{rec, properties}})
	if err != nil {
		return false, err
	}
	return changed[0], wrong[0]
}

// update writes values that are checked already.
func (d *desk) update(by parley.Origin, rec *parley.Record, values map[string]string) (bool, error) {
	changed, err := d.stage(by, rec, values)
	if err != nil || !changed {
		return false, err
	}
	return true, d.flush()
}

// stage is update, written by the next flush.
func (d *desk) stage(by parley.Origin, rec *parley.Record, values map[string]string) (bool, error) {
	maps.DeleteFunc(values, func(name, v string) bool { return rec.Properties[name] == v })
	if len(values) == 0 {
		return false, nil
	}
	if err := d.move(rec, values); err != nil {
		return false, err
	}
	if !d.settled {
		if err := d.calculate(rec, values); err != nil {
			return false, err
		}
	}
	before := *rec
	after := before
	after.Properties = maps.Clone(rec.Properties)
	d.put(&after, values)
	after.UpdatedAt = d.tx.Now
	if err := d.save(&before, &after, rec); err != nil {
		return false, err
	}
	d.note(by, rec, "record.changed", map[string]any{"fields": slices.Sorted(maps.Keys(values))}, values)
	return true, d.follow(rec, !d.settled)
}

// Archive puts a record away, to be restored within 90 days (CAPI-08). Its
// unique values are free for others.
func Archive(tx *store.Tx, by parley.Origin, rec *parley.Record) error {
	if !rec.Live() {
		return nil
	}
	return setArchived(tx, by, rec, tx.Now, "record.archived")
}

// Restore brings an archived record back.
func Restore(tx *store.Tx, by parley.Origin, rec *parley.Record) error {
	if rec.ArchivedAt.IsZero() {
		return nil
	}
	return setArchived(tx, by, rec, time.Time{}, "record.restored")
}

func setArchived(tx *store.Tx, by parley.Origin, rec *parley.Record, at time.Time, kind parley.EventKind) error {
	d, err := open(tx, rec.Type)
	if err != nil {
		return err
	}
	before := *rec
	after := before
	after.ArchivedAt, after.UpdatedAt = at, tx.Now
	if err := d.save(&before, &after, rec); err != nil {
		return err
	}
	d.note(by, rec, kind, nil, nil)
	if err := d.flush(); err != nil {
		return err
	}
	return d.follow(rec, false)
}

// Compute writes values that the server makes and nobody else may.
func Compute(tx *store.Tx, by parley.Origin, rec *parley.Record, values map[string]string) error {
	d, err := open(tx, rec.Type)
	if err != nil {
		return err
	}
	_, err = d.update(parley.Origin{Actor: by.Actor, Source: parley.SourceCalculated}, rec, values)
	return err
}
