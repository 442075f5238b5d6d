package store

import (
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

// AddRecord writes a new record and makes it findable.
func (tx *Tx) AddRecord(set *parley.PropertySet, t *parley.ObjectType, rec *parley.Record) error {
	if err := tx.Insert("record", rec); err != nil {
		return err
	}
	return tx.indexRecord(set, t, nil, rec)
}

// SaveRecord writes a changed record; before is how it was.
func (tx *Tx) SaveRecord(set *parley.PropertySet, t *parley.ObjectType, before, after *parley.Record) error {
	if err := tx.Save("record", after); err != nil {
		return err
	}
	return tx.indexRecord(set, t, before, after)
}

// AddRecordChange writes what a change did to values.
func (tx *Tx) AddRecordChange(c *parley.RecordChange) error { return tx.Insert("record_change", c) }

// RecordChanges returns the history of a record's values, newest first.
func (r *Reader) RecordChanges(id parley.RecordID, limit int) ([]*parley.RecordChange, error) {
	return list[parley.RecordChange](r, `SELECT * FROM record_change WHERE record_id = $1 ORDER BY seq DESC LIMIT $2`, id, limit)
}

// RecordChange returns what the event of a number did to a record's values.
func (r *Reader) RecordChange(id parley.RecordID, seq int64) (*parley.RecordChange, error) {
	return one[parley.RecordChange](r, "change", `SELECT * FROM record_change WHERE record_id = $1 AND seq = $2`, id, seq)
}

// TakeUnique gives the value of a unique property to a record, and reports who
// has it where somebody does.
func (tx *Tx) TakeUnique(p *parley.Property, value string, id parley.RecordID) (holder parley.RecordID, err error) {
	if _, err := tx.Affect(`INSERT INTO record_unique (property_id, value, record_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, p.ID, textKey(value), id); err != nil {
		return 0, err
	}
	return scalar[parley.RecordID](&tx.Reader, `SELECT record_id FROM record_unique WHERE property_id = $1 AND value = $2`, p.ID, textKey(value))
}

// FreeUnique takes the value of a unique property from a record.
func (tx *Tx) FreeUnique(p *parley.Property, value string, id parley.RecordID) error {
	return tx.Exec(`DELETE FROM record_unique WHERE property_id = $1 AND value = $2 AND record_id = $3`, p.ID, textKey(value), id)
}

// DropRecord forgets a record, its values, its history and what it was joined
// with.
func (tx *Tx) DropRecord(set *parley.PropertySet, t *parley.ObjectType, rec *parley.Record) error {
	gone := *rec
	gone.Properties, gone.ArchivedAt = nil, tx.Now
	if err := tx.indexRecord(set, t, rec, &gone); err != nil {
		return err
	}
	for _, text := range []string{`DELETE FROM record_unique WHERE record_id = $1`, `DELETE FROM record_change WHERE record_id = $1`,
		`DELETE FROM association WHERE from_id = $1`, `DELETE FROM record WHERE id = $1`} {
		if err := tx.Exec(text, rec.ID); err != nil {
			return err
		}
	}
	return nil
}
