package store

import (
	"time"

	"parley/internal/parley"
)

// Holiday is a day that counts as outside working hours (AUTO-06). Day is
// YYYY-MM-DD in the account's time zone.
type Holiday struct {
	ID     int64
	Name   string
	Day    string
	Source string // the calendar it came from; empty for an own entry
}

// Holidays returns all, by day.
func (r *Reader) Holidays() ([]*Holiday, error) {
	return list[Holiday](r, `SELECT * FROM holiday ORDER BY day, id`)
}

// Snippet is reusable text: a snippet, or a template, which has a subject too.
type Snippet struct {
	ID        int64
	Kind      string // "snippet" or "template"
	Name      string
	Shortcut  string
	Subject   string
	Text      string
	HTML      string
	Scope     string // "private", "teams" or "everyone"
	TeamIDs   []parley.TeamID
	Folder    string
	OwnerID   parley.UserID
	UseCount  int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Snippets returns all of a kind, by name.
func (r *Reader) Snippets(kind string) ([]*Snippet, error) {
	return list[Snippet](r, `SELECT * FROM snippet WHERE kind = $1 ORDER BY folder, name, id`, kind)
}

// Snippet returns one.
func (r *Reader) Snippet(id int64) (*Snippet, error) {
	return one[Snippet](r, "snippet", `SELECT * FROM snippet WHERE id = $1`, id)
}

// CountUse counts a use of a snippet.
func (tx *Tx) CountUse(id int64) error {
	return tx.Exec(`UPDATE snippet SET use_count = use_count + 1 WHERE id = $1`, id)
}

// Delete removes a row of a settings table by id and reports whether it was
// there.
func (tx *Tx) Delete(table string, id int64) (bool, error) {
	n, err := tx.Affect(`DELETE FROM `+quote(table)+` WHERE id = $1`, id)
	return n > 0, err
}

// SenderRule puts an address or a domain on a list: allow, deny or block.
type SenderRule struct {
	ID        int64
	List      string
	Value     string
	ThreadID  parley.ThreadID // where the sender was blocked
	CreatedBy parley.UserID
	CreatedAt time.Time
}

// SenderRules returns all of a list (all lists for ""), by value.
func (r *Reader) SenderRules(which string) ([]*SenderRule, error) {
	return list[SenderRule](r, `SELECT * FROM sender_rule WHERE $1 = '' OR list = $1 ORDER BY value`, which)
}

// SenderRulesFor returns the rules about an address and its domain.
func (r *Reader) SenderRulesFor(address, domain string) ([]*SenderRule, error) {
	return list[SenderRule](r, `SELECT * FROM sender_rule WHERE value = $1 OR value = $2`, address, domain)
}

// DropSenderRule takes a value off a list.
func (tx *Tx) DropSenderRule(list, value string) error {
	return tx.Exec(`DELETE FROM sender_rule WHERE list = $1 AND value = $2`, list, value)
}

// Notification tells one user of one thing.
type Notification struct {
	ID        int64
	UserID    parley.UserID
	Topic     string
	ThreadID  parley.ThreadID
	MessageID parley.MessageID
	ActorKind parley.ActorKind
	ActorID   int64
	Seq       int64
	Data      map[string]any
	CreatedAt time.Time
	ReadAt    time.Time
}

// Notifications returns a user's newest.
func (r *Reader) Notifications(user parley.UserID, limit int) ([]*Notification, error) {
	return list[Notification](r, `SELECT * FROM notification WHERE user_id = $1 ORDER BY id DESC LIMIT $2`, user, limit)
}

// UnreadNotifications counts a user's unread ones.
func (r *Reader) UnreadNotifications(user parley.UserID) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM notification WHERE user_id = $1 AND read_at = 0`, user)
}

// ReadNotifications marks a user's notifications read: of one thread, with
// some ids, or all for zero and none.
func (tx *Tx) ReadNotifications(user parley.UserID, thread parley.ThreadID, ids []int64) error {
	w := where{}
	w.add("user_id = $? AND read_at = 0", user)
	if thread != 0 {
		w.add("thread_id = $?", thread)
	}
	if len(ids) > 0 {
		whereIn(&w, "id", ids)
	}
	w.args = append(w.args, tx.Now)
	return tx.Exec(`UPDATE notification SET read_at = `+mark(len(w.args))+` WHERE `+w.String(), w.args...)
}

// Undo remembers what to put back.
type Undo struct {
	ID        int64
	UserID    parley.UserID
	Data      string
	CreatedAt time.Time
	UndoneAt  time.Time
}

// Undo returns one of a user.
func (r *Reader) Undo(user parley.UserID, id int64) (*Undo, error) {
	return one[Undo](r, "change to undo", `SELECT * FROM undo WHERE id = $1 AND user_id = $2`, id, user)
}

// Reminder tells a user if nobody has answered since (AUTO-08).
type Reminder struct {
	UserID   parley.UserID
	ThreadID parley.ThreadID
	DueAt    time.Time
	Since    int64 // the event when it was set
}

// Reminder returns a user's reminder on a thread, or nil.
func (r *Reader) Reminder(user parley.UserID, id parley.ThreadID) (*Reminder, error) {
	return first[Reminder](r, `SELECT * FROM reminder WHERE user_id = $1 AND thread_id = $2`, user, id)
}

// SetReminder sets or, for a zero time, drops a reminder.
func (tx *Tx) SetReminder(m *Reminder) error {
	if err := tx.Exec(`DELETE FROM reminder WHERE user_id = $1 AND thread_id = $2`, m.UserID, m.ThreadID); err != nil || m.DueAt.IsZero() {
		return err
	}
	return tx.Insert("reminder", m)
}

// DropReminders forgets all reminders of a thread: an answer came.
func (tx *Tx) DropReminders(id parley.ThreadID) error {
	return tx.Exec(`DELETE FROM reminder WHERE thread_id = $1`, id)
}

// DueReminders returns those whose time has come.
func (r *Reader) DueReminders(now time.Time) ([]*Reminder, error) {
	return list[Reminder](r, `SELECT * FROM reminder WHERE due_at <= $1 LIMIT 200`, now)
}

// Notification returns one.
func (r *Reader) Notification(id int64) (*Notification, error) {
	return one[Notification](r, "notification", `SELECT * FROM notification WHERE id = $1`, id)
}
