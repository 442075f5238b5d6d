package triage_test

import (
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// CRM-16: a contact's conversations are found by its new name, and by the old
// one no more.
func TestRename_conversationsAreFoundByTheNewName(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	by := parley.Origin{Actor: parley.System, Source: parley.SourceUI}
	var person *parley.Record
	var th *parley.Thread
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		inbox, err := shop(tx)
		if err != nil {
			return err
		}
		if person, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "c@customer.test", "firstname": "Cleo", "lastname": "Marsh"}}); err != nil {
			return err
		}
		th = &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, ContactID: parley.ContactID(person.ID), CreatedAt: tx.Now}
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		m := &parley.Message{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: th.Channel, ActorKind: parley.ActorContact, ActorID: int64(person.ID), From: parley.Address{Address: "c@customer.test"}, Text: "Hello"}
		if err := stranger(tx, th, triage.NewMessage{Message: m}); err != nil {
			return err
		}
		return triage.Store(tx, th)
	})
	found := func(name string) bool {
		t.Helper()
		hits, err := db.Read(t.Context()).FindThreads(store.ThreadQuery{Inboxes: []parley.InboxID{th.InboxID}, Text: []search.Term{{Value: name}}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return len(hits) == 1 && hits[0].ID == th.ID
	}
	if !found("marsh") {
		t.Fatal("this test looks in the wrong place")
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := crm.UpdateRecord(tx, by, person, map[string]string{"lastname": "Vandermeer"})
		return err
	})
	if !found("vandermeer") || found("marsh") {
		t.Errorf("new name %v, old name %v", found("vandermeer"), found("marsh"))
	}
}
