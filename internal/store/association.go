package store

import (
	"time"

	"parley/internal/parley"
)

// Associations returns what a record is joined with: of one type, or of all
// where it is zero, oldest first.
func (r *Reader) Associations(from parley.RecordID, to parley.ObjectTypeID) ([]*parley.Association, error) {
	if to == 0 {
		return list[parley.Association](r, `SELECT * FROM association WHERE from_id = $1 ORDER BY to_type, at, to_id, type_id`, from)
	}
	return list[parley.Association](r, `SELECT * FROM association WHERE from_id = $1 AND to_type = $2 ORDER BY at, to_id, type_id`, from, to)
}

// PageAssociations returns those to one type after a number, by number.
func (r *Reader) PageAssociations(from parley.RecordID, to parley.ObjectTypeID, after parley.RecordID, limit int) ([]*parley.Association, error) {
	return list[parley.Association](r, `SELECT * FROM association WHERE from_id = $1 AND to_type = $2 AND to_id IN
	  (SELECT DISTINCT to_id FROM association WHERE from_id = $1 AND to_type = $2 AND to_id > $3 ORDER BY to_id LIMIT $4) ORDER BY to_id, type_id`, from, to, after, limit)
}

// AssociationsOf returns those of several records to one type.
func (r *Reader) AssociationsOf(from []parley.RecordID, to parley.ObjectTypeID) ([]*parley.Association, error) {
	return list[parley.Association](r, `SELECT * FROM association WHERE from_id IN `+r.db.dialect.idList("$1")+` AND to_type = $2 ORDER BY from_id, at, to_id, type_id`, toJSON(from), to)
}

// AreAssociated reports whether two records are joined in any way.
func (r *Reader) AreAssociated(from, to parley.RecordID) (bool, error) {
	n, err := scalar[int64](r, `SELECT count(*) FROM association WHERE from_id = $1 AND to_id = $2`, from, to)
	return n > 0, err
}

// AddAssociation joins two records one way, and reports whether they were not.
func (tx *Tx) AddAssociation(a *parley.Association) (bool, error) {
	return tx.InsertNew("association", a)
}

// AddAssociations joins many records one way each.
func (tx *Tx) AddAssociations(all []*parley.Association) error {
	_, err := insertMany(tx, "association", all)
	return err
}

// DropAssociation parts two records one way: by one type, or wholly where it
// is zero. It returns the types by which they were joined.
func (tx *Tx) DropAssociation(from parley.RecordID, to parley.ObjectTypeID, id parley.RecordID, typeID int64) ([]int64, error) {
	had, err := scalars[int64](&tx.Reader, `SELECT type_id FROM association WHERE from_id = $1 AND to_type = $2 AND to_id = $3 AND ($4 = 0 OR type_id = $4) ORDER BY type_id`, from, to, id, typeID)
	if err != nil || len(had) == 0 {
		return nil, err
	}
	return had, tx.Exec(`DELETE FROM association WHERE from_id = $1 AND to_type = $2 AND to_id = $3 AND ($4 = 0 OR type_id = $4)`, from, to, id, typeID)
}

// AssociatedRecords returns the live records of a type that one is joined
// with, newest place on a timeline first.
func (r *Reader) AssociatedRecords(from parley.RecordID, to parley.ObjectTypeID, limit int) ([]*parley.Record, error) {
	return list[parley.Record](r, `SELECT r.* FROM record r WHERE r.id IN (SELECT to_id FROM association WHERE from_id = $1 AND to_type = $2)
	  AND r.archived_at = 0 AND r.merged_into = 0 ORDER BY r.at DESC, r.id DESC LIMIT $3`, from, to, limit)
}

// JoinedTypes returns the kinds of record that one is joined with.
func (r *Reader) JoinedTypes(from parley.RecordID) ([]parley.ObjectTypeID, error) {
	return scalars[parley.ObjectTypeID](r, `SELECT DISTINCT to_type FROM association WHERE from_id = $1 ORDER BY to_type`, from)
}

// Activities returns what was done with a record, and feedback about it, of
// some kinds, before a time, newest first.
func (r *Reader) Activities(of parley.RecordID, kinds []parley.ObjectTypeID, before time.Time, limit int) ([]*parley.Record, error) {
	return list[parley.Record](r, `SELECT r.* FROM record r WHERE r.id IN (SELECT to_id FROM association WHERE from_id = $1 AND to_type IN `+r.db.dialect.idList("$4")+`)
	  AND r.archived_at = 0 AND r.merged_into = 0 AND r.at < $2 ORDER BY r.at DESC, r.id DESC LIMIT $3`, of, before, limit, toJSON(kinds))
}

// RecordThreads returns the conversations of a contact or a ticket, or of the
// contacts of another record, whose latest message is before a time, newest
// first.
func (r *Reader) RecordThreads(rec *parley.Record, before time.Time, limit int) ([]*parley.Thread, error) {
	which := `contact_id > 0 AND contact_id IN (SELECT to_id FROM association WHERE from_id = $1 AND to_type = 1)`
	switch rec.Type {
	case parley.TypeContact:
		which = `contact_id > 0 AND contact_id = $1`
	case parley.TypeTicket:
		which = `ticket_id > 0 AND ticket_id = $1`
	}
	return list[parley.Thread](r, `SELECT id, latest_message_at FROM thread WHERE `+which+` AND merged_into = 0 AND trashed = 0 AND spam = 0
	  AND latest_message_at < $2 ORDER BY latest_message_at DESC, id DESC LIMIT $3`, rec.ID, before, limit)
}
