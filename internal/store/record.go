package store

import (
	"maps"
	"slices"
	"strings"
	"time"

	"parley/internal/parley"
)

// Record returns the record of a number, or the one it was merged into.
func (r *Reader) Record(id parley.RecordID) (*parley.Record, error) {
	rec, err := one[parley.Record](r, "record", `SELECT * FROM record WHERE id = $1`, id)
	if err == nil && rec.MergedInto != 0 {
		return r.Record(rec.MergedInto)
	}
	return rec, err
}

// Records returns those of some numbers, by number; merged ones stand for
// themselves.
func (r *Reader) Records(ids []parley.RecordID) (map[parley.RecordID]*parley.Record, error) {
	out := map[parley.RecordID]*parley.Record{}
	if len(ids) == 0 {
		return out, nil
	}
	all, err := list[parley.Record](r, `SELECT * FROM record WHERE id IN `+r.db.dialect.idList("$1"), toJSON(ids))
	for _, rec := range all {
		out[rec.ID] = rec
	}
	return out, err
}

// RecordByValue returns the live record whose unique property has a value, or
// nil.
func (r *Reader) RecordByValue(p *parley.Property, value string) (*parley.Record, error) {
	id, err := scalar[parley.RecordID](r, `SELECT record_id FROM record_unique WHERE property_id = $1 AND value = $2`, p.ID, textKey(value))
	if err != nil || id == 0 {
		return nil, err
	}
	return r.Record(id)
}

// RecordsByText returns at most limit live records whose property has a text.
func (r *Reader) RecordsByText(p *parley.Property, value string, limit int) ([]*parley.Record, error) {
	return list[parley.Record](r, `SELECT r.* FROM record_text t JOIN record r ON r.id = t.record_id WHERE t.property_id = $1 AND t.value = $2 ORDER BY r.id LIMIT $3`, p.ID, textKey(value), limit)
}

// RecordCount is how many live records of a type there are.
func (r *Reader) RecordCount(t parley.ObjectTypeID) (int64, error) {
	return scalar[int64](r, `SELECT count FROM record_count WHERE type = $1`, t)
}

// PageRecords returns those of a type after a number, in the order of numbers:
// live ones, or archived ones.
func (r *Reader) PageRecords(t parley.ObjectTypeID, archived bool, after parley.RecordID, limit int) ([]*parley.Record, error) {
	state := `archived_at = 0 AND merged_into = 0`
	if archived {
		state = `archived_at > 0`
	}
	return list[parley.Record](r, `SELECT * FROM record WHERE type = $1 AND `+state+` AND id > $2 ORDER BY id LIMIT $3`, t, after, limit)
}

// ArchivedRecords returns those of a type below a number, the newest first; from
// the top for zero.
func (r *Reader) ArchivedRecords(t parley.ObjectTypeID, below parley.RecordID, limit int) ([]*parley.Record, error) {
	return list[parley.Record](r, `SELECT * FROM record WHERE type = $1 AND archived_at > 0 AND merged_into = 0 AND ($2 = 0 OR id < $2) ORDER BY id DESC LIMIT $3`, t, below, limit)
}

// AddRecords writes new records of one kind and makes them findable.
func (tx *Tx) AddRecords(set *parley.PropertySet, t *parley.ObjectType, all []*parley.Record) error {
	if _, err := insertMany(tx, "record", all); err != nil {
		return err
	}
	return tx.indexRecords(set, t, make([]*parley.Record, len(all)), all)
}

// SaveRecords writes changed records of one kind, each once; before is how they
// were.
func (tx *Tx) SaveRecords(set *parley.PropertySet, t *parley.ObjectType, before, after []*parley.Record) error {
	for _, rec := range after {
		if err := tx.Save("record", rec); err != nil {
			return err
		}
	}
	return tx.indexRecords(set, t, before, after)
}

// AddRecordChanges writes what changes did to values.
func (tx *Tx) AddRecordChanges(all []*parley.RecordChange) error {
	_, err := insertMany(tx, "record_change", all)
	return err
}

// RecordChanges returns the history of a record's values, newest first.
func (r *Reader) RecordChanges(id parley.RecordID, limit int) ([]*parley.RecordChange, error) {
	return list[parley.RecordChange](r, `SELECT * FROM record_change WHERE record_id = $1 ORDER BY seq DESC LIMIT $2`, id, limit)
}

