package triage_test

import (
	"maps"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// CRM-17, CAPI-08: a merge moves addresses, values, associations and
// conversations to the survivor, the other's number leads there, and undoing
// gives each back what was its own.
func TestMergeRecords_andBack(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	by := parley.Origin{Actor: parley.System, Source: parley.SourceUI}
	var ann, anna, deal *parley.Record
	var merge *store.RecordMerge
	var thread *parley.Thread
	contact := func(tx *store.Tx, email, city string) (*parley.Record, error) {
		return crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": email, "city": city}})
	}
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		if err := crm.Furnish(tx); err != nil {
			return err
		}
		if ann, err = contact(tx, "ann@northwind.example", ""); err != nil {
			return err
		}
		if anna, err = contact(tx, "anna@gmail.com", "Lyon"); err != nil {
			return err
		}
		if deal, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeDeal, Properties: map[string]string{"dealname": "Sails", "dealstage": "contractsent"}, Associations: []crm.Join{{To: anna.ID}}}); err != nil {
			return err
		}
		thread = &parley.Thread{ID: parley.ThreadID(tx.NewID()), Status: parley.ThreadOpen, ContactID: parley.ContactID(anna.ID), CreatedAt: tx.Now}
		return tx.Insert("thread", thread)
	})
	before := all(t, db, ann.ID, anna.ID)
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		merge, err = triage.MergeRecords(tx, by, before[ann.ID], before[anna.ID])
		return err
	})
	r := db.Read(t.Context())
	survivor, err := r.Record(anna.ID)
	if err != nil || survivor.ID != ann.ID || survivor.Properties["city"] != "Lyon" || survivor.Properties["hs_merged_object_ids"] != anna.ID.String() {
		t.Fatalf("the other's number leads to %+v, %v", survivor, err)
	}
	if c, err := crm.Find(r, "anna@gmail.com"); err != nil || c == nil || c.ID != parley.ContactID(ann.ID) {
		t.Errorf("the other's address finds %+v, %v", c, err)
	}
	if th, err := r.Thread(thread.ID); err != nil || th.ContactID != parley.ContactID(ann.ID) {
		t.Errorf("the conversation is of %v, %v", th.ContactID, err)
	}
	if deals, err := r.AssociatedRecords(ann.ID, parley.TypeDeal, 5); err != nil || len(deals) != 1 || deals[0].ID != deal.ID {
		t.Errorf("deals %v, %v", deals, err)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := triage.UnmergeRecords(tx, by, merge.ID)
		return err
	})
	after := all(t, db, ann.ID, anna.ID)
	for id, rec := range before {
		if !maps.Equal(rec.Properties, after[id].Properties) || !after[id].Live() {
			t.Errorf("after undoing: %+v, before %+v", after[id], rec)
		}
	}
	if th, _ := r.Thread(thread.ID); th.ContactID != parley.ContactID(anna.ID) {
		t.Errorf("the conversation stays with %v", th.ContactID)
	}
	if deals, _ := r.AssociatedRecords(anna.ID, parley.TypeDeal, 5); len(deals) != 1 {
		t.Errorf("the deal did not come back")
	}
}

func all(t *testing.T, db *store.DB, ids ...parley.RecordID) map[parley.RecordID]*parley.Record {
	t.Helper()
	records, err := db.Read(t.Context()).Records(ids)
	if err != nil {
		t.Fatal(err)
	}
	return records
}
