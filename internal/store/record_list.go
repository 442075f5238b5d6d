package store

import (
	"time"

	"parley/internal/parley"
)

// RecordList is records of a kind gathered by hand, or by a filter.
type RecordList struct {
	ID        int64
	Type      parley.ObjectTypeID
	Name      string
	Filter    string // groups of filters in JSON, as package crm writes them; of a fixed one "null"
	Fixed     bool   // filled by hand
	Kept      bool   // by a filter, and a view asks about it: whom it holds is kept
	CreatedBy parley.UserID
	CreatedAt time.Time
	UpdatedAt time.Time
}

// RecordLists returns those of a kind, by name.
func (r *Reader) RecordLists(t parley.ObjectTypeID) ([]*RecordList, error) {
	return list[RecordList](r, `SELECT * FROM list WHERE type = $1 ORDER BY name, id`, t)
}

// RecordList returns one.
func (r *Reader) RecordList(id int64) (*RecordList, error) {
	return one[RecordList](r, "list", `SELECT * FROM list WHERE id = $1`, id)
}

// ListMembers returns the members of a fixed list that are live records.
func (r *Reader) ListMembers(id int64) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT m.record_id FROM list_member m JOIN record r ON r.id = m.record_id
	  WHERE m.list_id = $1 AND r.archived_at = 0 AND r.merged_into = 0 ORDER BY m.at, m.record_id`, id)
}

// IsListMember reports whether a record is in a fixed list.
func (r *Reader) IsListMember(id int64, record parley.RecordID) (bool, error) {
	n, err := scalar[int64](r, `SELECT count(*) FROM list_member WHERE list_id = $1 AND record_id = $2`, id, record)
	return n > 0, err
}

// MembersAmong returns those of some records that are in a fixed list.
func (r *Reader) MembersAmong(id int64, records []parley.RecordID) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT record_id FROM list_member WHERE list_id = $1 AND record_id IN `+r.db.dialect.idList("$2"), id, toJSON(records))
}

// AddToList puts records into a fixed list.
func (tx *Tx) AddToList(id int64, records []parley.RecordID) error {
	return tx.Exec(`INSERT INTO list_member (list_id, record_id, at) SELECT $1, id, $2 FROM record WHERE id IN `+tx.db.dialect.idList("$3")+` ON CONFLICT DO NOTHING`, id, tx.Now, toJSON(records))
}

// TakeFromList takes records out of a fixed list.
func (tx *Tx) TakeFromList(id int64, records []parley.RecordID) error {
	return tx.Exec(`DELETE FROM list_member WHERE list_id = $1 AND record_id IN `+tx.db.dialect.idList("$2"), id, toJSON(records))
}

// DropRecordList forgets a list; its records stay.
func (tx *Tx) DropRecordList(id int64) error {
	for _, text := range []string{`DELETE FROM list_member WHERE list_id = $1`, `DELETE FROM list_kept WHERE list_id = $1`, `DELETE FROM list WHERE id = $1`} {
		if err := tx.Exec(text, id); err != nil {
			return err
		}
	}
	return nil
}

// KeptLists returns the lists of whom it is kept whom they hold.
func (r *Reader) KeptLists() ([]*RecordList, error) {
	return remembered[RecordList](r, "list", `SELECT * FROM list WHERE kept = 1 ORDER BY id`)
}

// ListsHolding returns the lists that hold a record, as far as that is kept.
func (r *Reader) ListsHolding(record parley.RecordID) ([]int64, error) {
	return scalars[int64](r, `SELECT list_id FROM list_member WHERE record_id = $1 UNION SELECT list_id FROM list_kept WHERE record_id = $1`, record)
}

// KeptMembers returns whom a list is kept to hold.
func (r *Reader) KeptMembers(list int64) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT record_id FROM list_kept WHERE list_id = $1 ORDER BY record_id`, list)
}

// KeptAmong returns those of some records that a list is kept to hold.
func (r *Reader) KeptAmong(list int64, records []parley.RecordID) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT record_id FROM list_kept WHERE list_id = $1 AND record_id IN `+r.db.dialect.idList("$2"), list, toJSON(records))
}

// KeepMembers notes that a list holds records, or does not any more.
func (tx *Tx) KeepMembers(list int64, in, out []parley.RecordID) error {
	if len(in) > 0 {
		if err := tx.Exec(`INSERT INTO list_kept (list_id, record_id) SELECT $1, id FROM record WHERE id IN `+tx.db.dialect.idList("$2")+` ON CONFLICT DO NOTHING`, list, toJSON(in)); err != nil {
			return err
		}
	}
	if len(out) == 0 {
		return nil
	}
	return tx.Exec(`DELETE FROM list_kept WHERE list_id = $1 AND record_id IN `+tx.db.dialect.idList("$2"), list, toJSON(out))
}

// DropKept forgets whom a list is kept to hold.
func (tx *Tx) DropKept(list int64) error {
	return tx.Exec(`DELETE FROM list_kept WHERE list_id = $1`, list)
}
