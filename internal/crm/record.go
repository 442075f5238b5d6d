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
	d, err := open(tx, n.Type)
	if err != nil {
		return nil, err
	}
	rec := &parley.Record{ID: parley.RecordID(tx.NewID()), Type: n.Type, Properties: map[string]string{}, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if !n.CreatedAt.IsZero() {
		rec.CreatedAt = n.CreatedAt
	}
	values, err := d.values(rec, n.Properties)
	if err != nil {
		return nil, err
	}
	if err := d.start(rec, values); err != nil {
		return nil, err
	}
	if err := d.calculate(rec, values); err != nil {
		return nil, err
	}
	if err := d.take(rec, values); err != nil {
		return nil, err
	}
	d.put(rec, values)
	if err := tx.AddRecord(d.set, d.t, rec); err != nil {
		return nil, err
	}
	if rec.Type == parley.TypeContact {
		if err := addContact(tx, rec); err != nil {
			return nil, err
		}
	}
	if err := d.note(by, rec, "record.created", nil, values); err != nil {
		return nil, err
	}
	if err := d.follow(rec, true); err != nil {
		return nil, err
	}
	for _, j := range n.Associations {
		if err := Associate(tx, by, rec, j.To, j.TypeIDs...); err != nil {
			return nil, err
		}
	}
	if rec.Type == parley.TypeContact {
		return rec, joinCompany(tx, by, rec)
	}
	return rec, nil
}

// UpdateRecord writes values of a live record: empty ones take away. It reports
// whether anything changed.
func UpdateRecord(tx *store.Tx, by parley.Origin, rec *parley.Record, properties map[string]string) (bool, error) {
	d, err := open(tx, rec.Type)
	if err != nil {
		return false, err
	}
	if !rec.Live() {
		return false, parley.NotFoundf("this record is archived: restore it first")
	}
	values, err := d.values(rec, properties)
	if err != nil {
		return false, err
	}
	return d.update(by, rec, values)
}

// update writes values that are checked already.
func (d *desk) update(by parley.Origin, rec *parley.Record, values map[string]string) (bool, error) {
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
	if err := d.take(rec, values); err != nil {
		return false, err
	}
	before := *rec
	before.Properties = maps.Clone(rec.Properties)
	d.put(rec, values)
	rec.UpdatedAt = d.tx.Now
	if err := d.tx.SaveRecord(d.set, d.t, &before, rec); err != nil {
		return false, err
	}
	if rec.Type == parley.TypeContact {
		if err := saveContact(d.tx, rec); err != nil {
			return false, err
		}
		if err := renamed(d.tx, &before, rec); err != nil {
			return false, err
		}
	}
	if err := d.follow(rec, !d.settled); err != nil {
		return false, err
	}
	return true, d.note(by, rec, "record.changed", map[string]any{"fields": slices.Sorted(maps.Keys(values))}, values)
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
	rec.ArchivedAt, rec.UpdatedAt = at, tx.Now
	if at.IsZero() {
		err = d.take(&parley.Record{ID: rec.ID, Type: rec.Type}, maps.Clone(rec.Properties))
	} else {
		err = d.free(rec)
	}
	if err != nil {
		return err
	}
	if err := tx.SaveRecord(d.set, d.t, &before, rec); err != nil {
		return err
	}
	if rec.Type == parley.TypeContact {
		if err := saveContact(tx, rec); err != nil {
			return err
		}
	}
	if err := d.follow(rec, false); err != nil {
		return err
	}
	return d.note(by, rec, kind, nil, nil)
}

// note writes the event, and the history where values changed.
func (d *desk) note(by parley.Origin, rec *parley.Record, kind parley.EventKind, data map[string]any, values map[string]string) error {
	seq, err := d.tx.Event(&parley.Event{ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, Kind: kind, Object: d.t.Name, ObjectID: int64(rec.ID), Data: data})
	if err != nil || len(values) == 0 {
		return err
	}
	return d.tx.AddRecordChange(&parley.RecordChange{RecordID: rec.ID, Seq: seq, At: d.tx.Now, Source: by.Source, SourceID: by.ID,
		SourceLabel: by.Label, UserID: by.Actor.UserID(), Properties: values})
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
