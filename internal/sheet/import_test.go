package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/blob"
	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/sheet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// office is an installation with an administrator who has tables.
type office struct {
	*testing.T
	db      *store.DB
	service *sheet.Service
	ada     *parley.User
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db := storetest.New(t)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	o := &office{T: t, db: db, service: &sheet.Service{DB: db, Blobs: blobs}}
	storetest.Write(t, db, func(tx *store.Tx) error {
		o.ada = &parley.User{ID: parley.UserID(tx.NewID()), Email: "ada@shop.test", FirstName: "Ada", SuperAdmin: true, Language: "en"}
		if err := tx.Insert("user", o.ada); err != nil {
			return err
		}
		return crm.Furnish(tx)
	})
	return o
}

// work runs jobs until the test ends, or stop is called.
func (o *office) work() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	jobs := job.NewRunner(o.db)
	o.service.Handle(jobs)
	var wg sync.WaitGroup
	wg.Go(func() { jobs.Run(ctx) })
	stop = func() { cancel(); wg.Wait() }
	o.Cleanup(stop)
	return stop
}

func (o *office) upload(t parley.ObjectTypeID, file string) *store.RecordImport {
	o.Helper()
	schema, err := o.db.Read(o.Context()).Schema()
	if err != nil {
		o.Fatal(err)
	}
	imp, err := o.service.Upload(o.Context(), o.ada, schema.Type(t), "people.csv", strings.NewReader(file))
	if err != nil {
		o.Fatal(err)
	}
	return imp
}

func (o *office) start(imp *store.RecordImport, trial bool, change func(p *sheet.Plan)) {
	o.Helper()
	storetest.Write(o.T, o.db, func(tx *store.Tx) error {
		imp, err := tx.RecordImport(imp.ID)
		if err != nil {
			return err
		}
		p := &sheet.Plan{}
		if err := json.Unmarshal([]byte(imp.Plan), p); err != nil {
			return err
		}
		if change != nil {
			change(p)
		}
		return sheet.Start(tx, imp, p, trial)
	})
}

// await waits until an import is in a state, or fn holds.
func (o *office) await(id int64, fn func(imp *store.RecordImport) bool) *store.RecordImport {
	o.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		changed := o.db.Changed()
		imp, err := o.db.Read(o.Context()).RecordImport(id)
		if err != nil {
			o.Fatal(err)
		}
		if fn(imp) {
			return imp
		}
		select {
		case <-changed:
		case <-deadline:
			o.Fatalf("waited in vain: %+v", imp)
		}
	}
}

func in(state string) func(imp *store.RecordImport) bool {
	return func(imp *store.RecordImport) bool { return imp.State == state }
}

func (o *office) contact(email string) *parley.Record {
	o.Helper()
	rec, err := crm.FindBy(o.db.Read(o.Context()), parley.TypeContact, "email", email)
	if err != nil {
		o.Fatalf("%s: %v", email, err)
	}
	return rec
}

func counts(imp *store.RecordImport) string {
	return fmt.Sprint(imp.Created, " made, ", imp.Updated, " changed, ", imp.Unchanged, " left, ", imp.Failed, " wrong")
}

const people = "E-mail;Prénom;Stage;Owner;Employees;Since;Company\n" +
	"ann@harbour.example;Ann;Lead;ada@shop.test;1 234,50;31/12/2025;Harbour\n" +
	"ben@harbour.example;\"Ben\nthe 2nd\";customer;;;;\n" +
	"ANN@harbour.example;Anna;;;;;\n" + // changes the first
	"old@harbour.example;;;;;;\n" + // as it is
	"no address;x;;;;;\n" +
	"eve@harbour.example;Eve;boss;;;;\n" +
	"fay@harbour.example;Fay;;nobody;;;\n" +
	"gil@harbour.example;Gil;;;a lot;;\n" +
	"hal@harbour.example;Hal;;;;31/31/2025;\n" +
	"ida@harbour.example;Ida;;;;;Nowhere\n" +
	"jon@harbour.example;Jon;;;;;;too;many\n" +
	"kim@harbour.example;=SUM(1);;;;;\n" +
	"lou@harbour.example;\"open;;;;;\n"

