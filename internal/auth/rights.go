package auth

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// Access is what a user may do in an inbox.
type Access struct {
	See     bool // threads, counters, search, notifications
	Comment bool
	Answer  bool // and assign, close …: members only (SET-07)
}

// InboxAccess decides for one inbox. Holders of account access see all, and
// act only as members. A help desk is seen and commented on by whoever sees all
// tickets, and answered by members who can be assigned (TIX-19). An archived
// inbox can be read and no more (SET-04).
func InboxAccess(u *parley.User, in *parley.Inbox) Access {
	member, live := in.Admits(u), in.ArchivedAt.IsZero()
	a := Access{See: member || u.Has(parley.AccountAccess), Comment: member && live, Answer: member && live}
	if in.Kind == parley.InboxHelpDesk {
		a.See = a.See || u.Active() && u.RightsOver(parley.BuiltinType(parley.TypeTicket)).View == parley.ScopeAll
		a.Comment, a.Answer = a.See && live, a.Answer && u.CanBeAssigned
	}
	return a
}

// Inboxes returns the inboxes that u sees.
func Inboxes(r *store.Reader, u *parley.User) ([]*parley.Inbox, error) {
	all, err := r.Inboxes()
	if err != nil {
		return nil, err
	}
	seen := all[:0:0]
	for _, in := range all {
		if InboxAccess(u, in).See {
			seen = append(seen, in)
		}
	}
	return seen, nil
}

// SeeInbox returns an inbox if u sees it.
func SeeInbox(r *store.Reader, u *parley.User, id parley.InboxID) (*parley.Inbox, error) {
	in, err := r.Inbox(id)
	if err != nil {
		return nil, err
	}
	if !InboxAccess(u, in).See {
		return nil, parley.NotFoundf("no such inbox")
	}
	return in, nil
}

// SeeThread returns a thread if u sees its inbox, or in a help desk its ticket.
func SeeThread(r *store.Reader, u *parley.User, id parley.ThreadID) (*parley.Thread, *parley.Inbox, error) {
	th, in, _, err := threadAccess(r, u, id)
	return th, in, err
}

// CommentOnThread returns a thread if u may comment on it.
func CommentOnThread(r *store.Reader, u *parley.User, id parley.ThreadID) (*parley.Thread, *parley.Inbox, error) {
	th, in, a, err := threadAccess(r, u, id)
	if err == nil && !a.Comment {
		err = readOnly()
	}
	return th, in, err
}

// ActOnThread returns a thread if u may answer in its inbox.
func ActOnThread(r *store.Reader, u *parley.User, id parley.ThreadID) (*parley.Thread, *parley.Inbox, error) {
	th, in, a, err := threadAccess(r, u, id)
	if err == nil && !a.Answer {
		err = readOnly()
	}
	return th, in, err
}

// ThreadAccess decides for one thread: what its inbox allows; in a help desk
// also to see and comment on what belongs to a ticket that u sees.
func ThreadAccess(r *store.Reader, u *parley.User, th *parley.Thread, in *parley.Inbox) (Access, error) {
	a := InboxAccess(u, in)
	if a.See || in.Kind != parley.InboxHelpDesk || th.TicketID == 0 || !u.Active() {
		return a, nil
	}
	_, _, err := Record(r, u, th.TicketID, ViewRecord)
	if parley.KindOf(err) == parley.NotFound {
		return a, nil
	}
	return Access{See: err == nil, Comment: err == nil && in.ArchivedAt.IsZero()}, err
}

func threadAccess(r *store.Reader, u *parley.User, id parley.ThreadID) (*parley.Thread, *parley.Inbox, Access, error) {
	th, err := r.Thread(id)
	if err != nil {
		return nil, nil, Access{}, err
	}
	in, err := r.Inbox(th.InboxID)
	if err != nil {
		return nil, nil, Access{}, err
	}
	a, err := ThreadAccess(r, u, th, in)
	if err == nil && !a.See {
		err = parley.NotFoundf("no such conversation")
	}
	if err != nil {
		return nil, nil, Access{}, err
	}
	return th, in, a, nil
}

// MayAnswer reports why u may not act in an inbox that u sees.
func MayAnswer(u *parley.User, in *parley.Inbox) error {
	if !InboxAccess(u, in).Answer {
		return readOnly()
	}
	return nil
}

func readOnly() error {
	return parley.Errorf(parley.Forbidden, "you can read this inbox, and only its members can act in it")
}

// SeeView returns a view if u sees its inbox and it is shared with u.
func SeeView(r *store.Reader, u *parley.User, id parley.ViewID) (*store.View, error) {
	v, err := r.View(id)
	if err != nil {
		return nil, err
	}
	if _, err := SeeInbox(r, u, v.InboxID); err != nil || !SharedWith(v, u) {
		return nil, parley.NotFoundf("no such view")
	}
	return v, nil
}

// SharedWith reports whether a view is u's own or shared with u (VIEW-17).
func SharedWith(v *store.View, u *parley.User) bool {
	switch v.Shared {
	case "everyone":
		return true
	case "specific":
		for _, id := range v.UserIDs {
			if id == u.ID {
				return true
			}
		}
		for _, id := range v.TeamIDs {
			if u.InTeam(id) {
				return true
			}
		}
	}
	return v.OwnerID == u.ID
}

// EditView reports why u may not change a view: only its creator or somebody
// with account access may.
func EditView(u *parley.User, v *store.View) error {
	if v.Kind != "custom" {
		return parley.Errorf(parley.Forbidden, "standard views cannot be changed")
	}
	if v.OwnerID != u.ID && !u.Has(parley.AccountAccess) {
		return parley.Errorf(parley.Forbidden, "only its creator can change this view")
	}
	return nil
}
