package triage

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// DropMessage takes a message away that should not have stood in its thread: one
// that never left, or that will come in anew. A thread that holds nothing
// more goes with it.
func DropMessage(tx *store.Tx, m *parley.Message) error {
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return err
	}
	if err := tx.DeleteMessage(m.ID); err != nil {
		return err
	}
	left, err := tx.MessageIDs(th.ID)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		th.Trashed = true
		if err := leaveOlderTicket(tx, th); err != nil {
			return err
		}
		return purge(tx, parley.System, th, &Effects{})
	}
	if err := Recount(tx, th); err != nil {
		return err
	}
	return save(tx, parley.System, th, parley.ThreadChanged, nil)
}

// leaveOlderTicket takes th off a ticket that was there before it: a letter
// taken back leaves that as it was (TIX-11).
func leaveOlderTicket(tx *store.Tx, th *parley.Thread) error {
	if th.TicketID == 0 {
		return nil
	}
	ticket, err := tx.Record(th.TicketID)
	if parley.KindOf(err) == parley.NotFound || err == nil && ticket.CreatedAt.Before(th.CreatedAt) {
		th.TicketID = 0
		return nil
	}
	return err
}
