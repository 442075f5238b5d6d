package triage

import (
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Action names a verb.
type Action string

// The verbs that work on one thread or many alike.
const (
	Close    Action = "close"
	Reopen   Action = "reopen"
	Assign   Action = "assign"
	Snooze   Action = "snooze"
	Unsnooze Action = "unsnooze"
	Tag      Action = "tag"
	Untag    Action = "untag"
	Spam     Action = "spam"
	NotSpam  Action = "not_spam"
	Block    Action = "block"
	Unblock  Action = "unblock"
	Trash    Action = "trash"
	Restore  Action = "restore"
	Purge    Action = "purge"
	Move     Action = "move"
	Read     Action = "read"
	Unread   Action = "unread"
	Follow   Action = "follow"
	Unfollow Action = "unfollow"
)

// Verb is an action with what it needs.
type Verb struct {
	Action      Action
	Assignee    parley.Actor   // Assign; none: nobody
	Until       time.Time      // Snooze; zero: until the next answer
	TagID       parley.TagID   // Tag, Untag
	InboxID     parley.InboxID // Move
	AllowSender bool           // NotSpam: also put the sender on the allow list
	Ticket      bool           // Close: the ticket too (THR-11)

	// MayTicket tells whether the actor may close the ticket of a thread; one that
	// may not be closed stays. Nil: it may.
	MayTicket func(tx *store.Tx, th *parley.Thread) (bool, error) `json:"-"`
}

// Undoable reports whether a person can take the action back. Blocking and
// deleting forever cannot be (THR-24).
func (a Action) Undoable() bool {
	switch a {
	case Close, Reopen, Assign, Snooze, Unsnooze, Tag, Untag, Spam, NotSpam, Trash, Restore, Move:
		return true
	}
	return false
}

// Effects are what must follow the commit: of purging, blobs nobody uses.
type Effects struct {
	FreeBlobs []string
	tickets   map[parley.ThreadID]undoTicket // closed with their threads
}

// Apply does v to th. Doing what is done already changes nothing.
func Apply(tx *store.Tx, by parley.Actor, th *parley.Thread, v Verb, fx *Effects) error {
	if th.MergedInto != 0 {
		return parley.Errorf(parley.Conflict, "this conversation was merged into another")
	}
	if th.Trashed && !slices.Contains([]Action{Restore, Purge, Read, Unread, Follow, Unfollow, Unblock, Trash}, v.Action) {
		return parley.Errorf(parley.Conflict, "this conversation is in the trash: restore it first")
	}
	switch v.Action {
	case Close:
		if err := closeThread(tx, by, th); err != nil || !v.Ticket {
			return err
		}
		return closeTicket(tx, by, th, v, fx)
	case Reopen:
		return ReopenThread(tx, by, th, "")
	case Assign:
		return AssignThread(tx, by, th, v.Assignee, nil)
	case Snooze:
		return snooze(tx, by, th, v.Until)
	case Unsnooze:
		return Wake(tx, by, th, "by_hand")
	case Tag, Untag:
		return tag(tx, by, th, v.TagID, v.Action == Tag)
	case Spam:
		return spam(tx, by, th)
	case NotSpam:
		return notSpam(tx, by, th, v.AllowSender)
	case Block:
		return block(tx, by, th)
	case Unblock:
		return unblock(tx, by, th)
	case Trash:
		return trash(tx, by, th)
	case Restore:
		return RestoreThread(tx, by, th, "by_hand")
	case Purge:
		return purge(tx, by, th, fx)
	case Move:
		return move(tx, by, th, v.InboxID)
	case Read, Unread:
		return markRead(tx, by, th, v.Action == Read)
	case Follow, Unfollow:
		return follow(tx, by, th, v.Action == Follow)
	}
	return parley.Invalidf("action", "there is no action %q", v.Action)
}
