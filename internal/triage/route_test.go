package triage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// desk is one inbox with a channel, rules and some agents, all available.
type desk struct {
	t      *testing.T
	db     *store.DB
	inbox  *parley.Inbox
	acct   *parley.ChannelAccount
	admin  *parley.User
	agents []*parley.User
	seen   int64
}

// newDesk opens it.
func newDesk(t *testing.T, agents int, channel parley.ChannelKind, rules ...parley.RoutingRule) *desk {
	t.Helper()
	d := &desk{t: t, db: storetest.New(t)}
	d.write(func(tx *store.Tx) error {
		d.admin = &parley.User{ID: parley.UserID(tx.NewID()), Email: "ada@shop.test", FirstName: "Ada", SuperAdmin: true, PasswordHash: "x", Availability: parley.Away}
		d.inbox = &parley.Inbox{ID: parley.InboxID(tx.NewID()), Name: "Support", Kind: parley.InboxPlain, Everyone: true}
		if err := tx.Insert("user", d.admin); err != nil {
			return err
		}
		if err := tx.Insert("inbox", d.inbox); err != nil {
			return err
		}
		for i := range agents {
			u := &parley.User{ID: parley.UserID(tx.NewID()), Email: fmt.Sprintf("agent%d@shop.test", i), FirstName: fmt.Sprint("Agent", i), PasswordHash: "x", CanBeAssigned: true, Availability: parley.Available, Timezone: "UTC"}
			if err := tx.Insert("user", u); err != nil {
				return err
			}
			d.agents = append(d.agents, u)
		}
		for i := range rules {
			if rules[i].Option == parley.RouteSpecific && rules[i].UserIDs == nil {
				for _, u := range d.agents {
					rules[i].UserIDs = append(rules[i].UserIDs, u.ID)
				}
			}
		}
		d.acct = &parley.ChannelAccount{ID: parley.ChannelAccountID(tx.NewID()), InboxID: d.inbox.ID, Channel: channel, Address: "desk@shop.test", Active: true, Settings: parley.ChannelSettings{Routing: rules}}
		if err := tx.Insert("channel_account", d.acct); err != nil {
			return err
		}
		return view.CreateStandards(tx, d.inbox.ID)
	})
	return d
}

func (d *desk) write(fn func(tx *store.Tx) error) { d.t.Helper(); storetest.Write(d.t, d.db, fn) }

// arrive is a message that opens a thread and is routed.
func (d *desk) arrive(tx *store.Tx, contact parley.ContactID, text string) (*parley.Thread, error) {
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inbox.ID, Status: parley.ThreadOpen, Channel: d.acct.Channel, AccountID: d.acct.ID, BotState: parley.BotNone, ContactID: contact, CreatedAt: tx.Now}
	if err := tx.Insert("thread", th); err != nil {
		return nil, err
	}
	m := &parley.Message{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, From: parley.Address{Address: "a@b.example"}, Text: text}
	if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
		return nil, err
	}
	if err := triage.Store(tx, th); err != nil {
		return nil, err
	}
	return th, triage.Route(tx, th, triage.Arrival{Message: m})
}

func (d *desk) come(contact parley.ContactID) *parley.Thread {
	d.t.Helper()
	var th *parley.Thread
	d.write(func(tx *store.Tx) (err error) { th, err = d.arrive(tx, contact, "Hello"); return err })
	return th
}

// thread reads one as it now is.
func (d *desk) thread(th *parley.Thread) *parley.Thread {
	d.t.Helper()
	now, err := d.db.Read(context.Background()).Thread(th.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return now
}

func (d *desk) do(th *parley.Thread, v triage.Verb) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		now, err := tx.Thread(th.ID)
		if err != nil {
			return err
		}
		return triage.Apply(tx, parley.ByUser(d.admin.ID), now, v, &triage.Effects{})
	})
}

func (d *desk) set(u *parley.User, a parley.Availability) {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		now, err := tx.User(u.ID)
		if err != nil {
			return err
		}
		return settings.SetAvailability(tx, d.admin, now, a)
	})
}

