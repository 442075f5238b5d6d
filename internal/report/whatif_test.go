package report_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/report"
	"parley/internal/routing"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// day is a busy one: 40 agents in two teams, who come and go.
type day struct {
	t      *testing.T
	db     *store.DB
	now    *atomic.Int64
	rng    *rand.Rand
	admin  *parley.User
	agents []*parley.User
	teams  [2]*parley.Team
	inbox  *parley.Inbox
	acct   *parley.ChannelAccount
	open   []parley.ThreadID
	seen   int64
	came   int
}

const agents, perAgent = 40, 3

func newDay(t *testing.T) *day {
	t.Helper()
	d := &day{t: t, now: new(atomic.Int64), rng: rand.New(rand.NewPCG(40, 8))}
	d.now.Store(time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC).UnixMilli())
	d.db = storetest.NewAt(t, func() time.Time { return time.UnixMilli(d.now.Load()) })
	d.write(d.furnish)
	return d
}

func (d *day) write(fn func(tx *store.Tx) error) { d.t.Helper(); storetest.Write(d.t, d.db, fn) }

func (d *day) furnish(tx *store.Tx) error {
	d.admin = &parley.User{ID: parley.UserID(tx.NewID()), Email: "ada@shop.test", SuperAdmin: true, PasswordHash: "x", Availability: parley.Away}
	if err := tx.Insert("user", d.admin); err != nil {
		return err
	}
	for i := range d.teams {
		d.teams[i] = &parley.Team{ID: parley.TeamID(tx.NewID()), Name: fmt.Sprint("Team ", i)}
		if err := tx.Insert("team", d.teams[i]); err != nil {
			return err
		}
	}
	d.inbox = &parley.Inbox{ID: parley.InboxID(tx.NewID()), Name: "Support", Kind: parley.InboxPlain, TeamIDs: []parley.TeamID{d.teams[0].ID, d.teams[1].ID}}
	d.inbox.Settings.Capacity = &parley.InboxCapacity{Everyone: parley.Capacity{Messaging: perAgent}}
	for i := range agents {
		u := &parley.User{ID: parley.UserID(tx.NewID()), Email: fmt.Sprintf("a%d@shop.test", i), FirstName: fmt.Sprint("Agent ", i), PasswordHash: "x", CanBeAssigned: true,
			Availability: parley.Available, Timezone: "Europe/Paris", PrimaryTeamID: d.teams[i%2].ID}
		if i%13 == 12 {
			u.PrimaryTeamID = 0 // no access
		}
		if err := tx.Insert("user", u); err != nil {
			return err
		}
		d.agents = append(d.agents, u)
	}
	everybody := []parley.UserID{}
	for _, u := range d.agents {
		everybody = append(everybody, u.ID)
	}
	d.acct = &parley.ChannelAccount{ID: parley.ChannelAccountID(tx.NewID()), InboxID: d.inbox.ID, Channel: parley.ChannelChat, Address: "chat", Active: true}
	d.acct.Settings.Routing = []parley.RoutingRule{
		{ID: "aa", Name: "Billing", Filter: json.RawMessage(`{"field":"page","operator":"contains","value":"/billing"}`), Option: parley.RouteSpecific, TeamIDs: []parley.TeamID{d.teams[0].ID}, LeastBusy: true, Queue: true},
		{ID: "bb", Name: "Rest", Option: parley.RouteSpecific, UserIDs: everybody, Queue: true},
	}
	if err := tx.Insert("inbox", d.inbox); err != nil {
		return err
	}
	if err := tx.Insert("channel_account", d.acct); err != nil {
		return err
	}
	return view.CreateStandards(tx, d.inbox.ID)
}

// step is some seconds of the day: somebody writes, a chat ends, an agent goes or
// comes back; then the queue moves on.
func (d *day) step() {
	d.now.Add(int64(5+d.rng.IntN(30)) * 1000)
	switch n := d.rng.IntN(100); {
	case n < 62:
		d.arrive()
	case n < 90:
		d.close()
	default:
		u := d.agents[d.rng.IntN(len(d.agents))]
		a := parley.Available
		if d.rng.IntN(3) == 0 {
			a = parley.Away
		}
		d.write(func(tx *store.Tx) error {
			now, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			return settings.SetAvailability(tx, d.admin, now, a)
		})
	}
	events, err := d.db.Read(context.Background()).Events(d.seen, 100_000)
	if err != nil {
		d.t.Fatal(err)
	}
	if len(events) > 0 {
		d.seen = events[len(events)-1].Seq
		d.write(func(tx *store.Tx) error { return triage.HandleQueue(tx, events) })
	}
}

