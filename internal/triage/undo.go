package triage

import (
	"encoding/json"
	"reflect"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// undo is what a person's last act can be taken back by. One of the fields is
// set.
type undo struct {
	Threads []undoThread `json:"threads,omitempty"`
	Merge   *undoMerge   `json:"merge,omitempty"`
	Split   *undoSplit   `json:"split,omitempty"`
	Parts   []int64      `json:"parts"` // of work on many, taken back by a job
}

type undoThread struct {
	ID     parley.ThreadID `json:"id"`
	Before state           `json:"before"`
	After  state           `json:"after"`
	Ticket *undoTicket     `json:"ticket,omitempty"`
}

// state is what verbs that can be undone change of a thread.
type state struct {
	InboxID      parley.InboxID
	Status       parley.ThreadStatus
	ClosedAt     time.Time
	WaitingSince time.Time
	AssigneeKind parley.ActorKind
	AssigneeID   int64
	TeamID       parley.TeamID
	Spam         bool
	SpamAt       time.Time
	SpamReason   string
	Trashed      bool
	TrashedAt    time.Time
	SnoozedAt    time.Time
	SnoozedUntil time.Time
	TagIDs       []parley.TagID
	QueueRule    string
	QueuedSeq    int64
	QueuedAt     time.Time
}

func stateOf(th *parley.Thread) state {
	tags := th.TagIDs
	if tags == nil {
		tags = []parley.TagID{}
	}
	return state{th.InboxID, th.Status, th.ClosedAt, th.WaitingSince, th.AssigneeKind, th.AssigneeID, th.TeamID, th.Spam, th.SpamAt, th.SpamReason,
		th.Trashed, th.TrashedAt, th.SnoozedAt, th.SnoozedUntil, tags, th.QueueRule, th.QueuedSeq, th.QueuedAt}
}

func (s state) restore(th *parley.Thread) {
	th.InboxID, th.Status, th.ClosedAt, th.WaitingSince, th.AssigneeKind, th.AssigneeID, th.TeamID = s.InboxID, s.Status, s.ClosedAt, s.WaitingSince, s.AssigneeKind, s.AssigneeID, s.TeamID
	th.Spam, th.SpamAt, th.SpamReason, th.Trashed, th.TrashedAt = s.Spam, s.SpamAt, s.SpamReason, s.Trashed, s.TrashedAt
	th.SnoozedAt, th.SnoozedUntil, th.TagIDs = s.SnoozedAt, s.SnoozedUntil, s.TagIDs
	th.Enqueue(s.QueueRule, s.QueuedSeq, s.QueuedAt)
}

func keepUndo(tx *store.Tx, by parley.Actor, u undo) (int64, error) {
	data, err := json.Marshal(u)
	if err != nil {
		return 0, err
	}
	id := tx.NewID()
	return id, tx.Insert("undo", &store.Undo{ID: id, UserID: by.UserID(), Data: string(data), CreatedAt: tx.Now})
}

func changedSince() error {
	return parley.Errorf(parley.Conflict, "it has changed since, so it cannot be undone")
}

// Undo takes a person's act back, by a verb of its own with its own event. What
// others have changed since stays as it is, and so does a thread of an inbox
// where the person may not act any more; the threads it touched are returned.
// Work on many is taken back by a job of its own, and none are returned.
func Undo(tx *store.Tx, by parley.Actor, id int64, allowed Allowed) ([]parley.ThreadID, error) {
	kept, err := tx.Undo(by.UserID(), id)
	if err != nil {
		return nil, err
	}
	if !kept.UndoneAt.IsZero() {
		return nil, parley.Errorf(parley.Conflict, "this was undone already")
	}
	var u undo
	if err := json.Unmarshal([]byte(kept.Data), &u); err != nil {
		return nil, err
	}
	kept.UndoneAt = tx.Now
	if err := tx.Save("undo", kept); err != nil {
		return nil, err
	}
	switch {
	case u.Merge != nil:
		return unmerge(tx, by, u.Merge, allowed)
	case u.Split != nil:
		return unsplit(tx, by, u.Split, allowed)
	case u.Parts != nil:
		_, err := enqueue(tx, bulk{UserID: by.UserID(), Parts: u.Parts})
		return nil, err
	}
	return undoThreads(tx, by, u.Threads, allowed)
}

func undoThreads(tx *store.Tx, by parley.Actor, list []undoThread, allowed Allowed) ([]parley.ThreadID, error) {
	var done []parley.ThreadID
	why := changedSince()
	for _, u := range list {
		th, err := tx.Thread(u.ID)
		if parley.KindOf(err) == parley.NotFound {
			continue
		} else if err != nil {
			return nil, err
		}
		if !reflect.DeepEqual(stateOf(th), u.After) {
			continue
		}
		was := *th
		was.InboxID = u.Before.InboxID
		if err := allowed(tx, &was); err != nil {
			why = err
			continue
		}
		if th.InboxID != u.Before.InboxID {
			if err := moveBack(tx, by, th, u.Before.InboxID); err != nil {
				return nil, err
			}
		}
		u.Before.restore(th)
		if err := save(tx, by, th, "thread.undone", nil); err != nil {
			return nil, err
		}
		if err := reopenTicket(tx, by, u.Ticket); err != nil {
			return nil, err
		}
		done = append(done, th.ID)
	}
	if len(done) == 0 {
		return nil, why
	}
	return done, nil
}

// moveBack leaves an event where th was, so that those who see only that inbox
// learn that it left.
func moveBack(tx *store.Tx, by parley.Actor, th *parley.Thread, to parley.InboxID) error {
	in, err := tx.Inbox(to)
	if err != nil {
		return err
	}
	if err := noteMove(tx, by, th, in); err != nil {
		return err
	}
	return tx.MoveMessages(th.ID, to)
}
