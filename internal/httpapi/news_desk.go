package httpapi

import (
	"context"
	"maps"
	"slices"

	"parley/internal/auth"
	"parley/internal/parley"
)

// partly are the help desks of which u sees no more than what belongs to u's own
// tickets, or those of u's teams (TIX-19).
func partly(u *parley.User, all []*parley.Inbox) map[parley.InboxID]bool {
	scope := u.RightsOver(parley.BuiltinType(parley.TypeTicket)).View
	if scope != parley.ScopeOwn && scope != parley.ScopeTeam {
		return nil
	}
	out := map[parley.InboxID]bool{}
	for _, in := range all {
		if in.Kind == parley.InboxHelpDesk && !auth.InboxAccess(u, in).See {
			out[in.ID] = true
		}
	}
	return out
}

// lookByTicket asks of the threads of such help desks whether the reader sees
// them by their tickets now. It returns those that the reader saw before and
// sees no more.
func (l *listener) lookByTicket(ctx context.Context, events []*parley.Event) (lost []string, err error) {
	asked := map[parley.ThreadID]bool{}
	for _, e := range events {
		if e.ThreadID != 0 && (l.desks[e.InboxID] || l.byTicket[e.ThreadID]) {
			asked[e.ThreadID] = true
		}
		if changesRights[e.Object] || ofRecord(e) && e.Object == parley.BuiltinType(parley.TypeTicket).Name {
			maps.Copy(asked, l.byTicket)
		}
	}
	r := l.c.s.DB.Read(ctx)
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		_, _, err := auth.SeeThread(r, l.c.User, id)
		switch parley.KindOf(err) {
		case "":
			l.byTicket[id] = true
		case parley.NotFound, parley.Forbidden:
			if l.byTicket[id] {
				delete(l.byTicket, id)
				lost = append(lost, id.String())
			}
		default:
			return nil, err
		}
	}
	return lost, nil
}

// sees reports whether the reader may hear of a thread that is, or was, in an
// inbox.
func (l *listener) sees(in parley.InboxID, id parley.ThreadID) bool {
	return l.inboxes[in] || l.byTicket[id]
}
