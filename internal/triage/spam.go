package triage

import (
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func spam(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	if th.Spam {
		return nil
	}
	th.Spam, th.SpamAt, th.SpamReason = true, tx.Now, "by_hand"
	return save(tx, by, th, parley.ThreadSpammed, reason("by_hand"))
}

// notSpam brings a thread back to its views, makes the contact that filtered
// mail did not, and routes it (SPAM-12).
func notSpam(tx *store.Tx, by parley.Actor, th *parley.Thread, allow bool) error {
	if !th.Spam {
		return nil
	}
	th.Spam, th.SpamAt, th.SpamReason = false, time.Time{}, ""
	sender, err := firstSender(tx, th)
	if err != nil {
		return err
	}
	if th.ContactID == 0 && !th.ContactDetached && sender.Address != "" {
		c, err := crm.Resolve(tx, sender)
		if err != nil {
			return err
		}
		th.ContactID = c.ID
	}
	if allow && sender.Address != "" {
		if err := setRule(tx, by, "allow", sender.Address, 0); err != nil {
			return err
		}
	}
	if err := save(tx, by, th, parley.ThreadUnspammed, nil); err != nil {
		return err
	}
	m, err := tx.FirstIncoming(th.ID)
	if err != nil {
		return err
	}
	return Route(tx, th, Arrival{Message: m})
}

// VisitorRule is the value by which the block list names a visitor.
func VisitorRule(id parley.VisitorID) string { return "visitor:" + id.String() }

// blockable is what the block list names the sender of th by.
func blockable(tx *store.Tx, th *parley.Thread) (string, error) {
	if th.VisitorID != 0 {
		return VisitorRule(th.VisitorID), nil
	}
	sender, err := firstSender(tx, th)
	return sender.Address, err
}

// block filters this thread and all that its sender will write (SPAM-08,
// SPAM-09).
func block(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	sender, err := blockable(tx, th)
	if err != nil {
		return err
	}
	if sender == "" {
		return parley.Errorf(parley.Conflict, "nobody wrote to us in this conversation: there is no sender to block")
	}
	if err := setRule(tx, by, "block", sender, th.ID); err != nil {
		return err
	}
	th.Spam, th.SpamAt, th.SpamReason = true, tx.Now, "blocked"
	return save(tx, by, th, parley.ThreadBlocked, nil)
}

func unblock(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	sender, err := blockable(tx, th)
	if err != nil {
		return err
	}
	if err := tx.DropSenderRule("block", sender); err != nil {
		return err
	}
	return save(tx, by, th, parley.ThreadUnblocked, nil)
}

func setRule(tx *store.Tx, by parley.Actor, list, value string, th parley.ThreadID) error {
	if list == "allow" {
		if err := tx.DropSenderRule("deny", value); err != nil {
			return err
		}
	}
	_, err := tx.InsertNew("sender_rule", &store.SenderRule{ID: tx.NewID(), List: list, Value: value, ThreadID: th, CreatedBy: by.UserID(), CreatedAt: tx.Now})
	return err
}

// firstSender is who wrote to us first in th.
func firstSender(tx *store.Tx, th *parley.Thread) (parley.Address, error) {
	m, err := tx.FirstIncoming(th.ID)
	if m == nil || err != nil {
		return parley.Address{}, err
	}
	return m.From, nil
}