// RecordChange returns what the event of a number did to a record's values.
func (r *Reader) RecordChange(id parley.RecordID, seq int64) (*parley.RecordChange, error) {
	return one[parley.RecordChange](r, "change", `SELECT * FROM record_change WHERE record_id = $1 AND seq = $2`, id, seq)
}

// UniqueValue is a value that only one record may have.
type UniqueValue struct {
	PropertyID int64
	Value      string
	RecordID   parley.RecordID
}

// UniqueHolders returns who has which of some values of a unique property, by
// the value in lower case.
func (r *Reader) UniqueHolders(p *parley.Property, values []string) (map[string]parley.RecordID, error) {
	keys := map[string]string{}
	for _, v := range values {
		keys[textKey(v)] = strings.ToLower(v)
	}
	rows, err := list[UniqueValue](r, `SELECT value, record_id FROM record_unique WHERE property_id = $1 AND value IN (SELECT value FROM `+r.db.dialect.texts("$2")+`)`, p.ID, toJSON(slices.Collect(maps.Keys(keys))))
	out := map[string]parley.RecordID{}
	for _, row := range rows {
		out[keys[row.Value]] = row.RecordID
	}
	return out, err
}

// FirstByText returns the first live record with each of some texts of a
// property, by the text in lower case.
func (r *Reader) FirstByText(p *parley.Property, values []string) (map[string]parley.RecordID, error) {
	keys := map[string]string{}
	for _, v := range values {
		keys[textKey(v)] = strings.ToLower(v)
	}
	rows, err := list[textRow](r, `SELECT value, min(record_id) AS record_id FROM record_text WHERE property_id = $1 AND value IN (SELECT value FROM `+r.db.dialect.texts("$2")+`) GROUP BY value`, p.ID, toJSON(slices.Collect(maps.Keys(keys))))
	out := map[string]parley.RecordID{}
	for _, row := range rows {
		out[keys[row.Value]] = row.RecordID
	}
	return out, err
}

// TakeUniques gives values to records. Nobody else may have them.
func (tx *Tx) TakeUniques(all []*UniqueValue) error {
	for _, u := range all {
		u.Value = textKey(u.Value)
	}
	n, err := insertMany(tx, "record_unique", all)
	if err == nil && n < int64(len(all)) {
		err = parley.Errorf(parley.Conflict, "one of the values is another record's already")
	}
	return err
}

// FreeUnique takes a value from the record that has it.
func (tx *Tx) FreeUnique(u *UniqueValue) error {
	return tx.Exec(`DELETE FROM record_unique WHERE property_id = $1 AND value = $2 AND record_id = $3`, u.PropertyID, textKey(u.Value), u.RecordID)
}

// DropRecord forgets a record, its values, its history and what it was joined
// with.
func (tx *Tx) DropRecord(set *parley.PropertySet, t *parley.ObjectType, rec *parley.Record) error {
	gone := *rec
	gone.Properties, gone.ArchivedAt = nil, tx.Now
	if err := tx.indexRecords(set, t, []*parley.Record{rec}, []*parley.Record{&gone}); err != nil {
		return err
	}
	for _, text := range []string{`DELETE FROM record_unique WHERE record_id = $1`, `DELETE FROM record_change WHERE record_id = $1`, `DELETE FROM bulk_item WHERE record_id = $1`,
		`DELETE FROM association WHERE from_id = $1`, `DELETE FROM meeting WHERE id = $1`, `DELETE FROM record WHERE id = $1`} {
		if err := tx.Exec(text, rec.ID); err != nil {
			return err
		}
	}
	return nil
}

// RecordsAfter returns live records of a type in the order in which they were
// made, after one, by the index record_created.
func (r *Reader) RecordsAfter(t parley.ObjectTypeID, at time.Time, id parley.RecordID, limit int) ([]*parley.Record, error) {
	return list[parley.Record](r, `SELECT * FROM record WHERE type = $1 AND (created_at, id) > ($2, $3) AND archived_at = 0 AND merged_into = 0
	  ORDER BY created_at, id LIMIT $4`, t, at, id, limit)
}
