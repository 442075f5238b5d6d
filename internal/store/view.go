package store

import (
	"time"

	"parley/internal/parley"
)

// View is a saved list of threads.
type View struct {
	ID        parley.ViewID
	InboxID   parley.InboxID
	Kind      string // a standard kind, or "custom"
	Name      string
	OwnerID   parley.UserID
	Shared    string // "private", "specific" or "everyone"
	UserIDs   []parley.UserID
	TeamIDs   []parley.TeamID
	Filter    string // the tree of a custom view as JSON
	Position  int64
	Filling   bool // members are still being gathered
	CreatedAt time.Time
}

// Views returns the views of an inbox, of all for zero.
func (r *Reader) Views(inbox parley.InboxID) ([]*View, error) {
	return remembered[View](r, "view", `SELECT * FROM view WHERE $1 = 0 OR inbox_id = $1 ORDER BY inbox_id, position, id`, inbox)
}

// View returns one.
func (r *Reader) View(id parley.ViewID) (*View, error) {
	return one[View](r, "view", `SELECT * FROM view WHERE id = $1`, id)
}

// DeleteView removes a view and its members.
func (tx *Tx) DeleteView(id parley.ViewID) error {
	if err := tx.ClearView(id); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM view WHERE id = $1`, id)
}

// ClearView removes all members of a view.
func (tx *Tx) ClearView(id parley.ViewID) error {
	if err := tx.Exec(`DELETE FROM view_member WHERE view_id = $1`, id); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM view_count WHERE view_id = $1`, id)
}

// Member says that a thread stands in a view. Bucket is the assignee in the
// view "mine", else zero.
type Member struct {
	ViewID   parley.ViewID
	Bucket   int64
	SortAt   time.Time
	ThreadID parley.ThreadID
}

// Members returns where some threads stand.
func (r *Reader) Members(ids []parley.ThreadID) ([]*Member, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(ids)
	return list[Member](r, `SELECT * FROM view_member WHERE thread_id IN `+in, args...)
}

// Enter adds a member and counts it.
func (tx *Tx) Enter(m *Member) error {
	if err := tx.Insert("view_member", m); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO view_count (view_id, bucket, count) VALUES ($1, $2, 1)
	  ON CONFLICT (view_id, bucket) DO UPDATE SET count = view_count.count + 1`, m.ViewID, m.Bucket)
}

// Leave takes a member out and off the count.
func (tx *Tx) Leave(m *Member) error {
	n, err := tx.Affect(`DELETE FROM view_member WHERE view_id = $1 AND bucket = $2 AND sort_at = $3 AND thread_id = $4`, m.ViewID, m.Bucket, m.SortAt, m.ThreadID)
	if err != nil || n == 0 {
		return err
	}
	return tx.Exec(`UPDATE view_count SET count = count - 1 WHERE view_id = $1 AND bucket = $2`, m.ViewID, m.Bucket)
}

// Move gives a member another place. An update of the key would open a
// savepoint in SQLite, and each savepoint makes full text write out what it
// holds.
func (tx *Tx) Move(m *Member, at time.Time) error {
	if err := tx.Exec(`DELETE FROM view_member WHERE view_id = $1 AND bucket = $2 AND sort_at = $3 AND thread_id = $4`, m.ViewID, m.Bucket, m.SortAt, m.ThreadID); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO view_member (view_id, bucket, sort_at, thread_id) VALUES ($1, $2, $3, $4)`, m.ViewID, m.Bucket, at, m.ThreadID)
}

// Count is how many threads a view holds.
type Count struct {
	ViewID parley.ViewID
	Bucket int64
	Count  int64
}

// Counts returns the counters of views: those of everybody and those of one
// user's bucket.
func (r *Reader) Counts(user parley.UserID) ([]*Count, error) {
	return list[Count](r, `SELECT * FROM view_count WHERE bucket = 0 OR bucket = $1`, user)
}

// AllCounts returns the counters of all views and buckets.
func (r *Reader) AllCounts() ([]*Count, error) { return list[Count](r, `SELECT * FROM view_count`) }

// CountOf returns one counter.
func (r *Reader) CountOf(id parley.ViewID, bucket int64) (int64, error) {
	return scalar[int64](r, `SELECT count FROM view_count WHERE view_id = $1 AND bucket = $2`, id, bucket)
}

// RealCounts counts the members themselves: for checking the counters.
func (r *Reader) RealCounts() ([]*Count, error) {
	return list[Count](r, `SELECT view_id, bucket, COUNT(*) AS count FROM view_member GROUP BY view_id, bucket`)
}
