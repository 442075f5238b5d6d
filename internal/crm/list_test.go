package crm_test

import (
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// CRM-22: a list is filled by hand or by a filter, narrows a search, and tells
// who is in it now.
func TestList_byHandAndByFilter(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	by := parley.ByUser(1)
	hand, filter := &store.RecordList{Type: parley.TypeContact, Name: "Friends", Fixed: true}, &store.RecordList{Type: parley.TypeContact, Name: "In Lyon"}
	var ann, bob *parley.Record
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		if ann, err = crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "ann@gmail.com", "city": "Lyon"}}); err != nil {
			return err
		}
		if bob, err = crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "bob@gmail.com", "city": "Paris"}}); err != nil {
			return err
		}
		if err := crm.SaveList(tx, by, hand, nil); err != nil {
			return err
		}
		if err := crm.SaveList(tx, by, filter, []crm.FilterGroup{{Filters: []crm.Filter{{Property: "city", Operator: "EQ", Value: "lyon"}}}}); err != nil {
			return err
		}
		return crm.ChangeMembers(tx, by, hand.ID, []parley.RecordID{ann.ID, bob.ID}, true)
	})
	expect := func(list *store.RecordList, want ...parley.RecordID) {
		t.Helper()
		s := &crm.Search{Type: parley.BuiltinTypes[0], Limit: 10}
		r := db.Read(t.Context())
		if err := s.InList(r, list.ID); err != nil {
			t.Fatal(err)
		}
		found, total, err := s.Find(r)
		if err != nil || int(total) != len(want) {
			t.Errorf("%s: %d, %v", list.Name, total, err)
		}
		for i, rec := range found {
			if in, err := crm.IsIn(r, list.ID, rec); rec.ID != want[i] || !in || err != nil {
				t.Errorf("%s: %v is in: %v, %v", list.Name, rec.ID, in, err)
			}
		}
	}
	expect(hand, ann.ID, bob.ID)
	expect(filter, ann.ID)
	storetest.Write(t, db, func(tx *store.Tx) error {
		if _, err := crm.UpdateRecord(tx, ui, bob, map[string]string{"city": "LYON"}); err != nil {
			return err
		}
		return crm.Archive(tx, ui, ann)
	})
	expect(hand, bob.ID)
	expect(filter, bob.ID)
	err := db.Write(t.Context(), func(tx *store.Tx) error { return crm.ChangeMembers(tx, by, filter.ID, []parley.RecordID{ann.ID}, true) })
	if parley.KindOf(err) != parley.Invalid {
		t.Errorf("somebody was put by hand into a list that is filled by a filter: %v", err)
	}
}