// follow lets the queue read what happened, as often as it causes more.
func (d *desk) follow() {
	d.t.Helper()
	for {
		events, err := d.db.Read(context.Background()).Events(d.seen, 100_000)
		if err != nil {
			d.t.Fatal(err)
		}
		if len(events) == 0 {
			return
		}
		d.seen = events[len(events)-1].Seq
		d.write(func(tx *store.Tx) error { return triage.HandleQueue(tx, events) })
	}
}

// ROUTE-08: arrivals at the same time, in transactions and within one, spread
// evenly, and a restart does not begin anew.
func TestRoute_spreadsUnderParallelArrivals(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 5, parley.ChannelEmail, parley.RoutingRule{ID: "r1", Name: "All", Option: parley.RouteSpecific, AvailableOnly: true})
	given := make([]atomic.Int64, 1000)
	round := func() {
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				err := d.db.Write(context.Background(), func(tx *store.Tx) error {
					for range 3 {
						th, err := d.arrive(tx, 0, "Hello")
						if err != nil {
							return err
						}
						given[th.AssigneeID%1000].Add(1)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	round()
	turns, err := d.db.Read(context.Background()).Turns(d.acct.ID)
	if err != nil || len(turns) != 5 {
		t.Fatalf("the turns are not kept: %v, %v", turns, err)
	}
	round()
	for _, u := range d.agents {
		if n := given[u.ID%1000].Load(); n != 12 {
			t.Errorf("%s got %d of 60", u.FirstName, n)
		}
	}
}

// ROUTE-07, ROUTE-12, ROUTE-20, ROUTE-21: capacity is counted by kind, by hand
// more is possible, a contact without an owner gets one, and a reopened thread
// keeps its owner while that person may have it, away or not.
func TestRoute_capacityAndReopening(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 2, parley.ChannelChat, parley.RoutingRule{ID: "r1", Name: "Owner", Option: parley.RouteOwner, SetOwner: true})
	var contact *parley.Contact
	d.write(func(tx *store.Tx) error {
		d.acct.Settings.Routing[0].UserIDs = []parley.UserID{d.agents[0].ID, d.agents[1].ID}
		contact = &parley.Contact{FirstName: "Cleo", Email: "cleo@customer.test"}
		if err := crm.Create(tx, parley.Origin{Actor: parley.System, Source: parley.SourceConversations}, contact); err != nil {
			return err
		}
		limits := parley.InboxCapacity{Everyone: parley.Capacity{Messaging: 2}, Users: map[parley.UserID]parley.Capacity{d.agents[1].ID: {Messaging: 1}}}
		if err := settings.SetCapacity(tx, d.admin, d.inbox, limits); err != nil {
			return err
		}
		return tx.Save("channel_account", d.acct)
	})
	first := d.come(contact.ID)
	owner := parley.UserID(first.AssigneeID)
	if c, err := d.db.Read(context.Background()).Contact(contact.ID); err != nil || c.OwnerID != owner || owner == 0 {
		t.Fatalf("the contact's owner is %v, %v, want %d", c.OwnerID, err, owner)
	}
	if owner != d.agents[0].ID {
		t.Fatalf("the first in turn was %d", owner)
	}
	second, third, full := d.come(contact.ID), d.come(0), d.come(0)
	if second.AssigneeID != int64(owner) || third.AssigneeID != int64(d.agents[1].ID) || full.AssigneeID != 0 {
		t.Fatalf("got %d, %d, %d", second.AssigneeID, third.AssigneeID, full.AssigneeID)
	}
	last, err := triage.LastDecision(d.db.Read(context.Background()), full.ID)
	if err != nil || last.How != routing.HowNobody || len(last.Skipped) != 2 || last.Skipped[0] != (routing.Skipped{UserID: owner, Why: routing.WhyFull, Have: 2, Limit: 2}) {
		t.Fatalf("the decision is kept as %+v, %v", last, err)
	}
	d.do(full, triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(owner)})
	if loads, err := d.db.Read(context.Background()).Loads(d.inbox.ID); err != nil || loads[owner][parley.WorkMessaging] != 3 {
		t.Fatalf("by hand more is possible; got %v, %v", loads, err)
	}
	again := func(th *parley.Thread) *parley.Thread {
		d.do(th, triage.Verb{Action: triage.Close})
		d.write(func(tx *store.Tx) error {
			now, err := tx.Thread(th.ID)
			if err != nil {
				return err
			}
			if err := triage.ReopenThread(tx, parley.System, now, "new_message"); err != nil {
				return err
			}
			return triage.RouteAgain(tx, now, triage.Arrival{})
		})
		return d.thread(th)
	}
	d.set(d.agents[1], parley.Away)
	if got := again(third); got.AssigneeID != int64(d.agents[1].ID) {
		t.Errorf("away, an owner keeps what is reopened: %d", got.AssigneeID)
	}
	if got := again(full); got.AssigneeID != 0 {
		t.Errorf("one too many goes back: %d", got.AssigneeID)
	}
	d.write(func(tx *store.Tx) error {
		u, err := tx.User(d.agents[1].ID)
		if err != nil {
			return err
		}
		u.CanBeAssigned = false
		return tx.Save("user", u)
	})
	d.do(second, triage.Verb{Action: triage.Close})
	if got := again(third); got.AssigneeID != int64(owner) {
		t.Errorf("who may not have it loses it to another: %d", got.AssigneeID)
	}
}

// ROUTE-04, ROUTE-15, ROUTE-19, ROUTE-23: a team that is set so picks a member;
// who goes away keeps open threads; who is deactivated loses them, and no rule
// runs again; the first rule that fits decides.
func TestRoute_peopleAndTeams(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 3, parley.ChannelEmail,
		parley.RoutingRule{ID: "r1", Name: "Invoices", Option: parley.RouteSpecific, Filter: json.RawMessage(`{"field":"message_text","operator":"contains","value":"invoice"}`), UserIDs: []parley.UserID{}},
		parley.RoutingRule{ID: "r2", Name: "Rest", Option: parley.RouteNobody})
	var team *parley.Team
	d.write(func(tx *store.Tx) error {
		d.acct.Settings.Routing[0].UserIDs = []parley.UserID{d.agents[2].ID}
		if err := tx.Save("channel_account", d.acct); err != nil {
			return err
		}
		team = &parley.Team{Name: "Night", Spread: routing.HowInTurn}
		return settings.SaveTeam(tx, d.admin, team, []parley.UserID{d.agents[0].ID, d.agents[1].ID}, []parley.UserID{})
	})
	var about *parley.Thread
	d.write(func(tx *store.Tx) (err error) { about, err = d.arrive(tx, 0, "My INVOICE is wrong"); return err })
	other := d.come(0)
	if about.AssigneeID != int64(d.agents[2].ID) || other.AssigneeID != 0 {
		t.Fatalf("got %d and %d", about.AssigneeID, other.AssigneeID)
	}
	d.set(d.agents[2], parley.Away)
	if got := d.thread(about); got.AssigneeID != int64(d.agents[2].ID) {
		t.Error("who goes away keeps what is open")
	}
	got := map[int64]int{}
	for range 4 {
		th := d.come(0)
		d.do(th, triage.Verb{Action: triage.Assign, Assignee: parley.Actor{Kind: parley.ActorTeam, ID: int64(team.ID)}})
		now := d.thread(th)
		if now.TeamID != team.ID {
			t.Errorf("the team is %d", now.TeamID)
		}
		got[now.AssigneeID]++
	}
	if got[int64(d.agents[0].ID)] != 2 || got[int64(d.agents[1].ID)] != 2 {
		t.Errorf("the team picked %v", got)
	}
	d.write(func(tx *store.Tx) error {
		u, err := tx.User(d.agents[2].ID)
		if err != nil {
			return err
		}
		return settings.DeactivateUser(tx, d.admin, u)
	})
	d.follow()
	if got := d.thread(about); got.AssigneeID != 0 {
		t.Errorf("a deactivated colleague keeps %+v", got)
	}
}

