// Package view keeps which threads stand in which view.
//
// A view is a set that is kept as threads change, not a query that is run
// when somebody looks: in the transaction that changes a thread, [Update]
// compares where it stands with where it should, and moves members and
// counters by the difference. So a page is one range read and a counter one
// row, whatever the view holds.
package view

import (
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Kind names a standard view, or Custom.
type Kind string

// The views, in the order the interface shows (spec README §3.2).
const (
	Unassigned Kind = "unassigned"
	Mine       Kind = "mine"
	Open       Kind = "open"
	Chat       Kind = "chat"
	Email      Kind = "email"
	Messenger  Kind = "messenger"
	WhatsApp   Kind = "whatsapp"
	Form       Kind = "form"
	Call       Kind = "call"
	Bots       Kind = "bots"
	Snoozed    Kind = "snoozed"
	Closed     Kind = "closed"
	Sent       Kind = "sent"
	Spam       Kind = "spam"
	Trash      Kind = "trash"
	Custom     Kind = "custom"
)

// Standard says of each standard view what it holds and how it shows.
type Standard struct {
	Kind    Kind
	Always  bool // shown without "More" (VIEW-04)
	Counted bool // shows a counter (VIEW-15)
	holds   func(th *parley.Thread) bool
}

// Standards lists the standard views.
var Standards = []Standard{
	{Unassigned, true, true, func(th *parley.Thread) bool {
		return open(th) && !userOrBot(th) && !th.Held() && !th.Snoozed()
	}},
	{Mine, true, true, func(th *parley.Thread) bool {
		return open(th) && th.AssigneeKind == parley.ActorUser && !th.Snoozed()
	}},
	{Open, true, true, func(th *parley.Thread) bool { return open(th) && !th.Held() }},
	{Chat, true, true, through(parley.ChannelChat)},
	{Email, false, true, through(parley.ChannelEmail)},
	{Messenger, false, true, through(parley.ChannelMessenger)},
	{WhatsApp, false, true, through(parley.ChannelWhatsApp)},
	{Form, false, true, through(parley.ChannelForm)},
	{Call, false, true, through(parley.ChannelCall)},
	{Bots, false, true, func(th *parley.Thread) bool { return th.Live() && th.HadBot && !th.EverAssigned }},
	{Snoozed, false, true, func(th *parley.Thread) bool { return th.Live() && th.Status == parley.ThreadOpen && th.Snoozed() }},
	{Closed, false, false, func(th *parley.Thread) bool { return th.Live() && th.Status == parley.ThreadClosed }},
	{Sent, false, false, func(th *parley.Thread) bool { return th.Live() && th.HasSent }},
	{Spam, false, false, func(th *parley.Thread) bool { return th.Spam && !th.Trashed && th.MergedInto == 0 }},
	{Trash, false, false, func(th *parley.Thread) bool { return th.Trashed && th.MergedInto == 0 }},
}

// open is the common ground of the working views.
func open(th *parley.Thread) bool {
	return th.Live() && th.Status == parley.ThreadOpen && !th.OutboundOnly
}

// userOrBot reports whether somebody in particular has th: a team without a
// picked member counts as nobody.
func userOrBot(th *parley.Thread) bool {
	return th.AssigneeID != 0 && th.AssigneeKind != parley.ActorTeam
}

func through(c parley.ChannelKind) func(*parley.Thread) bool {
	return func(th *parley.Thread) bool { return open(th) && th.Channel == c }
}

// StandardOf returns the standard view of a kind, or nil. Each custom channel
// has one, of the channel's own kind.
func StandardOf(k Kind) *Standard {
	if c := parley.ChannelKind(k); c.Custom() != 0 {
		return &Standard{k, false, true, through(c)}
	}
	for i := range Standards {
		if Standards[i].Kind == k {
			return &Standards[i]
		}
	}
	return nil
}

// bucket splits "mine" by assignee; all others are one.
func bucket(k Kind, th *parley.Thread) int64 {
	if k == Mine {
		return th.AssigneeID
	}
	return 0
}

// SortAt is the time by which a view orders a thread (LIST-01).
func SortAt(k Kind, th *parley.Thread) time.Time {
	switch {
	case k == Trash:
		return th.TrashedAt
	case k == Sent:
		return th.LatestSentAt
	}
	at := th.LatestReceivedAt
	if at.IsZero() {
		at = th.LatestSentAt
	}
	if at.IsZero() {
		at = th.CreatedAt
	}
	if th.WokenAt.After(at) {
		at = th.WokenAt
	}
	return at
}

// ForChannel adds the view of a custom channel to an inbox that has none yet
// (MSG-10). It stands with those of the other channels.
func ForChannel(tx *store.Tx, inbox parley.InboxID, c *parley.CustomChannel) error {
	views, err := tx.Views(inbox)
	if err != nil {
		return err
	}
	var position int64
	for _, v := range views {
		if v.Kind == string(c.ID.Kind()) {
			return nil
		}
		if v.Kind == string(Call) {
			position = v.Position
		}
	}
	v := &store.View{ID: parley.ViewID(tx.NewID()), InboxID: inbox, Kind: string(c.ID.Kind()), Name: c.Name, Shared: "everyone", Position: position, CreatedAt: tx.Now}
	return tx.Insert("view", v)
}

// CreateStandards adds the standard views of a new inbox.
func CreateStandards(tx *store.Tx, inbox parley.InboxID) error {
	for i, s := range Standards {
		v := &store.View{ID: parley.ViewID(tx.NewID()), InboxID: inbox, Kind: string(s.Kind), Shared: "everyone", Position: int64(i), CreatedAt: tx.Now}
		if err := tx.Insert("view", v); err != nil {
			return err
		}
	}
	return nil
}
