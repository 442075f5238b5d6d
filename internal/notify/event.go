package notify

import (
	"slices"

	"parley/internal/auth"
	"parley/internal/parley"
)

// event decides who must hear of e.
func (t *teller) event(e *parley.Event) error {
	switch {
	case e.Kind == "channel_account.state":
		return t.accountState(e)
	case e.Kind == "user.availability":
		return t.tell(news{topic: Switched, event: e, data: map[string]any{"availability": e.Data["availability"]}},
			func(u *parley.User) bool { return e.ActorKind == parley.ActorUser && int64(u.ID) == e.ObjectID })
	case e.ThreadID == 0:
		return nil
	}
	switch e.Kind {
	case parley.ThreadCreated, parley.ThreadAssigned, parley.ThreadRouted, parley.MessageArrived, parley.CommentCreated:
	default:
		return nil
	}
	n, err := t.about(e)
	if n == nil || err != nil {
		return err
	}
	switch e.Kind {
	case parley.ThreadCreated:
		return t.created(n)
	case parley.ThreadAssigned, parley.ThreadRouted:
		return t.assigned(n)
	case parley.MessageArrived:
		return t.received(n)
	}
	return t.commented(n)
}

// about looks up the thread and the message of e; nil where nobody hears of it:
// spam, trash, a silent import, or gone since.
func (t *teller) about(e *parley.Event) (*news, error) {
	if e.Data["silent"] == true || e.Data["quiet"] == true {
		return nil, nil
	}
	th, err := t.tx.Thread(e.ThreadID)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	if err != nil || !th.Live() {
		return nil, err
	}
	n := &news{event: e, thread: th}
	if n.inbox, err = t.tx.Inbox(th.InboxID); err != nil {
		return nil, err
	}
	uid, _ := e.Data["message"].(string)
	if uid == "" {
		return n, nil
	}
	n.message, err = t.tx.Message(uid)
	if parley.KindOf(err) == parley.NotFound {
		return nil, nil
	}
	return n, err
}

func (t *teller) created(n *news) error {
	th := n.thread
	if th.AssigneeID != 0 || th.OutboundOnly || th.Held() || th.Status != parley.ThreadOpen {
		return nil
	}
	n.topic = Unassigned
	return t.tell(*n, n.inbox.Admits)
}

func (t *teller) assigned(n *news) error {
	if n.event.Data["how"] == "owner_away" {
		return t.ownerAway(n)
	}
	to, _ := n.event.Data["to"].(map[string]any)
	n.topic = Assigned
	return t.tell(*n, func(u *parley.User) bool { return to["kind"] == string(parley.ActorUser) && to["id"] == u.ID.String() })
}

// ownerAway mails what a chat says to the contact's owner, who is away
// (ROUTE-11).
func (t *teller) ownerAway(n *news) error {
	d, err := t.tx.LastDecision(n.thread.ID)
	if err != nil || d == nil || n.thread.ContactID == 0 {
		return err
	}
	c, err := t.tx.Contact(n.thread.ContactID)
	if err != nil || c.OwnerID == 0 {
		return err
	}
	if n.message, err = t.tx.MessageByID(d.MessageID); err != nil && parley.KindOf(err) != parley.NotFound {
		return err
	}
	users, err := t.people()
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.ID == c.OwnerID && auth.InboxAccess(u, n.inbox).See {
			n.topic = ownerAway
			return t.mail(*n, u)
		}
	}
	return nil
}

// received: the first message of a thread was told as a new or an assigned
// conversation.
func (t *teller) received(n *news) error {
	if n.message == nil {
		return nil
	}
	if n.message.Quarantined {
		n.topic = Quarantined
		return t.tell(*n, func(u *parley.User) bool { return u.Has(parley.AccountAccess) })
	}
	first, err := t.tx.FirstIncoming(n.thread.ID)
	if err != nil || first != nil && first.ID == n.message.ID && !n.thread.HasSent {
		return err
	}
	concerned, err := t.concerned(n.thread)
	if err != nil {
		return err
	}
	n.topic = Received
	return t.tell(*n, concerned)
}

// commented tells who is mentioned, and, of the comment alone, the others whom
// the thread concerns (COLLAB-02).
func (t *teller) commented(n *news) error {
	if n.message == nil {
		return nil
	}
	mentioned := func(u *parley.User) bool { return slices.Contains(n.message.MentionIDs, u.ID) }
	n.topic = Mentioned
	if err := t.tell(*n, mentioned); err != nil {
		return err
	}
	concerned, err := t.concerned(n.thread)
	if err != nil {
		return err
	}
	n.topic = Commented
	return t.tell(*n, func(u *parley.User) bool { return concerned(u) && !mentioned(u) })
}

// concerned picks the assignee and the followers of a thread.
func (t *teller) concerned(th *parley.Thread) (func(*parley.User) bool, error) {
	followers, err := t.tx.Followers(th.ID)
	return func(u *parley.User) bool {
		return th.Assignee().UserID() == u.ID || slices.Contains(followers, u.ID)
	}, err
}

// accountState tells super admins, holders of account access and who connected
// it that an account ceased to work (EMAIL-08).
func (t *teller) accountState(e *parley.Event) error {
	if e.Data["state"] != string(parley.AccountFailed) {
		return nil
	}
	acct, err := t.tx.ChannelAccount(parley.ChannelAccountID(e.ObjectID))
	if err != nil {
		return err
	}
	n := news{topic: Disconnected, event: e, account: acct, data: map[string]any{"channel_account_id": acct.ID.String()}}
	return t.tell(n, func(u *parley.User) bool { return u.Has(parley.AccountAccess) || u.ID == acct.ConnectedBy })
}
