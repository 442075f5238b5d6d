package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// FILT-05: contacts are found by any part of a name, an address or a number,
// with or without its accents, the newest first; one that all have is found too,
// and nobody by what is no longer theirs.
func TestFindContacts(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	zoe := &parley.Contact{FirstName: "Zoë", LastName: "Müller-Łukasz", Email: "zm@shop.example", Phone: "+33 1 44 55"}
	const crowd = 2100 // more than are looked up at once
	storetest.Write(t, db, func(tx *store.Tx) error {
		people := []*parley.Contact{zoe, {FirstName: "小明", LastName: "王", Email: "x@shop.example"}, {FirstName: "Bo", Email: "bo%_@shop.example"}}
		for i := range crowd {
			people = append(people, &parley.Contact{FirstName: "Kim", LastName: fmt.Sprint(i), Email: fmt.Sprintf("k%d@crowd.example", i)})
		}
		for i, c := range people {
			c.ID, c.UpdatedAt = parley.ContactID(tx.NewID()), tx.Now.Add(time.Duration(i)*time.Second)
			if err := tx.Insert("contact", c); err != nil {
				return err
			}
			if err := tx.IndexContact(c); err != nil {
				return err
			}
		}
		return nil
	})
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
	last := []string{fmt.Sprint("Kim ", crowd-1), fmt.Sprint("Kim ", crowd-2)}
	for text, want := range map[string][]string{
		"zoe": {zoe.Name()}, "ZOË mul": {zoe.Name()}, "uller": {zoe.Name()}, "lukasz": {zoe.Name()}, "zm@": {zoe.Name()}, "44 55": {zoe.Name()}, "zo": {zoe.Name()},
		"小明": {"小明 王"}, "bo": {"Bo"}, "bo%_": {"Bo"}, "%": {"Bo"}, "nobody": nil, "@shop.": {"Bo", "小明 王"}, "crowd": last, "": last,
	} {
		if got := find(text); !slices.Equal(got, want) {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		zoe.LastName = "Moreau"
		if err := tx.Save("contact", zoe); err != nil {
			return err
		}
		return tx.IndexContact(zoe)
	})
	if got := find("muller"); got != nil {
		t.Errorf("found %q by a name of before", got)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		zoe.ArchivedAt = tx.Now
		if err := tx.Save("contact", zoe); err != nil {
			return err
		}
		return tx.IndexContact(zoe)
	})
	if got := find("moreau"); got != nil {
		t.Errorf("found %q who is archived", got)
	}
}