// ROUTE-23: a rule about the page asks where the chat began, where nothing newer
// is known.
func TestRoute_byThePageOfAChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 2, parley.ChannelChat,
		parley.RoutingRule{ID: "r1", Name: "Pricing", Option: parley.RouteSpecific, Filter: json.RawMessage(`{"field":"page","operator":"contains","value":"/pricing"}`), UserIDs: []parley.UserID{}},
		parley.RoutingRule{ID: "r2", Name: "Rest", Option: parley.RouteNobody})
	d.write(func(tx *store.Tx) error {
		d.acct.Settings.Routing[0].UserIDs = []parley.UserID{d.agents[1].ID}
		return tx.Save("channel_account", d.acct)
	})
	chat := func(began, now string) parley.UserID {
		t.Helper()
		th := &parley.Thread{}
		d.write(func(tx *store.Tx) error {
			*th = parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inbox.ID, Status: parley.ThreadOpen, Channel: d.acct.Channel, AccountID: d.acct.ID, VisitorID: 7, BotState: parley.BotNone, CreatedAt: tx.Now}
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
			if err := tx.SetChat(&parley.Chat{ThreadID: th.ID, VisitorID: 7, PageURL: began}); err != nil {
				return err
			}
			return triage.Route(tx, th, triage.Arrival{Page: now})
		})
		return th.Assignee().UserID()
	}
	for _, c := range []struct {
		began, now string
		routed     bool
	}{{"https://shop.test/pricing", "", true}, {"https://shop.test/pricing", "https://shop.test/", false}, {"https://shop.test/", "https://shop.test/pricing", true}, {"", "", false}} {
		if got := chat(c.began, c.now); (got == d.agents[1].ID) != c.routed {
			t.Errorf("began on %q, now on %q: routed to %d", c.began, c.now, got)
		}
	}
}

