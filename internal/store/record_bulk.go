package store

import (
	"time"

	"parley/internal/parley"
)

// RecordBulk is a change of all records that match something. See package crm.
type RecordBulk struct {
	ID         int64
	Type       parley.ObjectTypeID
	UserID     parley.UserID
	Verb       string
	Query      string // which records, as package crm writes it; empty once it is over
	Change     string // what becomes of each
	UndoOf     int64  // the one that this takes back
	UndoneBy   int64  // the one that took this back
	State      string // running, done, stopped, failed
	Last       parley.RecordID
	Done       int64 // records dealt with, of Total
	Total      int64
	Changed    int64
	Failed     int64
	Reason     string // why it failed as a whole
	CreatedAt  time.Time
	FinishedAt time.Time
}

// RecordBulk returns one.
func (r *Reader) RecordBulk(id int64) (*RecordBulk, error) {
	return one[RecordBulk](r, "change of many records", `SELECT * FROM record_bulk WHERE id = $1`, id)
}

// RecordBulks returns the latest of somebody's of a kind since a time.
func (r *Reader) RecordBulks(t parley.ObjectTypeID, user parley.UserID, since time.Time, limit int) ([]*RecordBulk, error) {
	return list[RecordBulk](r, `SELECT * FROM record_bulk WHERE user_id = $1 AND type = $2 AND created_at > $3 ORDER BY id DESC LIMIT $4`, user, t, since, limit)
}

// BulkItem is what became of one record: what it had and has, or why it could
// not be changed.
type BulkItem struct {
	BulkID   int64
	RecordID parley.RecordID
	Before   string
	After    string
	Code     string
	Reason   string // empty: it was changed
}

// AddBulkItems keeps what became of records.
func (tx *Tx) AddBulkItems(all []*BulkItem) error {
	_, err := insertMany(tx, "bulk_item", all)
	return err
}

// BulkRefusals returns the first that could not be changed.
func (r *Reader) BulkRefusals(id int64, limit int) ([]*BulkItem, error) {
	return list[BulkItem](r, `SELECT * FROM bulk_item WHERE bulk_id = $1 AND reason <> '' ORDER BY record_id LIMIT $2`, id, limit)
}

// BulkChanged returns the records that were changed, after one, in the order of
// their numbers.
func (r *Reader) BulkChanged(id int64, after parley.RecordID) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT record_id FROM bulk_item WHERE bulk_id = $1 AND reason = '' AND record_id > $2 ORDER BY record_id`, id, after)
}

// BulkItems returns what became of some records.
func (r *Reader) BulkItems(id int64, records []parley.RecordID) (map[parley.RecordID]*BulkItem, error) {
	all, err := list[BulkItem](r, `SELECT * FROM bulk_item WHERE bulk_id = $1 AND record_id IN `+r.db.dialect.idList("$2"), id, toJSON(records))
	out := make(map[parley.RecordID]*BulkItem, len(all))
	for _, item := range all {
		out[item.RecordID] = item
	}
	return out, err
}

// TidyRecordBulks forgets those that were over before a time.
func (tx *Tx) TidyRecordBulks(before time.Time) error {
	const old = `SELECT id FROM record_bulk WHERE state <> 'running' AND created_at < $1`
	if err := tx.Exec(`DELETE FROM bulk_item WHERE bulk_id IN (`+old+`)`, before); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM record_bulk WHERE id IN (`+old+`)`, before)
}
