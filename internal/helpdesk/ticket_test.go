package helpdesk_test

import (
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// TIX-01, TIX-08, TIX-12: a ticket takes a second conversation, gives it away
// again, two become one with all conversations, and reopening a conversation
// moves no ticket.
func TestTicket_joinSplitMerge(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.thread
	d.ticket(map[string]string{"hs_pipeline_stage": "4"})
	_, ticket := d.look()
	second := d.arrive(parley.InboxPlain)
	d.later(time.Second)
	change := func(id parley.ThreadID, fn func(tx *store.Tx, th *parley.Thread) error) {
		t.Helper()
		d.write(func(tx *store.Tx) error {
			th, err := tx.Thread(id)
			if err != nil {
				return err
			}
			return fn(tx, th)
		})
		d.later(time.Second)
	}
	by := crm.ByUser(d.ada.ID)
	of := func(id parley.RecordID) int {
		t.Helper()
		all, err := d.db.Read(t.Context()).TicketThreads(id)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	change(second, func(tx *store.Tx, th *parley.Thread) error { return helpdesk.Join(tx, by, th, ticket) })
	if of(ticket.ID) != 2 {
		t.Fatalf("the ticket has %d conversations", of(ticket.ID))
	}
	change(first, func(tx *store.Tx, th *parley.Thread) error {
		for _, act := range []triage.Action{triage.Close, triage.Reopen} {
			if err := triage.Apply(tx, by.Actor, th, triage.Verb{Action: act}, &triage.Effects{}); err != nil {
				return err
			}
		}
		return nil
	})
	if _, ticket = d.look(); ticket.Properties["hs_pipeline_stage"] != "4" || ticket.Properties["closed_date"] == "" {
		t.Errorf("a conversation was opened again, and its ticket moved: %+v", ticket.Properties)
	}
	var other *parley.Record
	change(second, func(tx *store.Tx, th *parley.Thread) (err error) { other, err = helpdesk.Split(tx, by, th); return err })
	if of(ticket.ID) != 1 || of(other.ID) != 1 {
		t.Errorf("after the split: %d and %d", of(ticket.ID), of(other.ID))
	}
	d.write(func(tx *store.Tx) error { _, err := triage.MergeRecords(tx, by, ticket, other); return err })
	if of(ticket.ID) != 2 || of(other.ID) != 0 {
		t.Errorf("after the merge: %d and %d", of(ticket.ID), of(other.ID))
	}
}

// TIX-02, TIX-06: a pipeline is named, ordered and taken away, and no stage goes
// that has tickets; a ticket begins at the first stage, with the options that
// are there and no others.
func TestTicket_pipelines(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ticket(map[string]string{"hs_ticket_priority": "URGENT", "hs_ticket_category": "BILLING_ISSUE;FEATURE_REQUEST"})
	by := crm.ByUser(d.ada.ID)
	pipelines := func() []*parley.Pipeline {
		all, err := d.db.Read(t.Context()).Pipelines(parley.TypeTicket)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	p := pipelines()[0]
	if p.ID != "0" || p.Label != "Support Pipeline" || len(p.Stages) != 4 || !p.Stages[3].Closed {
		t.Fatalf("got %+v", p)
	}
	try := func(fn func(tx *store.Tx) error) error { return d.db.Write(t.Context(), fn) }
	p.Stages = p.Stages[1:]
	if err := try(func(tx *store.Tx) error { return crm.SavePipeline(tx, by.Actor, p) }); parley.KindOf(err) != parley.Invalid {
		t.Errorf("a stage with tickets went: %v", err)
	}
	d.set(map[string]string{"hs_pipeline_stage": "3"})
	p.Stages = append(p.Stages, &parley.Stage{Label: "Shipped", Closed: true})
	if err := try(func(tx *store.Tx) error { return crm.SavePipeline(tx, by.Actor, p) }); err != nil || len(pipelines()[0].Stages) != 4 {
		t.Errorf("got %v, %v", pipelines()[0].Stages, err)
	}
	if err := try(func(tx *store.Tx) error { return crm.DropPipeline(tx, by, parley.TypeTicket, "0", true) }); parley.KindOf(err) != parley.Invalid {
		t.Errorf("a pipeline with tickets went: %v", err)
	}
	_, ticket := d.look()
	for property, value := range map[string]string{"hs_ticket_priority": "HUGE", "hs_pipeline_stage": "nowhere", "hs_pipeline": "nowhere", "time_to_close": "5"} {
		if err := try(func(tx *store.Tx) error {
			_, err := crm.UpdateRecord(tx, by, ticket, map[string]string{property: value})
			return err
		}); parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s=%s: %v", property, value, err)
		}
	}
}

// THR-11, THR-12: closed with its ticket, one undo opens both again; a ticket
// that the actor may not edit stays, and so does one moved since.
func TestTicket_closedWithItsConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ticket(nil)
	d.set(map[string]string{"hs_pipeline_stage": "3"})
	by, may := parley.ByUser(d.ada.ID), false
	verb := triage.Verb{Action: triage.Close, Ticket: true, MayTicket: func(*store.Tx, *parley.Thread) (bool, error) { return may, nil }}
	anyone := func(*store.Tx, *parley.Thread) error { return nil }
	closed := func() int64 {
		t.Helper()
		res, err := triage.Do(t.Context(), d.db, by, verb, []parley.ThreadID{d.thread}, anyone)
		if err != nil || res.Outcomes[0].Err != nil || res.UndoID == 0 {
			t.Fatalf("%+v, %v", res, err)
		}
		d.later(time.Second)
		return res.UndoID
	}
	undo := func(id int64) {
		t.Helper()
		d.write(func(tx *store.Tx) error {
			_, err := triage.Undo(tx, by, id, anyone)
			return err
		})
		d.later(time.Second)
	}
	expect := func(when string, status parley.ThreadStatus, stage string) {
		t.Helper()
		if th, ticket := d.look(); th.Status != status || ticket.Properties["hs_pipeline_stage"] != stage {
			t.Fatalf("%s: %s, stage %s", when, th.Status, ticket.Properties["hs_pipeline_stage"])
		}
	}
	id := closed()
	expect("without the right to the ticket", parley.ThreadClosed, "3")
	undo(id)
	may = true
	id = closed()
	expect("closed both", parley.ThreadClosed, "4")
	undo(id)
	expect("taken back", parley.ThreadOpen, "3")
	id = closed()
	d.set(map[string]string{"hs_pipeline_stage": "2"})
	undo(id)
	expect("moved since", parley.ThreadOpen, "2")
}
