package deliver

import (
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Withdraw takes back a message that has not left: within the time to undo, or
// while it is scheduled (THR-24). The message goes, its content is the caller's
// to put back in the editor.
func Withdraw(tx *store.Tx, by parley.Actor, m *parley.Message) error {
	if m.Status != parley.MessageSending && m.Status != parley.MessageScheduled || !m.HandedAt.IsZero() {
		return parley.Errorf(parley.Conflict, "it is too late: the message has left")
	}
	if err := tx.DropUniqueJob("deliver.send", m.UID); err != nil {
		return err
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return err
	}
	if all, err := tx.MessageIDs(th.ID); err != nil {
		return err
	} else if len(all) == 1 { // a new mail: its thread goes with it
		return triage.DropMessage(tx, m)
	}
	m.Status = parley.MessageCancelled
	if err := tx.Save("message", m); err != nil {
		return err
	}
	if err := triage.Recount(tx, th); err != nil {
		return err
	}
	if _, err := triage.Note(tx, by, th, parley.MessageWithdrew, map[string]any{"message": m.UID}); err != nil {
		return err
	}
	return triage.Store(tx, th)
}

// Retry sends again what failed, or what nobody knows about: a person has
// decided.
func Retry(tx *store.Tx, m *parley.Message) error {
	if m.Direction != parley.Outgoing || m.Status != parley.MessageFailed && m.Status != parley.MessageUnknown {
		return parley.Errorf(parley.Conflict, "only a message that failed can be sent again")
	}
	m.HandedAt, m.SendAt = time.Time{}, tx.Now
	if err := mark(tx, m, parley.MessageSending, ""); err != nil {
		return err
	}
	return enqueue(tx, m)
}

// Reschedule gives a scheduled message another time.
func Reschedule(tx *store.Tx, m *parley.Message, at time.Time) error {
	if m.Status != parley.MessageScheduled {
		return parley.Errorf(parley.Conflict, "the message is not scheduled any more")
	}
	if !at.After(tx.Now) {
		return parley.Invalidf("send_at", "choose a time that is still to come")
	}
	m.SendAt = at
	if err := tx.DropUniqueJob("deliver.send", m.UID); err != nil {
		return err
	}
	if err := mark(tx, m, parley.MessageScheduled, ""); err != nil {
		return err
	}
	return enqueue(tx, m)
}
