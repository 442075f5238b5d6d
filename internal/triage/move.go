package triage

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// move takes a thread to another inbox (COLLAB-06). It keeps its owner where
// that person has access there, and loses the tags, which are the old inbox's.
func move(tx *store.Tx, by parley.Actor, th *parley.Thread, to parley.InboxID) error {
	if th.InboxID == to {
		return nil
	}
	in, err := tx.Inbox(to)
	if err != nil || !in.ArchivedAt.IsZero() {
		return parley.Invalidf("inbox_id", "there is no such inbox")
	}
	if err := noteMove(tx, by, th, in); err != nil {
		return err
	}
	th.InboxID = to
	th.Dequeue()
	if mayTake(tx, in, th.Assignee()) != nil {
		th.SetAssignee(parley.Actor{})
		th.TeamID = 0
	}
	th.TagIDs = nil
	if err := tx.MoveMessages(th.ID, to); err != nil {
		return err
	}
	if err := tx.IndexThread(th); err != nil {
		return err
	}
	return save(tx, by, th, parley.ThreadChanged, nil)
}

// noteMove writes the event while th still stands in its old inbox: members
// there learn that it left.
func noteMove(tx *store.Tx, by parley.Actor, th *parley.Thread, to *parley.Inbox) error {
	_, err := Note(tx, by, th, parley.ThreadMoved, map[string]any{"from_inbox": th.InboxID.String(), "to_inbox": to.ID.String(), "name": to.Name})
	return err
}
