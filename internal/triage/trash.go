package triage

import (
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

func trash(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	if th.Trashed {
		return nil
	}
	th.Trashed, th.TrashedAt = true, tx.Now
	if err := dropScheduled(tx, by, th); err != nil {
		return err
	}
	return save(tx, by, th, parley.ThreadTrashed, nil)
}

// dropScheduled cancels what waits to be sent, with a notice (EMAIL-13).
func dropScheduled(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	waiting, err := tx.ScheduledMessages(th.ID)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		m.Status = parley.MessageCancelled
		if err := tx.Save("message", m); err != nil {
			return err
		}
		if _, err := Note(tx, by, th, parley.MessageWithdrew, map[string]any{"message": m.UID, "reason": "trashed"}); err != nil {
			return err
		}
	}
	return nil
}

// RestoreThread brings a thread back with earlier status, owner and spam flag;
// the 90 days of spam start anew (SPAM-15).
func RestoreThread(tx *store.Tx, by parley.Actor, th *parley.Thread, why string) error {
	if !th.Trashed {
		return nil
	}
	th.Trashed, th.TrashedAt = false, time.Time{}
	if th.Spam {
		th.SpamAt = tx.Now
	}
	return save(tx, by, th, parley.ThreadRestored, reason(why))
}

// purge deletes a thread for good (SPAM-16). What remains are the events, which
// hold no content, and the hashes that keep the same mail from coming back.
func purge(tx *store.Tx, by parley.Actor, th *parley.Thread, fx *Effects) error {
	if !th.Trashed && !(th.Spam && by.Kind == parley.ActorSystem) {
		return parley.Errorf(parley.Conflict, "move the conversation to the trash before deleting it forever")
	}
	th.Trashed, th.MergedInto = true, th.ID // in no view
	if err := view.Update(tx, th); err != nil {
		return err
	}
	free, err := tx.PurgeThread(th.ID)
	if err != nil {
		return err
	}
	fx.FreeBlobs = append(fx.FreeBlobs, free...)
	_, err = tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: parley.ThreadPurged, ThreadID: th.ID, InboxID: th.InboxID, Object: "thread", ObjectID: int64(th.ID), Data: ticketOf(th)})
	return err
}

// ticketOf names the ticket that a thread had, for whoever follows.
func ticketOf(th *parley.Thread) map[string]any {
	if th.TicketID == 0 {
		return nil
	}
	return map[string]any{"ticket": th.TicketID.String()}
}