// CRM-22: a trial tells what an import does, and writes nothing; the import does
// it, each wrong line says why, and it stands in the history of values.
func TestImport(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stop := o.work()
	var list *store.RecordList
	storetest.Write(t, o.db, func(tx *store.Tx) error {
		for name, kind := range map[string]parley.PropertyKind{"employees": parley.KindNumber, "since": parley.KindDate} {
			p := &parley.Property{Type: parley.TypeContact, Name: name, Label: name, Group: "contactinformation", Kind: kind, Field: string(kind)}
			if err := crm.CreateProperty(tx, parley.System, p); err != nil {
				return err
			}
		}
		by := crm.ByUser(o.ada.ID)
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Harbour", "domain": "harbour.example"}}); err != nil {
			return err
		}
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "old@harbour.example", "firstname": "Old"}}); err != nil {
			return err
		}
		list = &store.RecordList{Type: parley.TypeContact, Name: "Newsletter", Fixed: true}
		return crm.SaveList(tx, by.Actor, list, nil)
	})
	imp := o.upload(parley.TypeContact, people)
	plan := func(p *sheet.Plan) {
		p.ListID = list.ID
		if last := &p.Columns[6]; last.Property != "company" {
			t.Errorf("the last column is %+v", last)
		} else {
			*last = sheet.Column{Join: "company"}
		}
		if p.Days != "dmy" || p.Decimal != "," {
			t.Errorf("days %q, decimals after %q", p.Days, p.Decimal)
		}
	}
	const want = "3 made, 1 changed, 1 left, 8 wrong"
	o.start(imp, true, plan)
	if got := counts(o.await(imp.ID, in(sheet.Checked))); got != want {
		t.Errorf("trial: %s", got)
	}
	if n, _ := o.db.Read(t.Context()).RecordCount(parley.TypeContact); n != 1 {
		t.Fatalf("the trial left %d contacts", n)
	}
	o.start(imp, false, nil)
	done := o.await(imp.ID, in(sheet.Done))
	if got := counts(done); got != want || done.Hash != "" {
		t.Errorf("%s, file %q", got, done.Hash)
	}
	o.checkAnn(list.ID)
	if got := o.contact("kim@harbour.example").Properties["firstname"]; got != "=SUM(1)" {
		t.Errorf("what looks like a formula became %q", got)
	}
	o.checkErrors(done)
	stop() // the file goes after the commit
	if _, err := o.service.Blobs.Open(imp.Hash); err == nil {
		t.Error("the file is still there")
	}
}

