package automation_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// HOOK-03, HOOK-05, HOOK-11: what happens to records is told with the fields of
// each kind, by their own names and as objects of a type; values are read when
// they are sent, so that none stands in the log, nor any that was erased.
func TestWebhook_records(t *testing.T) {
	w := setup(t)
	for _, s := range []string{"contact.creation", "contact.deletion", "contact.restore", "contact.merge", "contact.privacyDeletion", "conversation.privacyDeletion", "contact.associationChange", "company.creation"} {
		w.subscribe(s, "")
	}
	w.subscribe("contact.propertyChange", "city")
	typed := &parley.WebhookSubscription{AppID: w.app.ID, EventType: "object.creation", ObjectTypeID: "0-2", Active: true}
	unread := &parley.WebhookSubscription{AppID: w.app.ID, EventType: "object.creation", ObjectTypeID: "2-1000", Active: true}
	by := parley.Origin{Actor: parley.ByUser(w.user.ID), Source: parley.SourceUI}
	var ann, bob, firm, note *parley.Record
	create := func(tx *store.Tx, into **parley.Record, kind parley.ObjectTypeID, values map[string]string) (err error) {
		*into, err = crm.CreateRecord(tx, by, &crm.New{Type: kind, Properties: values})
		return err
	}
	w.write(func(tx *store.Tx) (err error) {
		for _, s := range []*parley.WebhookSubscription{typed, unread} {
			if err := tx.Insert("webhook_subscription", &parley.WebhookSubscription{ID: parley.WebhookSubscriptionID(tx.NewID()), AppID: s.AppID, EventType: s.EventType, ObjectTypeID: s.ObjectTypeID, Active: true}); err != nil {
				return err
			}
		}
		if err := errors.Join(create(tx, &ann, parley.TypeContact, map[string]string{"email": "ann@customer.example", "city": "Lyon"}),
			create(tx, &bob, parley.TypeContact, map[string]string{"email": "bob@customer.example", "phone": "+33 1 40 00 00 00"}),
			create(tx, &firm, parley.TypeCompany, map[string]string{"name": "Customer"}),
			create(tx, &note, parley.TypeNote, map[string]string{"hs_note_body": "Hm", "hs_timestamp": "2026-05-01T09:00:00Z"})); err != nil {
			return err
		}
		if _, err := crm.UpdateRecord(tx, by, ann, map[string]string{"city": "Paris", "jobtitle": "Buyer"}); err != nil {
			return err
		}
		if err := crm.Associate(tx, by, ann, firm.ID); err != nil {
			return err
		}
		if err := crm.Dissociate(tx, by, ann, firm); err != nil {
			return err
		}
		if err := crm.Archive(tx, by, ann); err != nil {
			return err
		}
		if err := crm.Restore(tx, by, ann); err != nil {
			return err
		}
		_, err = crm.Merge(tx, by, ann, bob)
		return err
	})
	w.start()
	done := func(kind string) func([]told) bool {
		return func(all []told) bool {
			return slices.ContainsFunc(all, func(e told) bool { return e.SubscriptionType == kind })
		}
	}
	all := w.to.await(done("contact.merge"))
	var ofAnn []string
	kinds := map[string]int{}
	for _, e := range all {
		kinds[e.SubscriptionType]++
		if e.ObjectID != int64(ann.ID) {
			continue
		}
		text := strings.TrimPrefix(e.SubscriptionType, "contact.") + " " + e.ChangeFlag + e.AssociationType
		if e.PropertyValue != nil {
			text += e.PropertyName + "=" + *e.PropertyValue + " " + e.ChangeSource
		}
		if e.Removed != nil {
			text += fmt.Sprint(" ", *e.Removed, *e.Primary, e.FromObjectID == int64(ann.ID), e.ToObjectID == int64(firm.ID))
		}
		if e.Moved != nil {
			text += fmt.Sprint(" ", *e.Moved > 0, e.PrimaryID == int64(ann.ID), slices.Equal(e.MergedIDs, []int64{int64(bob.ID)}))
		}
		ofAnn = append(ofAnn, text)
	}
	for _, text := range []string{"creation CREATED", "propertyChange city=Paris CRM_UI",
		"associationChange CONTACT_TO_COMPANY false true true false", // the company of her address, the primary one
		"associationChange CONTACT_TO_COMPANY false false true true", "associationChange CONTACT_TO_COMPANY true false true true", "deletion DELETED", "restore RESTORED", "merge  true true true"} {
		if !slices.Contains(ofAnn, text) {
			t.Errorf("not told of %q, but of %q", text, ofAnn)
		}
	}
	if kinds["company.creation"] != 2 || kinds["object.creation"] != 2 {
		t.Errorf("told of companies and notes: %v", kinds)
	}
	w.write(func(tx *store.Tx) error {
		if _, err := crm.UpdateRecord(tx, by, ann, map[string]string{"city": "Rome"}); err != nil {
			return err
		}
		th, err := w.openIn(tx, w.inbox)
		if err != nil {
			return err
		}
		if th.ContactID = parley.ContactID(ann.ID); triage.Store(tx, th) != nil {
			return triage.Store(tx, th)
		}
		rec, err := tx.Record(ann.ID)
		if err != nil {
			return err
		}
		_, err = triage.ErasePerson(tx, by, rec, &triage.Effects{})
		return err
	})
	w.to.await(done("conversation.privacyDeletion")) // SPAM-19
	all = w.to.await(done("contact.privacyDeletion"))
	for _, e := range all {
		if e.PropertyValue != nil && *e.PropertyValue == "Rome" {
			t.Error("an erased value was told")
		}
	}
	for _, e := range w.log() {
		if e.Detail.PropertyValue != nil && *e.Detail.PropertyValue != "" {
			t.Errorf("the log holds %q", *e.Detail.PropertyValue)
		}
	}
}
