package httpapi

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/crm"
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
	o.write(o.stockMeetings)
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

// TIX-19, ATK-34: who sees a thread of the help desk for its ticket hears of it
// as it changes, and of no other; when the ticket becomes another's it leaves,
// and nothing more is heard.
func TestHelpDesk_streamByTicket(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ticket := &parley.Record{}
	o.write(func(tx *store.Tx) error {
		o.support.Kind = parley.InboxHelpDesk
		ticketOf(t, tx, o, ticket)
		ticket.OwnerID = o.sam.ID
		o.sam.RecordRights = map[string]parley.RecordRights{"ticket": {View: parley.ScopeOwn}}
		return errors.Join(tx.Save("record", ticket), tx.Save("inbox", o.support), tx.Save("user", o.sam))
	})
	sam := o.as(o.sam).tune(o.onAir(), "")
	sam.next("hello", is("hello"))
	var said *parley.Message
	o.write(func(tx *store.Tx) (err error) {
		if _, err = o.say(tx, o.other, o.mia); err != nil {
			return err
		}
		said, err = o.say(tx, o.thread, o.mia)
		return err
	})
	f := sam.next("news of the ticket's thread", upTo(o.head()))
	if len(f.Threads) != 1 || f.Threads[0].ID != o.thread.ID.String() || len(f.Items) != 1 || f.Items[0].ID != said.UID || len(f.Removed) > 0 {
		t.Errorf("got %+v", f)
	}
	o.write(func(tx *store.Tx) error {
		_, err := crm.UpdateRecord(tx, crm.ByUser(o.ada.ID), ticket, map[string]string{"hubspot_owner_id": o.mia.ID.Owner().String()})
		return err
	})
	if f = sam.next("it became another's", upTo(o.head())); !slices.Equal(f.Removed, []string{o.thread.ID.String()}) || len(f.Threads)+len(f.Items) > 0 {
		t.Errorf("got %+v", f)
	}
	o.write(func(tx *store.Tx) error { _, err := o.say(tx, o.thread, o.mia); return err })
	if f = sam.next("the log goes on", upTo(o.head())); len(f.Threads)+len(f.Items)+len(f.Removed) > 0 {
		t.Errorf("after it became another's: got %+v", f)
	}
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

// TIX-13, TIX-14, EMAIL-07: only a super admin moves a channel, who has written
// its name; a fallback address stays, and nothing else takes one there or back.
func TestChannelMove_isForGood(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada := o.as(o.ada)
	boot := read[Bootstrap](t, ada.must(200, "GET", "/bootstrap", ""))
	desk, fallback := "", ""
	for _, in := range boot.Inboxes {
		if in.Kind == string(parley.InboxHelpDesk) {
			desk = in.ID
		}
	}
	for _, a := range boot.ChannelAccounts {
		if a.Fallback && a.InboxID == o.support.ID.String() {
			fallback = a.ID
		}
	}
	path := "/channel-accounts/" + o.account.ID.String()
	ada.must(409, "PATCH", path, `{"inbox_id":"`+desk+`"}`)
	ada.must(400, "POST", path+"/help-desk", `{"past":false,"confirm":"yes"}`)
	ada.must(409, "POST", "/channel-accounts/"+fallback+"/help-desk", `{"past":false,"confirm":"inbox-`+o.support.ID.String()+`@mail.shop.test"}`)
	o.as(o.ann).must(403, "POST", path+"/help-desk", `{"past":false,"confirm":"support@shop.test"}`)
	m := read[ChannelMove](t, ada.must(200, "POST", path+"/help-desk", `{"past":false,"confirm":"support@shop.test"}`))
	if m.ToInboxID != desk || m.FinishedAt == nil {
		t.Errorf("moved without its past: %+v", m)
	}
	ada.must(409, "POST", path+"/help-desk", `{"past":true,"confirm":"support@shop.test"}`)
	ada.must(409, "PATCH", path, `{"inbox_id":"`+o.support.ID.String()+`"}`)
	if th, err := o.db.Read(t.Context()).Thread(o.thread.ID); err != nil || th.InboxID != o.support.ID {
		t.Errorf("the past stays: %+v, %v", th, err)
	}
	if all := read[ChannelMoves](t, o.as(o.ann).must(200, "GET", "/channel-moves", "")); len(all.Moves) != 1 {
		t.Errorf("the moves: %+v", all)
	}
}

// TIX-16: of the service levels of an inbox the first that fits holds; their
// order is set whole, and one that was seen before a change is refused.
func TestPolicies_order(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada := o.as(o.ada)
	var ids []string
	for _, name := range []string{"All", "Urgent"} {
		p := read[SLAPolicy](t, ada.must(200, "PUT", "/sla-policies", `{"id":"","inbox_id":"`+o.support.ID.String()+`","name":"`+name+`","active":true,"filter_groups":[],"goals":[{"goal":"close","minutes":60}],"hours":[],"zone":"UTC","pause":[]}`))
		ids = append(ids, p.ID)
	}
	order := func(want int, list ...string) {
		t.Helper()
		ada.must(want, "PUT", "/sla-policies/order", `{"inbox_id":"`+o.support.ID.String()+`","ids":["`+strings.Join(list, `","`)+`"]}`)
	}
	order(409, ids[1])
	order(409, ids[1], ids[1])
	order(204, ids[1], ids[0])
	if all := read[SLAPolicies](t, ada.must(200, "GET", "/sla-policies", "")).Policies; len(all) != 2 || all[0].Name != "Urgent" {
		t.Errorf("got %+v", all)
	}
}

// SET-08, ATK-14: rights over records are set kind by kind, and nobody gives
// what they lack, not by an invitation either.
func TestUsers_recordRights(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	o.write(func(tx *store.Tx) error {
		o.ann.Permissions = append(o.ann.Permissions, parley.ManageUsers)
		o.ann.RecordRights = map[string]parley.RecordRights{"deal": {View: parley.ScopeTeam, Edit: parley.ScopeOwn, Delete: parley.ScopeNone}}
		return tx.Save("user", o.ann)
	})
	ada, ann, path := o.as(o.ada), o.as(o.ann), "/users/"+o.sam.ID.String()
	set := `{"record_rights":{"deal":{"view":"own","edit":"none","delete":"none"},"ticket":{"view":"team","edit":"own","delete":"none"}}}`
	got := read[User](t, ada.must(200, "PATCH", path, set))
	if got.RecordRights["ticket"] != (RecordScopes{parley.ScopeTeam, parley.ScopeOwn, parley.ScopeNone}) || len(got.RecordRights) != 2 {
		t.Errorf("got %+v", got.RecordRights)
	}
	ada.must(400, "PATCH", path, `{"record_rights":{"nothing":{"view":"own","edit":"none","delete":"none"}}}`)
	ada.must(400, "PATCH", path, `{"record_rights":{"deal":{"view":"most","edit":"none","delete":"none"}}}`)
	ann.must(403, "PATCH", path, `{"record_rights":{}}`)
	ann.must(403, "PATCH", "/users/"+o.ann.ID.String(), `{"record_rights":{}}`)
	ann.must(200, "PATCH", path, `{"record_rights":{"deal":{"view":"team","edit":"own","delete":"none"},"ticket":{"view":"team","edit":"own","delete":"none"}}}`)
	invited := read[User](t, ann.must(200, "POST", "/users", `{"email":"new@shop.test"}`))
	if invited.RecordRights["deal"] != (RecordScopes{parley.ScopeTeam, parley.ScopeOwn, parley.ScopeNone}) {
		t.Errorf("somebody invited got %+v", invited.RecordRights)
	}
	ann.must(403, "POST", "/users", `{"email":"more@shop.test","record_rights":{"deal":{"view":"all","edit":"all","delete":"all"}}}`)
	if seen := read[UserList](t, o.as(o.mia).must(200, "GET", "/users", "")); len(seen.Users[0].RecordRights) != 0 {
		t.Error("rights are told to somebody who manages nobody")
	}
}
