package helpdesk_test

import (
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/routing"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// TIX-18, ROUTE-13: a help desk counts open tickets by owner and kind of work,
// without the stages and ages that are left out; the rules pass over who is
// full, at a burst too, and by hand more is possible.
func TestCapacity_countsTickets(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.inboxes[parley.InboxHelpDesk]
	acct := &parley.ChannelAccount{InboxID: in.ID, Channel: parley.ChannelEmail, Address: "desk@shop.test", Active: true}
	limits := parley.InboxCapacity{Everyone: parley.Capacity{Email: 2}, ExceptStages: []string{"2"}, MaxAgeDays: 30}
	d.write(func(tx *store.Tx) error {
		d.ada.CanBeAssigned, d.ada.Availability = true, parley.Available
		if err := tx.Save("user", d.ada); err != nil {
			return err
		}
		acct.ID = parley.ChannelAccountID(tx.NewID())
		acct.Settings.Routing = []parley.RoutingRule{{ID: "r", Name: "Desk", Option: parley.RouteSpecific, UserIDs: []parley.UserID{d.ada.ID}}}
		if err := tx.Insert("channel_account", acct); err != nil {
			return err
		}
		return settings.SetCapacity(tx, d.ada, in, limits)
	})
	come := func() parley.ThreadID {
		id := d.arrive(parley.InboxHelpDesk)
		d.write(func(tx *store.Tx) error {
			th, err := tx.Thread(id)
			if err != nil {
				return err
			}
			th.AccountID = acct.ID
			if err := triage.Store(tx, th); err != nil {
				return err
			}
			return triage.Route(tx, th, triage.Arrival{})
		})
		return id
	}
	expect := func(when string, id parley.ThreadID, given bool, have int) {
		t.Helper()
		r := d.db.Read(t.Context())
		th, err := r.Thread(id)
		if err != nil {
			t.Fatal(err)
		}
		loads, err := triage.Loads(r, in, d.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := th.Assignee().UserID() == d.ada.ID; got != given || loads[d.ada.ID][parley.WorkEmail] != have {
			t.Fatalf("%s: given %v, %v open; want %v, %d", when, got, loads[d.ada.ID], given, have)
		}
	}
	first, second := come(), come() // their tickets are still to be made
	third := come()
	expect("a burst", second, true, 2)
	expect("a burst", third, false, 2)
	last, err := triage.LastDecision(d.db.Read(t.Context()), third)
	if err != nil || last.How != routing.HowNobody || len(last.Skipped) != 1 || last.Skipped[0] != (routing.Skipped{UserID: d.ada.ID, Why: routing.WhyFull, Have: 2, Limit: 2}) {
		t.Fatalf("the decision: %+v, %v", last, err)
	}
	d.later(time.Second)
	expect("tickets made", third, false, 2)
	assign := func(id parley.ThreadID) {
		d.write(func(tx *store.Tx) error {
			th, err := tx.Thread(id)
			if err != nil {
				return err
			}
			return triage.AssignThread(tx, parley.ByUser(d.ada.ID), th, parley.ByUser(d.ada.ID), nil)
		})
		d.later(time.Second)
	}
	assign(third)
	expect("chosen by hand", third, true, 3)
	d.thread = first
	d.set(map[string]string{"hs_pipeline_stage": "2"})
	d.thread = second
	d.set(map[string]string{"hs_pipeline_stage": "4"})
	expect("one waits on the contact, one is closed", third, true, 1)
	fourth := come()
	expect("there is room again", fourth, true, 2)
	d.later(time.Second)
	d.later(31 * 24 * time.Hour)
	expect("old tickets are left out", come(), true, 1)

	beside := d.arrive(parley.InboxPlain)
	d.write(func(tx *store.Tx) error {
		if err := helpdesk.WriteOptions(tx, parley.ByUser(d.ada.ID), helpdesk.Options{InInbox: true, SyncOwner: true}); err != nil {
			return err
		}
		th, err := tx.Thread(beside)
		if err != nil {
			return err
		}
		_, err = helpdesk.Create(tx, crm.ByUser(d.ada.ID), th, map[string]string{"hubspot_owner_id": d.ada.ID.Owner().String()})
		return err
	})
	d.later(time.Second)
	expect("a ticket beside a conversation of an inbox", fourth, true, 1)
}
