package crm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// FILT-05: contacts are found by the beginnings of words of a name, an address
// or a number, with or without accents, the most recently changed first, and
// nobody by what is no longer theirs.
func TestFindContacts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	db := storetest.NewAt(t, func() time.Time { now = now.Add(time.Second); return now })
	zoe := &parley.Contact{FirstName: "Zoë", LastName: "Müller-Łukasz", Email: "zm@gmail.com", Phone: "+33 1 44 55"}
	people := []*parley.Contact{zoe, {FirstName: "小明", LastName: "王", Email: "x@gmail.com"}, {FirstName: "Bo", Email: "bo%_@gmail.com"}}
	for i := range 30 {
		people = append(people, &parley.Contact{FirstName: "Kim", LastName: fmt.Sprint(i), Email: fmt.Sprintf("k%d@gmx.net", i)})
	}
	for _, c := range people {
		storetest.Write(t, db, func(tx *store.Tx) error { return crm.Create(tx, ui, c) })
	}
	find := func(text string) (names []string) {
		t.Helper()
		found, err := db.Read(t.Context()).FindContacts(text, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found {
			names = append(names, c.Name())
		}
		return names
	}
	last := []string{"Kim 29", "Kim 28"}
	for text, want := range map[string][]string{
		"zoe": {zoe.Name()}, "ZOË mul": {zoe.Name()}, "lukasz": {zoe.Name()}, "zm@": {zoe.Name()}, "44 55": {zoe.Name()}, "zo": {zoe.Name()}, "z": {zoe.Name()},
		"小明": {"小明 王"}, "bo": {"Bo"}, "%": nil, "nobody": nil, "zm@gmail.com": {zoe.Name()}, "@gmail": {"Bo", "小明 王"}, "gmx": last, "k": last, "": last,
	} {
		if got := find(text); !slices.Equal(got, want) {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
	change := func(fn func(tx *store.Tx, rec *parley.Record) error) {
		storetest.Write(t, db, func(tx *store.Tx) error {
			rec, err := tx.Record(parley.RecordID(zoe.ID))
			if err != nil {
				return err
			}
			return fn(tx, rec)
		})
	}
	change(func(tx *store.Tx, rec *parley.Record) error {
		_, err := crm.UpdateRecord(tx, ui, rec, map[string]string{"lastname": "Moreau"})
		return err
	})
	if got := find("muller"); got != nil {
		t.Errorf("found %q by a name of before", got)
	}
	change(func(tx *store.Tx, rec *parley.Record) error { return crm.Archive(tx, ui, rec) })
	if got := find("moreau"); got != nil {
		t.Errorf("found %q who is archived", got)
	}
}
