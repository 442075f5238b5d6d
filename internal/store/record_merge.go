package store

import (
	"time"

	"parley/internal/parley"
)

// RecordMerge is a merge of two records, with all that it did.
type RecordMerge struct {
	ID         int64
	SurvivorID parley.RecordID
	MergedID   parley.RecordID
	Did        Merged
	UserID     parley.UserID
	CreatedAt  time.Time
	UndoneAt   time.Time
}

// Merged is what a merge did: enough to take it back.
type Merged struct {
	Before     map[string]string    `json:"before"` // values of the survivor that it changed, as they were
	After      map[string]string    `json:"after"`  // and as it wrote them
	Joined     []parley.Association `json:"joined"` // what the survivor was joined with by it
	Had        []parley.Association `json:"had"`    // what the merged one was joined with
	Threads    []parley.ThreadID    `json:"threads"`
	Visitors   []parley.VisitorID   `json:"visitors"`
	Recipients []parley.ThreadID    `json:"recipients"` // threads with the merged one as a party
	Lists      []int64              `json:"lists"`
}

// RecordMerges returns those of which a record is the survivor, newest first.
func (r *Reader) RecordMerges(survivor parley.RecordID) ([]*RecordMerge, error) {
	return list[RecordMerge](r, `SELECT * FROM record_merge WHERE survivor_id = $1 ORDER BY id DESC`, survivor)
}

// RecordMerge returns one.
func (r *Reader) RecordMerge(id int64) (*RecordMerge, error) {
	return one[RecordMerge](r, "merge", `SELECT * FROM record_merge WHERE id = $1`, id)
}

// MoveContact gives all that names one contact to another, and returns what it
// moved; only what did names where it is given.
func (tx *Tx) MoveContact(from, to parley.ContactID, did *Merged) (Merged, error) {
	var out Merged
	var err error
	if did == nil {
		did = &Merged{}
		if did.Threads, err = scalars[parley.ThreadID](&tx.Reader, `SELECT id FROM thread WHERE contact_id = $1 AND contact_id > 0`, from); err != nil {
			return out, err
		}
		if did.Visitors, err = scalars[parley.VisitorID](&tx.Reader, `SELECT id FROM visitor WHERE contact_id = $1 AND contact_id > 0`, from); err != nil {
			return out, err
		}
		if did.Recipients, err = scalars[parley.ThreadID](&tx.Reader, `SELECT DISTINCT thread_id FROM participant WHERE thread_id IN (SELECT id FROM thread WHERE contact_id = $1 AND contact_id > 0) AND contact_id = $1`, from); err != nil {
			return out, err
		}
	}
	for _, s := range []struct {
		text string
		ids  any
	}{
		{`UPDATE visitor SET contact_id = $1 WHERE contact_id = $2 AND id IN `, did.Visitors},
		{`UPDATE participant SET contact_id = $1 WHERE contact_id = $2 AND thread_id IN `, did.Recipients},
		{`UPDATE thread SET contact_id = $1 WHERE contact_id = $2 AND id IN `, did.Threads},
	} {
		if err := tx.Exec(s.text+tx.db.dialect.idList("$3"), to, from, toJSON(s.ids)); err != nil {
			return out, err
		}
	}
	return *did, nil
}

// MoveTicket gives the threads of one ticket to another, only those given
// where there are any, and returns them.
func (tx *Tx) MoveTicket(from, to parley.RecordID, only []parley.ThreadID) ([]parley.ThreadID, error) {
	ids := only
	if ids == nil {
		var err error
		if ids, err = scalars[parley.ThreadID](&tx.Reader, `SELECT id FROM thread WHERE ticket_id = $1 AND ticket_id > 0`, from); err != nil {
			return nil, err
		}
	}
	return ids, tx.Exec(`UPDATE thread SET ticket_id = $1 WHERE ticket_id = $2 AND id IN `+tx.db.dialect.idList("$3"), to, from, toJSON(ids))
}

// TicketThreads returns the threads of a ticket, oldest first.
func (r *Reader) TicketThreads(id parley.RecordID) ([]parley.ThreadID, error) {
	return scalars[parley.ThreadID](r, `SELECT id FROM thread WHERE ticket_id = $1 AND ticket_id > 0 ORDER BY id`, id)
}

// MoveMember gives the places of one record in lists to another, and returns
// the lists.
func (tx *Tx) MoveMember(from, to parley.RecordID) ([]int64, error) {
	lists, err := scalars[int64](&tx.Reader, `SELECT list_id FROM list_member WHERE record_id = $1`, from)
	if err != nil {
		return nil, err
	}
	for _, id := range lists {
		if err := tx.Exec(`INSERT INTO list_member (list_id, record_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, to, tx.Now); err != nil {
			return nil, err
		}
	}
	return lists, tx.Exec(`DELETE FROM list_member WHERE record_id = $1`, from)
}

// NotSame notes that two records are two, and is asked in either order.
func (tx *Tx) NotSame(a, b parley.RecordID, by parley.UserID) error {
	return tx.Exec(`INSERT INTO not_same (a, b, user_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, min(a, b), max(a, b), by, tx.Now)
}

// ToldApart returns the records that somebody said are not the same as one.
func (r *Reader) ToldApart(id parley.RecordID) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT b FROM not_same WHERE a = $1 UNION SELECT a FROM not_same WHERE b = $1`, id)
}
