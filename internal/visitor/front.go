package visitor

import (
	"context"
	"hash/fnv"
	"slices"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// facesShown is how many people a heading shows; of more, some by chance
// (CHAT-04).
const facesShown = 3

// Front implements [channel.Desk].
func (d *Desk) Front(ctx context.Context, g *channel.Guest, f *parley.Chatflow) (*channel.Front, error) {
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	acct := h.scene.Accounts[f.AccountID]
	if acct == nil {
		return nil, parley.NotFoundf("there is no such chat")
	}
	own, err := d.openAssignees(ctx, g)
	if err != nil {
		return nil, err
	}
	front := &channel.Front{People: h.heading(g, f, acct, own)}
	front.Available, front.ReturnsAt = h.available(acct, own, d.db.Now())
	return front, nil
}

// openAssignees are those who have an open chat of the guest: they count as
// available to this guest, even away (CHAT-09).
func (d *Desk) openAssignees(ctx context.Context, g *channel.Guest) ([]parley.UserID, error) {
	if g.Visitor == nil {
		return nil, nil
	}
	threads, err := d.db.Read(ctx).VisitorThreads(g.Visitor.ID, 0, talksShown)
	var out []parley.UserID
	for _, th := range threads {
		if id := th.Assignee().UserID(); id != 0 && th.Status == parley.ThreadOpen && th.Live() {
			out = append(out, id)
		}
	}
	return out, err
}

// heading picks who stands on top of the chat.
func (h *house) heading(g *channel.Guest, f *parley.Chatflow, acct *parley.ChannelAccount, own []parley.UserID) []channel.Face {
	chosen := []*parley.User{}
	add := func(u *parley.User) {
		if u != nil && u.Active() && !slices.Contains(chosen, u) {
			chosen = append(chosen, u)
		}
	}
	heading := f.Display.Heading
	switch heading.Mode {
	case "owner":
		if g.Contact != nil {
			add(h.users[g.Contact.OwnerID])
		}
	case "people":
		for _, id := range heading.UserIDs {
			add(h.users[id])
		}
		for _, u := range h.sorted() {
			if slices.ContainsFunc(heading.TeamIDs, u.InTeam) {
				add(u)
			}
		}
	}
	if len(chosen) == 0 && heading.Mode != "custom" {
		for _, u := range h.answerers(acct) {
			add(u)
		}
	}
	out := []channel.Face{}
	for _, u := range someOf(chosen, g.Key) {
		face := h.face(u)
		face.Available = face.Available || slices.Contains(own, u.ID)
		out = append(out, face)
	}
	return out
}

// someOf picks by chance where there are many, the same for a visitor at each
// look.
func someOf(all []*parley.User, key string) []*parley.User {
	if len(all) <= facesShown {
		return all
	}
	rank := func(u *parley.User) uint64 {
		f := fnv.New64a()
		f.Write([]byte(key + u.ID.String()))
		return f.Sum64()
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *parley.User) int {
		if rank(a) < rank(b) {
			return -1
		}
		return 1
	})
	return all[:facesShown]
}

// answerers are those who answer in the inbox of an account.
func (h *house) answerers(acct *parley.ChannelAccount) []*parley.User {
	in := h.inboxes[acct.InboxID]
	return slices.DeleteFunc(h.sorted(), func(u *parley.User) bool { return in == nil || !in.Admits(u) || !u.CanBeAssigned })
}

func (h *house) sorted() []*parley.User {
	out := make([]*parley.User, 0, len(h.users))
	for _, u := range h.users {
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b *parley.User) int { return int(a.ID - b.ID) })
	return out
}

// available reports whether somebody is there for the guest, and else when
// (CHAT-07, CHAT-09).
func (h *house) available(acct *parley.ChannelAccount, own []parley.UserID, now time.Time) (bool, time.Time) {
	for _, id := range own {
		if u := h.users[id]; u != nil && u.Active() {
			return true, time.Time{}
		}
	}
	a := acct.Settings.Chat.Availability
	switch a.Mode {
	case "hours":
		return h.openAt(a.Hours, nil, a.Timezone, now)
	case "users":
		var back time.Time
		for _, u := range h.answerers(acct) {
			if u.Availability == parley.Available {
				return true, time.Time{}
			}
			if _, at := h.openAt(u.Hours, u.OutOfOffice, u.Timezone, now); len(u.Hours) > 0 && (back.IsZero() || at.Before(back)) {
				back = at
			}
		}
		return false, back
	}
	return true, time.Time{}
}

// openAt reports whether now falls into hours, and else when they begin next.
// Holidays are closed (AUTO-06).
func (h *house) openAt(hours []parley.WeeklyHours, absences []parley.Period, zone string, now time.Time) (bool, time.Time) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	week := parley.Schedule{Zone: loc, Hours: hours, Holidays: h.holidays, OutOfOffice: absences}
	if week.Works(now) {
		return true, time.Time{}
	}
	return false, week.Stretch(now).End
}
