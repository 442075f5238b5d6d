package crm_test

import (
	"errors"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

var ui = parley.Origin{Actor: parley.ByUser(1), Source: parley.SourceUI}

// CAPI-02, CAPI-04, CRM-16, CRM-19: a contact is kept as written, joined with
// the company of its domain, and each value knows how it came.
func TestRecord_life(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	var ann *parley.Record
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		if err := crm.Furnish(tx); err != nil {
			return err
		}
		ann, err = crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "Ann@Northwind.example", "firstname": "Ann", "lifecyclestage": "lead"}})
		return err
	})
	r := db.Read(t.Context())
	c, err := crm.Find(r, "ANN@northwind.example")
	if err != nil || c == nil || c.ID != parley.ContactID(ann.ID) || c.Name() != "Ann" {
		t.Fatalf("found %+v, %v", c, err)
	}
	company, err := crm.CompanyByDomain(r, "northwind.example")
	if err != nil || company == nil || company.Properties["name"] != "Northwind" {
		t.Fatalf("company %+v, %v", company, err)
	}
	if got := reread(t, db, ann.ID).Properties["associatedcompanyid"]; got != company.ID.String() {
		t.Errorf("primary company %q", got)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		rec, err := tx.Record(ann.ID)
		if err != nil {
			return err
		}
		_, err = crm.UpdateRecord(tx, ui, rec, map[string]string{"firstname": "", "city": "Lyon", "hs_additional_emails": "ann@home.example"})
		return err
	})
	changes, err := r.RecordChanges(ann.ID, 10)
	if err != nil || changes[0].Properties["city"] != "Lyon" || changes[0].Source != parley.SourceUI {
		t.Errorf("history %+v, %v", changes, err)
	}
	if c, _ := crm.Find(r, "ann@home.example"); c == nil || c.FirstName != "" {
		t.Errorf("by the second address: %+v", c)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "ann@home.example", "nonsense": "1", "lifecyclestage": "boss"}})
		return err
	})
	var wrong *parley.Error
	if !errors.As(err, &wrong) || len(wrong.Details.([]*parley.Error)) != 3 {
		t.Errorf("all that is wrong is told at once: %v", err)
	}
}

func reread(t *testing.T, db *store.DB, id parley.RecordID) *parley.Record {
	t.Helper()
	rec, err := db.Read(t.Context()).Record(id)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}
