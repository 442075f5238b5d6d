package store

import (
	"strconv"

	"parley/internal/parley"
)

// DropHolidays removes what a calendar brought.
func (tx *Tx) DropHolidays(source string) error {
	return tx.Exec(`DELETE FROM holiday WHERE source = $1 AND source <> ''`, source)
}

// TagUses counts the threads that carry each tag. It reads every thread with
// tags: for a settings page, not for a list.
func (r *Reader) TagUses() (map[parley.TagID]int64, error) {
	type row struct{ TagIDs []parley.TagID }
	rows, err := list[row](r, `SELECT tag_ids FROM thread WHERE tag_ids <> '[]'`)
	if err != nil {
		return nil, err
	}
	out := map[parley.TagID]int64{}
	for _, th := range rows {
		for _, id := range th.TagIDs {
			out[id]++
		}
	}
	return out, nil
}

// ThreadsTagged returns at most limit threads of an inbox that carry a tag.
func (r *Reader) ThreadsTagged(inbox parley.InboxID, tag parley.TagID, limit int) ([]*parley.Thread, error) {
	like := "%," + strconv.FormatInt(int64(tag), 10) + ",%"
	return list[parley.Thread](r, `SELECT * FROM thread WHERE inbox_id = $1 AND tag_ids <> '[]'
	  AND ',' || SUBSTR(tag_ids, 2, LENGTH(tag_ids) - 2) || ',' LIKE $2 ORDER BY id LIMIT $3`, inbox, like, limit)
}

// SenderRule returns one.
func (r *Reader) SenderRule(id int64) (*SenderRule, error) {
	return one[SenderRule](r, "sender rule", `SELECT * FROM sender_rule WHERE id = $1`, id)
}

// SettleQuarantine marks a quarantined mail as decided; false when it was.
func (tx *Tx) SettleQuarantine(id int64) (bool, error) {
	n, err := tx.Affect(`UPDATE quarantine SET settled_at = $1 WHERE id = $2 AND settled_at = 0`, tx.Now, id)
	return n > 0, err
}

// AuditFilter narrows the audit log. Zero fields mean any.
type AuditFilter struct {
	Before int64 // events before this number
	Actor  parley.UserID
	Object string
	Kind   string
	Limit  int
}

// Audit returns changes of settings, and deletions, newest first, by the index
// event_audit.
func (r *Reader) Audit(f AuditFilter) ([]*parley.Event, error) {
	w := where{}
	w.add(`((object <> '' AND object <> 'notification') OR kind = 'thread.purged')`)
	if f.Before > 0 {
		w.add("seq < $?", f.Before)
	}
	if f.Actor != 0 {
		w.add("actor_kind = 'user' AND actor_id = $?", f.Actor)
	}
	if f.Object != "" {
		w.add("object = $?", f.Object)
	}
	if f.Kind != "" {
		w.add("kind = $?", f.Kind)
	}
	w.args = append(w.args, f.Limit)
	return list[parley.Event](r, `SELECT * FROM event WHERE `+w.String()+` ORDER BY seq DESC LIMIT `+mark(len(w.args)), w.args...)
}
