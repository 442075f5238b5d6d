package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// TIX-19, ATK-14: whoever sees all tickets sees the help desk and comments
// there; who sees only some, what belongs to those; members answer, if they can
// be assigned. Every route that asks for more than to see is refused to the
// others.
func TestHelpDesk_rights(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.stock()
	ticket := &parley.Record{}
	o.write(func(tx *store.Tx) error {
		o.support.Kind = parley.InboxHelpDesk
		none := parley.RecordRights{View: parley.ScopeNone}
		ticketOf(t, tx, o, ticket)
		o.ann.RecordRights = map[string]parley.RecordRights{"ticket": none}
		for _, save := range []func() error{
			func() error { return tx.Save("inbox", o.support) },
			func() error { return tx.Save("user", o.ann) },
		} {
			if err := save(); err != nil {
				return err
			}
		}
		return nil
	})
	say := map[string]string{}
	for name, e := range entries {
		if e.reach == acts {
			say[name] = e.body
		}
	}
	viewer := o.as(o.sam) // of another inbox, with the right to view all tickets
	path := "/threads/" + o.thread.ID.String()
	viewer.must(200, "GET", path, "")
	viewer.must(200, "GET", "/views/"+o.ids["open"]+"/threads", "")
	if got := read[OpenThread](t, viewer.must(200, "GET", path, "")).Thread.Abilities; strings.Join(got, " ") != "comment follow" {
		t.Errorf("a viewer may %v", got)
	}
	viewer.must(200, "POST", path+"/comments", `{"client_id":"desk-story-1","text":"I know them"}`)
	viewer.must(204, "PUT", path+"/draft", `{"mode":"comment","channel_account_id":null,"to":[],"cc":[],"bcc":[],"subject":"","text":"S","html":"","attachments":[],"updated_at":null}`)
	for name, body := range say {
		method, _, _ := strings.Cut(name, " ")
		if strings.Contains(name, "comments") {
			continue
		}
		if got := viewer.call(method, o.named(entries[name].path), o.named(body)).status; got != http.StatusForbidden && entries[name].path != "" {
			t.Errorf("%s by one who only views: got %d", name, got)
		}
	}
	viewer.must(403, "POST", "/threads", o.named(entries["POST /threads"].body))

	rights := func(u *parley.User, view parley.Scope, assignable bool) *caller {
		o.write(func(tx *store.Tx) error {
			u.RecordRights, u.CanBeAssigned = map[string]parley.RecordRights{"ticket": {View: view}}, assignable
			return tx.Save("user", u)
		})
		return o.as(u)
	}
	own := rights(o.sam, parley.ScopeOwn, true)
	own.must(404, "GET", path, "")
	own.must(404, "POST", path+"/comments", `{"client_id":"desk-story-2","text":"Hm"}`)
	o.write(func(tx *store.Tx) error {
		ticket.OwnerID = o.sam.ID
		return tx.Save("record", ticket)
	})
	own.must(200, "GET", path, "")
	own.must(200, "POST", path+"/comments", `{"client_id":"desk-story-3","text":"Mine"}`)
	own.must(403, "POST", path+"/messages", o.replyBody("desk-story-4", "Soon"))
	own.must(404, "GET", "/threads/"+o.other.ID.String(), "")
	own.must(404, "GET", "/views/"+o.ids["open"]+"/threads", "")
	rights(o.sam, parley.ScopeNone, true).must(404, "GET", path, "")

	member := rights(o.mia, parley.ScopeAll, false)
	member.must(403, "POST", path+"/messages", o.replyBody("desk-story-5", "Soon"))
	member.must(200, "POST", path+"/comments", `{"client_id":"desk-story-6","text":"I cannot answer"}`)
	rights(o.mia, parley.ScopeAll, true).must(200, "POST", path+"/messages", o.replyBody("desk-story-7", "Soon"))
	o.as(o.ann).must(200, "GET", path, "") // who manages every inbox sees it all the same
}

// ticketOf gives the first conversation a ticket that nobody owns.
func ticketOf(t *testing.T, tx *store.Tx, o *office, ticket *parley.Record) {
	t.Helper()
	*ticket = parley.Record{ID: parley.RecordID(tx.NewID()), Type: parley.TypeTicket, Properties: map[string]string{"subject": "First"}, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	o.thread.TicketID = ticket.ID
	if err := tx.Insert("record", ticket); err != nil {
		t.Error(err)
	}
	th, err := tx.Thread(o.thread.ID)
	if err != nil {
		t.Error(err)
		return
	}
	th.TicketID = ticket.ID
	if err := tx.Save("thread", th); err != nil {
		t.Error(err)
	}
	if err := view.Update(tx, th); err != nil {
		t.Error(err)
	}
}

// TIX-11: a letter from within a ticket joins it, once for the same client id;
// taken back, it leaves the ticket as it was. It needs the right to the ticket.
func TestCompose_inATicket(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ticket := &parley.Record{}
	o.write(func(tx *store.Tx) error {
		ticketOf(t, tx, o, ticket)
		return helpdesk.WriteOptions(tx, parley.ByUser(o.ada.ID), helpdesk.Options{InInbox: true})
	})
	o.later(time.Second)
	mia := o.as(o.mia)
	body := func(id, ticket string) string {
		return `{"client_id":"` + id + `","inbox_id":"` + o.support.ID.String() + `","ticket_id":"` + ticket + `","channel_account_id":"` + o.account.ID.String() + `","to":[{"name":"","address":"cleo@customer.test"}],"subject":"More","text":"More"}`
	}
	sent := read[Sent](t, mia.must(200, "POST", "/threads", body("ticket-letter-1", ticket.ID.String())))
	again := read[Sent](t, mia.must(200, "POST", "/threads", body("ticket-letter-1", ticket.ID.String())))
	all, err := o.db.Read(t.Context()).TicketThreads(ticket.ID)
	if err != nil || len(all) != 2 || all[1].String() != sent.Thread.ID || again.Thread.ID != sent.Thread.ID {
		t.Fatalf("the ticket has %v (%v), the letter is %s, then %s", all, err, sent.Thread.ID, again.Thread.ID)
	}
	mia.must(404, "POST", "/threads", body("ticket-letter-2", "999999"))
	mia.must(200, "POST", "/messages/"+sent.Item.ID+"/undo", "")
	service, r := helpdesk.New(o.db), o.db.Read(t.Context())
	events, err := r.Events(0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	o.write(func(tx *store.Tx) error { return service.Handle(tx, events) })
	if _, err := r.Record(ticket.ID); err != nil {
		t.Errorf("the ticket of a letter taken back: %v", err)
	}
}
