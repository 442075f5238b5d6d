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
	return MoveThread(tx, by, th, in, nil)
}

// MoveThread is what moving does, for threads in spam and trash too. Tags says
// which tag of the new inbox stands for one of the old; one without is lost.
func MoveThread(tx *store.Tx, by parley.Actor, th *parley.Thread, in *parley.Inbox, tags map[parley.TagID]parley.TagID) error {
	if err := noteMove(tx, by, th, in); err != nil {
		return err
	}
	th.InboxID = in.ID
	th.Dequeue()
	if mayTake(tx, in, th.Assignee()) != nil {
		th.SetAssignee(parley.Actor{})
		th.TeamID = 0
	}
	was := th.TagIDs
	th.TagIDs = nil
	for _, id := range was {
		if there := tags[id]; there != 0 {
			th.TagIDs = append(th.TagIDs, there)
		}
	}
	if err := tx.MoveMessages(th.ID, in.ID); err != nil {
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