func (d *day) arrive() {
	page := []string{"https://shop.test/", "https://shop.test/billing/4"}[d.rng.IntN(2)]
	d.write(func(tx *store.Tx) error {
		th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inbox.ID, Status: parley.ThreadOpen, Channel: parley.ChannelChat, AccountID: d.acct.ID, BotState: parley.BotNone, CreatedAt: tx.Now}
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		m := &parley.Message{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, From: parley.Address{Name: "Visitor"}, Text: "Hello"}
		if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
			return err
		}
		if err := triage.Store(tx, th); err != nil {
			return err
		}
		d.open = append(d.open, th.ID)
		d.came++
		return triage.Route(tx, th, triage.Arrival{Message: m, Page: page})
	})
}

func (d *day) close() {
	if len(d.open) == 0 {
		return
	}
	i := d.rng.IntN(len(d.open))
	id := d.open[i]
	d.open = append(d.open[:i], d.open[i+1:]...)
	d.write(func(tx *store.Tx) error {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		return triage.Apply(tx, parley.System, th, triage.Verb{Action: triage.Close}, &triage.Effects{})
	})
}

// check holds what must be true at every moment.
func (d *day) check() {
	d.t.Helper()
	r := d.db.Read(context.Background())
	loads, err := r.Loads(d.inbox.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, u := range d.agents {
		n := loads[u.ID][parley.WorkMessaging]
		if n > perAgent || u.PrimaryTeamID == 0 && n > 0 {
			d.t.Fatalf("%s has %d chats, of %d at most; team %d", u.FirstName, n, perAgent, u.PrimaryTeamID)
		}
	}
	real, kept, err := r.RealLoads()
	if err != nil || fmt.Sprint(real) != fmt.Sprint(kept) {
		d.t.Fatalf("loads are kept as %v, and are %v (%v)", kept, real, err)
	}
}

// ROUTE-08, ROUTE-10, ROUTE-12, ROUTE-22, ROUTE-24: through a busy day no
// capacity is passed and nobody without access is chosen; while somebody could
// take it, nothing waits; the replay under the same rules gives what was given,
// and under others changes nothing.
func TestReplay_busyDayWithFortyAgents(t *testing.T) {
	t.Parallel()
	d := newDay(t)
	steps := 600
	if testing.Short() {
		steps = 350
	}
	for i := range steps {
		d.step()
		if i%25 == 0 {
			d.check()
			d.nobodyWaitsInVain()
		}
	}
	r := d.db.Read(context.Background())
	head, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	same, err := report.Replay(r, d.acct.ID, d.acct.Settings.Routing, time.Time{})
	if err != nil || len(same.Cases) != d.came {
		t.Fatalf("%d arrivals were replayed, of %d: %v", len(same.Cases), d.came, err)
	}
	for _, c := range same.Cases {
		if c.Now.UserID != c.Was.UserID || c.Now.How != c.Was.How || c.Now.Rule != c.Was.Rule {
			t.Fatalf("under the same rules %+v", c)
		}
	}
	other := []parley.RoutingRule{{ID: "cc", Name: "Two", Option: parley.RouteSpecific, UserIDs: []parley.UserID{d.agents[0].ID, d.agents[1].ID}}}
	changed, err := report.Replay(r, d.acct.ID, other, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	spread := map[parley.UserID]int{}
	for _, c := range changed.Cases {
		spread[c.Now.UserID]++
	}
	if len(spread) != 3 || spread[0] == 0 || spread[d.agents[0].ID] == 0 {
		t.Errorf("two people who can have %d each got %v", perAgent, spread)
	}
	d.neverMore(changed, perAgent)
	if now, err := r.Head(); err != nil || now != head {
		t.Errorf("a replay wrote to the log: %d, %d, %v", head, now, err)
	}
}

// nobodyWaitsInVain reports threads that wait while somebody could have them.
func (d *day) nobodyWaitsInVain() {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		before, err := tx.Queues()
		if err != nil {
			return err
		}
		waits := map[string]int{}
		for _, q := range before {
			list, err := tx.QueuedThreads(q, 1000)
			if err != nil {
				return err
			}
			waits[q.QueueRule] = len(list)
		}
		head := tx.Number()
		if err := triage.Drain(tx); err != nil {
			return err
		}
		if tx.Number() != head {
			d.t.Errorf("something waited in vain: %v", waits)
		}
		return nil
	})
}

// neverMore checks that a replay gives nobody more open at once than the limit.
func (d *day) neverMore(w *report.WhatIf, limit int) {
	d.t.Helper()
	r := d.db.Read(context.Background())
	type held struct{ until time.Time }
	open := map[parley.UserID][]held{}
	for _, c := range w.Cases {
		th, err := r.Thread(c.ThreadID)
		if err != nil {
			d.t.Fatal(err)
		}
		n := 0
		for _, h := range open[c.Now.UserID] {
			if h.until.IsZero() || h.until.After(c.At) {
				n++
			}
		}
		if c.Now.UserID != 0 && c.Now.How != routing.HowNone && n >= limit {
			d.t.Fatalf("%d would have had %d at %v", c.Now.UserID, n+1, c.At)
		}
		open[c.Now.UserID] = append(open[c.Now.UserID], held{th.ClosedAt})
	}
}