func (o *office) checkAnn(list int64) {
	ann := o.contact("ann@harbour.example")
	for name, want := range map[string]string{"firstname": "Anna", "lifecyclestage": "lead", "hubspot_owner_id": o.ada.ID.Owner().String(), "employees": "1234.50", "since": "2025-12-31"} {
		if got := ann.Properties[name]; got != want {
			o.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	r := o.db.Read(o.Context())
	history, err := r.RecordChanges(ann.ID, 9)
	if err != nil || history[0].Source != parley.SourceImport || history[0].SourceLabel != "people.csv" {
		o.Errorf("history %+v, %v", history, err)
	}
	if in, _ := r.IsListMember(list, ann.ID); !in {
		o.Error("not in the list")
	}
	if ann.Properties["associatedcompanyid"] == "" {
		o.Error("belongs to no company")
	}
}

func (o *office) checkErrors(imp *store.RecordImport) {
	var file bytes.Buffer
	if err := sheet.WriteErrors(o.db.Read(o.Context()), &file, imp, "fr"); err != nil {
		o.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\uFEFF"))).ReadAll()
	if err != nil || rows[0][0] != "Ligne" {
		o.Fatalf("%q, %v", rows, err)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, strings.Join(row[:3], " "))
		if row[3] == "" || row[4] == "" {
			o.Errorf("says too little: %q", row)
		}
	}
	want := "7 E-mail no address|8 Stage boss|9 Owner nobody|10 Employees a lot|11 Since 31/31/2025|12 Company Nowhere|13  |15  "
	if strings.Join(got, "|") != want {
		o.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
}

// An import that is stopped in the middle goes on after its last line; no line
// is done twice, none is left out.
func TestImport_goesOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var file strings.Builder
	file.WriteString("name\n")
	const n = 1250
	for i := range n {
		fmt.Fprintf(&file, "Company %d\n", i)
	}
	imp := o.upload(parley.TypeCompany, file.String())
	o.start(imp, false, nil)
	stop := o.work()
	o.await(imp.ID, func(imp *store.RecordImport) bool { return imp.Done >= 200 })
	stop()
	o.work()
	done := o.await(imp.ID, in(sheet.Done))
	made, err := o.db.Read(t.Context()).RecordCount(parley.TypeCompany)
	if made != n || done.Created != n || done.Done != n || err != nil {
		t.Errorf("%d companies, %s, %v", made, counts(done), err)
	}
}

// A trial that is stopped and begun anew counts each line once, whatever the
// first one was at.
func TestImport_begunAnew(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.work()
	imp := o.upload(parley.TypeCompany, "name\n"+strings.Repeat("Same name\n", 900))
	for range 4 {
		o.start(imp, true, nil)
		storetest.Write(t, o.db, func(tx *store.Tx) error {
			now, err := tx.RecordImport(imp.ID)
			if err != nil || now.State != sheet.Checking {
				return err
			}
			_, err = sheet.Cancel(tx, now)
			return err
		})
	}
	o.start(imp, true, nil)
	if got := counts(o.await(imp.ID, in(sheet.Checked))); got != "900 made, 0 changed, 0 left, 0 wrong" {
		t.Error(got)
	}
}

// ATK-19: a table goes out as it is filtered, with nothing that its asker may
// not see and no cell that a spreadsheet takes for a formula; and what went out
// comes in as it was.
func TestExport(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.work()
	mia := &parley.User{Email: "mia@shop.test", Permissions: []parley.Permission{parley.ManageRecords}, RecordRights: map[string]parley.RecordRights{"contact": {View: parley.ScopeOwn}}}
	storetest.Write(t, o.db, func(tx *store.Tx) error {
		mia.ID = parley.UserID(tx.NewID())
		if err := tx.Insert("user", mia); err != nil {
			return err
		}
		for i, owner := range []string{"", mia.ID.Owner().String(), mia.ID.Owner().String()} {
			p := map[string]string{"email": fmt.Sprintf("c%d@harbour.example", i), "firstname": "=cmd|' /C calc'!A0", "city": "Saint-Malo, \"Rue\"", "lifecyclestage": "marketingqualifiedlead", "hubspot_owner_id": owner}
			if _, err := crm.CreateRecord(tx, crm.ByUser(o.ada.ID), &crm.New{Type: parley.TypeContact, Properties: p}); err != nil {
				return err
			}
		}
		return nil
	})
	q := &sheet.Query{Columns: []string{"email", "firstname", "city", "lifecyclestage", "hubspot_owner_id"}, Sort: "email", Desc: true,
		Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: "email", Operator: "NEQ", Value: "c1@harbour.example"}}}}}
	if got := strings.Count(o.export(mia, q), "\n"); got != 2 {
		t.Errorf("with own rights: %d lines", got)
	}
	file := o.export(o.ada, q)
	lines := strings.Split(file, "\n")
	if len(lines) != 4 || !strings.HasPrefix(file, "\uFEFFRecord ID,Email,") || !strings.Contains(lines[1], `,c2@harbour.example,'=cmd|' /C calc'!A0,"Saint-Malo, ""Rue""",Marketing qualified lead,mia@shop.test`) {
		t.Errorf("got %s", file)
	}
	imp := o.upload(parley.TypeContact, file)
	o.start(imp, false, nil)
	if got := counts(o.await(imp.ID, in(sheet.Done))); got != "0 made, 0 changed, 2 left, 0 wrong" {
		t.Errorf("what went out came in: %s", got)
	}
	q.Words = sheet.Words{"lifecyclestage": {"marketingqualifiedlead": "Lead qualifié marketing"}}
	if file = o.export(o.ada, q); strings.Count(file, ",Lead qualifié marketing,") != 2 {
		t.Errorf("in the asker's words: %s", file)
	}
	imp = o.upload(parley.TypeContact, file)
	o.start(imp, false, func(p *sheet.Plan) { p.Words = q.Words })
	if got := counts(o.await(imp.ID, in(sheet.Done))); got != "0 made, 0 changed, 2 left, 0 wrong" {
		t.Errorf("what went out in the asker's words came in: %s", got)
	}
}

func (o *office) export(u *parley.User, q *sheet.Query) string {
	o.Helper()
	var e *store.RecordExport
	storetest.Write(o.T, o.db, func(tx *store.Tx) (err error) {
		schema, err := tx.Schema()
		if err != nil {
			return err
		}
		e, err = sheet.Export(tx, u, schema.Type(parley.TypeContact), q)
		return err
	})
	deadline := time.After(time.Minute)
	for e.State == sheet.Running {
		changed := o.db.Changed()
		var err error
		if e, err = o.db.Read(o.Context()).RecordExport(e.ID); err != nil {
			o.Fatal(err)
		}
		if e.State != sheet.Running {
			break
		}
		select {
		case <-changed:
		case <-deadline:
			o.Fatal("waited in vain")
		}
	}
	f, err := o.service.Blobs.Open(e.Hash)
	if err != nil {
		o.Fatalf("%+v: %v", e, err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		o.Fatal(err)
	}
	return string(data)
}
