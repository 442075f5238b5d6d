package httpapi

import (
	"testing"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/store"
)

// CRM-02, CRM-05, CRM-08, CRM-09, CRM-10, CRM-12, THR-03: beside a thread stand
// its contact and the contact's first company, its ticket and the others, what
// was answered to surveys, and other conversations, the newest first, without
// what the reader may not see; a contact taken off stays off.
func TestCards_besideAThread(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	first := o.mail("first@customer.test", "First leak", "It drips")
	second := o.mail("second@customer.test", "Second leak", "It drips again")
	by := crm.ByUser(o.mia.ID)
	var own, other *parley.Record
	o.write(func(tx *store.Tx) error {
		if err := helpdesk.WriteOptions(tx, by.Actor, helpdesk.Options{InInbox: true}); err != nil {
			return err
		}
		for id, into := range map[parley.ThreadID]**parley.Record{first: &other, second: &own} {
			th, err := tx.Thread(id)
			if err != nil {
				return err
			}
			if *into, err = helpdesk.Create(tx, by, th, nil); err != nil {
				return err
			}
		}
		th, err := tx.Thread(second)
		if err != nil {
			return err
		}
		hidden, _, err := o.arrive(tx, o.sales, "For Sales alone")
		if err != nil {
			return err
		}
		hidden.ContactID = th.ContactID
		if err := tx.Save("thread", hidden); err != nil {
			return err
		}
		_, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeFeedback, Properties: map[string]string{"hs_survey_name": "After a chat"}, Associations: []crm.Join{{To: parley.RecordID(th.ContactID)}}})
		return err
	})
	page := mia.open(&parley.Thread{ID: second})
	cards := page.Cards
	if cards.Contact == nil || cards.Contact.Properties["email"] != "cleo@customer.test" || cards.Company == nil || cards.Company.Properties["domain"] != "customer.test" {
		t.Fatalf("contact %+v, company %+v", cards.Contact, cards.Company)
	}
	if cards.Ticket == nil || cards.Ticket.ID != own.ID.String() || cards.Ticket.Title != "Second leak" || len(cards.Tickets) != 1 || cards.Tickets[0].ID != other.ID.String() {
		t.Errorf("ticket %+v, others %+v", cards.Ticket, cards.Tickets)
	}
	if len(cards.Feedback) != 1 || cards.Feedback[0].Properties["hs_survey_name"] != "After a chat" {
		t.Errorf("feedback %+v", cards.Feedback)
	}
	if len(page.OtherConversations) == 0 || page.OtherConversations[0].ID != first.String() {
		t.Errorf("other conversations %+v", page.OtherConversations)
	}
	for _, row := range page.OtherConversations {
		if row.Subject == "For Sales alone" || row.ID == second.String() {
			t.Errorf("%q is listed", row.Subject)
		}
	}
	o.scope(o.mia, parley.BuiltinType(parley.TypeTicket), parley.RecordRights{View: parley.ScopeOwn})
	if cards = o.as(o.mia).open(&parley.Thread{ID: second}).Cards; cards.Ticket != nil || len(cards.Tickets) != 0 {
		t.Errorf("tickets that Mia may not see: %+v, %+v", cards.Ticket, cards.Tickets)
	}
	mia.must(200, "PUT", "/threads/"+second.String()+"/contact", `{"contact_id":null}`)
	o.mail("third@customer.test", "Third leak", "And again")
	if page = mia.open(&parley.Thread{ID: second}); page.Cards.Contact != nil || len(page.OtherConversations) != 0 {
		t.Errorf("after taking the contact off: %+v, %+v", page.Cards.Contact, page.OtherConversations)
	}
}

// CRM-15: whom nobody knows is saved as a contact from the thread, with company
// by domain, and stands beside it.
func TestCards_saveAVisitor(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	mia := o.as(o.mia)
	path := "/threads/" + o.thread.ID.String()
	if cards := mia.open(o.thread).Cards; cards.Contact != nil {
		t.Fatalf("somebody is known already: %+v", cards.Contact)
	}
	mia.must(200, "POST", path+"/contact", `{"first_name":"Zoe","last_name":"Marin","email":"zoe@harbour.test"}`)
	cards := mia.open(o.thread).Cards
	if cards.Contact == nil || cards.Contact.Title != "Zoe Marin" || cards.Company == nil || cards.Company.Properties["domain"] != "harbour.test" {
		t.Errorf("contact %+v, company %+v", cards.Contact, cards.Company)
	}
}
