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
	from := th.InboxID
	data := map[string]any{"from_inbox": from.String(), "to_inbox": to.String(), "name": in.Name}
	// Members of the old inbox learn that it left.
	if _, err := Note(tx, by, th, parley.ThreadMoved, data); err != nil {
		return err
	}
	th.InboxID = to
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