// ROUTE-03, ROUTE-06: in an inbox limited to teams only their main and extra
// members and those teams can be chosen, by hand and by rules.
func TestAssign_onlyWhoHasAccess(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 3, parley.ChannelEmail, parley.RoutingRule{ID: "r1", Name: "Outsiders", Option: parley.RouteSpecific})
	inside, outside := &parley.Team{Name: "Inside"}, &parley.Team{Name: "Outside"}
	d.write(func(tx *store.Tx) error {
		if err := settings.SaveTeam(tx, d.admin, inside, []parley.UserID{d.agents[0].ID}, []parley.UserID{d.agents[1].ID}); err != nil {
			return err
		}
		if err := settings.SaveTeam(tx, d.admin, outside, []parley.UserID{d.agents[2].ID}, []parley.UserID{}); err != nil {
			return err
		}
		d.inbox.Everyone, d.inbox.TeamIDs = false, []parley.TeamID{inside.ID}
		d.acct.Settings.Routing[0].UserIDs, d.acct.Settings.Routing[0].TeamIDs = nil, []parley.TeamID{outside.ID}
		if err := tx.Save("channel_account", d.acct); err != nil {
			return err
		}
		return tx.Save("inbox", d.inbox)
	})
	th := d.come(0)
	if last, err := triage.LastDecision(d.db.Read(context.Background()), th.ID); err != nil || th.AssigneeID != 0 || last.How != routing.HowNobody || last.Skipped[0].Why != routing.WhyNoAccess {
		t.Errorf("a rule chose %d: %+v, %v", th.AssigneeID, last, err)
	}
	for _, c := range []struct {
		to      parley.Actor
		allowed bool
	}{
		{parley.ByUser(d.agents[0].ID), true}, {parley.ByUser(d.agents[1].ID), true}, {parley.ByUser(d.agents[2].ID), false}, {parley.ByUser(999), false},
		{parley.Actor{Kind: parley.ActorTeam, ID: int64(inside.ID)}, true}, {parley.Actor{Kind: parley.ActorTeam, ID: int64(outside.ID)}, false},
	} {
		err := d.db.Write(context.Background(), func(tx *store.Tx) error {
			now, err := tx.Thread(th.ID)
			if err != nil {
				return err
			}
			return triage.AssignThread(tx, parley.ByUser(d.admin.ID), now, c.to, nil)
		})
		if (err == nil) != c.allowed {
			t.Errorf("%+v: %v", c.to, err)
		}
	}
}
