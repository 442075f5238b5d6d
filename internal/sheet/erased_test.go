package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/sheet"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// CRM-18, SAFE-09: who is erased while an import runs does not come back by it:
// not by any address, not by the number of the record. Nothing of the person's
// rows is kept, and the file goes with the end of the import, whatever that is.
func TestImport_withoutWhoIsErased(t *testing.T) {
	t.Parallel()
	for _, end := range []string{sheet.Done, sheet.Cancelled} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			const secret = "zanzibarine"
			o := newOffice(t)
			by := crm.ByUser(o.ada.ID)
			var person *parley.Record
			storetest.Write(t, o.db, func(tx *store.Tx) (err error) {
				person, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": secret + "@one.example", "hs_additional_emails": secret + "@two.example"}})
				return err
			})
			var file strings.Builder
			file.WriteString("email,firstname,city\n")
			row := func(email string) { fmt.Fprintf(&file, "%s,%s,x\n", email, secret) }
			row("no address of " + strings.ToUpper(secret) + "@one.example") // wrong, and early
			const others = 2000
			for i := range others {
				fmt.Fprintf(&file, "p%d@other.example,Other,y\n", i)
			}
			row(strings.ToUpper(secret) + "@one.example")
			row(secret + "@two.example")
			row(secret + "@TWO.example and more") // wrong, and late
			fmt.Fprintf(&file, "last@other.example,\"%s\n<%s@one.example>\",z\n", secret, secret)
			imp := o.upload(parley.TypeContact, file.String())
			o.start(imp, false, nil)
			stop := o.work()
			o.await(imp.ID, func(imp *store.RecordImport) bool { return imp.Done >= 100 })
			stop()
			erased := o.erase(person)
			if erased.Imports != 1 {
				t.Errorf("the certificate names %d imports", erased.Imports)
			}
			if end == sheet.Cancelled {
				o.cancel(imp.ID)
			} else {
				stop = o.work()
				done := o.await(imp.ID, in(sheet.Done))
				stop()
				if done.Failed != 5 || done.Created != others || len(done.Barred) != 0 {
					t.Errorf("%s, knows %d", counts(done), len(done.Barred))
				}
				o.checkErased(done)
			}
			if _, err := o.service.Blobs.Open(imp.Hash); err == nil {
				t.Error("the file is still there")
			}
			dump, err := o.db.Dump(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for table, rows := range dump {
				if bytes.Contains(bytes.ToLower(rows), []byte(secret)) {
					t.Errorf("%s still knows the person", table)
				}
			}
		})
	}
}

func (o *office) erase(person *parley.Record) (erased *triage.Erased) {
	o.Helper()
	fx := &triage.Effects{}
	storetest.Write(o.T, o.db, func(tx *store.Tx) (err error) {
		erased, err = triage.ErasePerson(tx, crm.ByUser(o.ada.ID), person, fx)
		return err
	})
	o.remove(fx.FreeBlobs)
	if err := triage.ForgetWords(o.Context(), o.db); err != nil {
		o.Fatal(err)
	}
	return erased
}

func (o *office) cancel(id int64) {
	o.Helper()
	var free []string
	storetest.Write(o.T, o.db, func(tx *store.Tx) error {
		imp, err := tx.RecordImport(id)
		if err != nil {
			return err
		}
		free, err = sheet.Cancel(tx, imp)
		return err
	})
	o.remove(free)
}

func (o *office) remove(names []string) {
	o.Helper()
	for _, name := range names {
		if err := o.service.Blobs.Remove(name); err != nil {
			o.Fatal(err)
		}
	}
}

// checkErased looks at what is told of the rows left out: their numbers, and why.
func (o *office) checkErased(imp *store.RecordImport) {
	o.Helper()
	all, err := o.db.Read(o.Context()).ImportErrors(imp.ID, 0, 10)
	if err != nil || len(all) != 4 {
		o.Errorf("%d errors, %v", len(all), err)
	}
	for _, e := range all {
		if e.Code != "PERSON_ERASED" || e.Original != "" || e.Value != "" || e.Line < 2002 {
			o.Errorf("told: %+v", e)
		}
	}
}

// A row may name its record by number alone.
func TestImport_withoutTheNumberOfWhoIsErased(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var person *parley.Record
	storetest.Write(t, o.db, func(tx *store.Tx) (err error) {
		person, err = crm.CreateRecord(tx, crm.ByUser(o.ada.ID), &crm.New{Type: parley.TypeContact, Properties: map[string]string{"firstname": "Old"}})
		return err
	})
	imp := o.upload(parley.TypeContact, "Record ID,firstname\n"+person.ID.String()+",zanzibarine\n")
	o.start(imp, false, nil)
	o.erase(person)
	o.work()
	if got := counts(o.await(imp.ID, in(sheet.Done))); got != "0 made, 0 changed, 0 left, 1 wrong" {
		t.Error(got)
	}
	all, err := o.db.Read(t.Context()).ImportErrors(imp.ID, 0, 10)
	if err != nil || len(all) != 1 || all[0].Code != "PERSON_ERASED" || all[0].Original != "" {
		t.Errorf("told: %+v, %v", all, err)
	}
}
