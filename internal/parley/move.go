package parley

import "time"

// ChannelMove takes a channel from an inbox to the help desk, for good
// (TIX-13). Its past follows behind it, the newest first.
type ChannelMove struct {
	ID         int64
	AccountID  ChannelAccountID
	FromID     InboxID
	ToID       InboxID
	Past       bool     // conversations of before come too
	Before     ThreadID // what is older is still to be moved; zero: nothing was looked at yet
	Done       int64
	Total      int64 // zero: not counted yet
	Results    []MoveResult
	StartedBy  UserID
	StartedAt  time.Time
	FinishedAt time.Time
}

// Takes reports whether th still stands in the old inbox and is to be moved. A
// nil move takes nothing.
func (m *ChannelMove) Takes(th *Thread) bool {
	return m != nil && th.InboxID == m.FromID && th.AccountID == m.AccountID && th.MergedInto == 0 && (m.Past || th.Status == ThreadOpen)
}

// MoveResult is what became of something that belonged to the channel in its
// old inbox (TIX-14).
type MoveResult struct {
	Kind  string `json:"kind"` // "rule", "tag", "view" or "sla"
	Name  string `json:"name"`
	State string `json:"state"`         // one of the states below
	Why   string `json:"why,omitempty"` // of what is to be done by hand: a code
}

// The states of a result.
const (
	MoveMade  = "made"  // made anew in the help desk
	MoveThere = "there" // one of its name was there already
	MoveTodo  = "todo"  // to be seen to by hand
)

// Why something is to be seen to by hand.
const (
	MoveNoAccess = "no_access" // names people who are no members of the help desk
	MoveRefused  = "refused"   // could not be made there
)
