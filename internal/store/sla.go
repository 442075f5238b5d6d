package store

import (
	"time"

	"parley/internal/parley"
)

// SLAPolicies returns those of an inbox, or all where it is zero, in their
// order.
func (r *Reader) SLAPolicies(inbox parley.InboxID) ([]*parley.SLAPolicy, error) {
	return list[parley.SLAPolicy](r, `SELECT * FROM sla_policy WHERE $1 = 0 OR inbox_id = $1 ORDER BY inbox_id, position, id`, inbox)
}

// SLAPolicy returns one.
func (r *Reader) SLAPolicy(id int64) (*parley.SLAPolicy, error) {
	return one[parley.SLAPolicy](r, "service level", `SELECT * FROM sla_policy WHERE id = $1`, id)
}

// DropSLAPolicy forgets one and the goals that still run by it.
func (tx *Tx) DropSLAPolicy(id int64) error {
	if err := tx.Exec(`DELETE FROM sla_timer WHERE policy_id = $1 AND done_at = 0`, id); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM sla_policy WHERE id = $1`, id)
}

// SLATimers returns the goals of a ticket, oldest first.
func (r *Reader) SLATimers(ticket parley.RecordID) ([]*parley.SLATimer, error) {
	return list[parley.SLATimer](r, `SELECT * FROM sla_timer WHERE ticket_id = $1 ORDER BY id`, ticket)
}

// DueSLATimers returns goals whose state changes by a moment.
func (r *Reader) DueSLATimers(by time.Time, limit int) ([]*parley.SLATimer, error) {
	return list[parley.SLATimer](r, `SELECT * FROM sla_timer WHERE next_at > 0 AND next_at <= $1 ORDER BY next_at LIMIT $2`, by, limit)
}

// DropSLATimers forgets the goals of a ticket.
func (tx *Tx) DropSLATimers(ticket parley.RecordID) error {
	return tx.Exec(`DELETE FROM sla_timer WHERE ticket_id = $1`, ticket)
}

// OpenTickets returns the live tickets of an inbox's conversations that have no
// goals yet.
func (r *Reader) OpenTickets(inbox parley.InboxID) ([]parley.RecordID, error) {
	return scalars[parley.RecordID](r, `SELECT DISTINCT t.ticket_id FROM thread t JOIN record r ON r.id = t.ticket_id
	  WHERE t.ticket_id > 0 AND t.inbox_id = $1 AND r.archived_at = 0 AND r.merged_into = 0
	  AND NOT EXISTS (SELECT 1 FROM sla_timer s WHERE s.ticket_id = t.ticket_id) ORDER BY t.ticket_id`, inbox)
}
