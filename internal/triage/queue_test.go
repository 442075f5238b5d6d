package triage_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// ROUTE-22: what finds nobody waits in order, is given out as people become
// available or free, to nobody beyond capacity; taking by hand, closing and
// moving end the wait; following the log twice changes nothing.
func TestQueue_givesOutInOrder(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 2, parley.ChannelChat, parley.RoutingRule{ID: "r1", Name: "Chat", Option: parley.RouteSpecific, Queue: true})
	d.write(func(tx *store.Tx) error {
		return settings.SetCapacity(tx, d.admin, d.inbox, parley.InboxCapacity{Everyone: parley.Capacity{Messaging: 1}})
	})
	d.set(d.agents[0], parley.Away)
	d.set(d.agents[1], parley.Away)
	var waiting []*parley.Thread
	for range 6 {
		waiting = append(waiting, d.come(0))
	}
	place := func(th *parley.Thread) int {
		t.Helper()
		n, err := d.db.Read(context.Background()).QueuePosition(th.ID)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	expect := func(when string, want ...int) {
		t.Helper()
		for i, n := range want {
			if got := place(waiting[i]); got != n {
				t.Errorf("%s: number %d stands at %d, want %d", when, i, got, n)
			}
		}
	}
	d.follow()
	expect("at first", 1, 2, 3, 4, 5, 6)
	d.do(waiting[1], triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(d.agents[1].ID)})
	d.do(waiting[4], triage.Verb{Action: triage.Close})
	expect("one taken by hand, one closed", 1, 0, 2, 3, 0, 4)
	d.set(d.agents[1], parley.Available) // and full
	d.follow()
	expect("nobody is free", 1, 0, 2, 3, 0, 4)
	d.set(d.agents[0], parley.Available)
	if late := d.come(0); late.AssigneeID != 0 || place(late) != 5 {
		t.Errorf("who comes late went before the others, or stands at %d", place(late))
	}
	d.follow()
	expect("somebody came", 0, 0, 1, 2, 0, 3)
	if got := d.thread(waiting[0]); got.AssigneeID != int64(d.agents[0].ID) {
		t.Errorf("the first went to %d", got.AssigneeID)
	}
	d.do(waiting[1], triage.Verb{Action: triage.Close})
	d.follow()
	expect("somebody is free", 0, 0, 0, 1, 0, 2)
	d.seen = 0
	d.follow()
	expect("after the log was read anew", 0, 0, 0, 1, 0, 2)
	d.write(func(tx *store.Tx) error {
		acct, err := tx.ChannelAccount(d.acct.ID)
		if err != nil {
			return err
		}
		acct.Settings.Chat = parley.DefaultChatSettings("UTC")
		acct.Settings.Routing[0].Queue = false
		return settings.UpdateAccount(tx, parley.ByUser(d.admin.ID), acct, nil)
	})
	d.follow()
	expect("the queue was switched off", 0, 0, 0, 0, 0, 0)
	if got := d.thread(waiting[3]); got.AssigneeID != 0 || got.Queued() {
		t.Errorf("got %+v", got)
	}
}

// ROUTE-22 on several nodes, and over a restart: two followers read the same
// log, each event counts once, and what waited before they began is given out.
func TestRunQueue_onTwoNodes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, 4, parley.ChannelEmail, parley.RoutingRule{ID: "r1", Name: "Mail", Option: parley.RouteSpecific, AvailableOnly: true, Queue: true})
	for _, u := range d.agents {
		d.set(u, parley.Away)
	}
	for range 60 {
		d.come(0)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { triage.RunQueue(ctx, d.db) })
	}
	for _, u := range d.agents {
		d.set(u, parley.Available)
	}
	for {
		changed := d.db.Changed()
		queues, err := d.db.Read(ctx).Queues()
		if err != nil {
			t.Fatal(err)
		}
		if len(queues) == 0 {
			break
		}
		<-changed
	}
	cancel()
	wg.Wait()
	loads, err := d.db.Read(context.Background()).Loads(d.inbox.ID)
	sum := 0
	for _, l := range loads {
		sum += l.Total()
	}
	if err != nil || sum != 60 {
		t.Errorf("%d of 60 were given out: %v, %v", sum, loads, err)
	}
}
