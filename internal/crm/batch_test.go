package crm_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// CAPI-06, CAPI-07: many at once write what one after the other writes, and
// each that is wrong has the same error.
func TestBatch_equalsOneByOne(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }
	var told []string
	for _, write := range []func(tx *store.Tx, new []*crm.New, change []change) []string{oneByOne, atOnce} {
		db := storetest.NewAt(t, now)
		var wrong []string
		storetest.Write(t, db, crm.Furnish)
		storetest.Write(t, db, func(tx *store.Tx) error {
			code := &parley.Property{Type: parley.TypeContact, Name: "code", Label: "Code", Group: "contactinformation", Kind: parley.KindString, Field: "text", Unique: true}
			if err := crm.CreateProperty(tx, parley.System, code); err != nil {
				return err
			}
			_, err := crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Harbour", "domain": "harbour.example"}})
			return err
		})
		storetest.Write(t, db, func(tx *store.Tx) error { wrong = write(tx, people(), nil); return nil })
		storetest.Write(t, db, func(tx *store.Tx) error {
			wrong = append(wrong, write(tx, nil, []change{
				{"ann@harbour.example", map[string]string{"city": "Nantes", "code": "", "lastname": "Low"}},
				{"ben@harbour.example", map[string]string{"code": "A1", "email": "ben@new.example"}}, // free by now
				{"cleo@quay.example", map[string]string{"city": "Brest", "num_employees": "", "email": "ann@harbour.example"}},
				{"dora@quay.example", map[string]string{"hs_additional_emails": "dora@home.example;dd@home.example"}},
				{"dora@quay.example", map[string]string{"hs_additional_emails": "dd@home.example", "city": "Paris"}}, // twice in a batch
				{"dora@quay.example", map[string]string{"city": "Paris"}},
			})...)
			return nil
		})
		told = append(told, strings.Join(wrong, "\n")+"\n"+state(t, db))
	}
	same(t, told)
}

// CAPI-06: what many new records are joined with is written at once, by the
// rules of one after the other: plain and primary, limits, twice the same, what
// is gone.
func TestBatch_joinsAsOneByOne(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }
	var told []string
	for _, write := range []func(tx *store.Tx, new []*crm.New, change []change) []string{oneByOne, atOnce} {
		db := storetest.NewAt(t, now)
		storetest.Write(t, db, crm.Furnish)
		var company, other, gone, ann, ben parley.RecordID
		storetest.Write(t, db, func(tx *store.Tx) error {
			for _, one := range []struct {
				id *parley.RecordID
				n  *crm.New
			}{
				{&company, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Harbour", "domain": "harbour.example"}}},
				{&other, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Quay", "domain": "quay.example"}}},
				{&gone, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Gone", "domain": "gone.example"}}},
				{&ann, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "ann@gmail.com"}}},
				{&ben, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": "ben@harbour.example"}}},
			} {
				rec, err := crm.CreateRecord(tx, ui, one.n)
				if err != nil {
					return err
				}
				if *one.id = rec.ID; one.id == &gone {
					if err := crm.Archive(tx, ui, rec); err != nil {
						return err
					}
				}
			}
			return nil
		})
		person := func(email string, joins ...crm.Join) *crm.New {
			return &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": email}, Associations: joins}
		}
		firm := func(domain string, joins ...crm.Join) *crm.New {
			return &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": domain, "domain": domain}, Associations: joins}
		}
		var wrong []string
		storetest.Write(t, db, func(tx *store.Tx) error {
			wrong = write(tx, []*crm.New{
				person("c1@harbour.example", crm.Join{To: other}),
				person("c2@gmail.com", crm.Join{To: other, TypeIDs: []int64{1}}, crm.Join{To: company}),
				person("c3@gmail.com", crm.Join{To: company, TypeIDs: []int64{1}}, crm.Join{To: other, TypeIDs: []int64{1}}), // the second takes its place
				person("c4@gmail.com", crm.Join{To: company}, crm.Join{To: company}),
				person("c5@gmail.com", crm.Join{To: gone}),
				person("c6@gmail.com", crm.Join{To: company, TypeIDs: []int64{999}}),
				person("c7@gmail.com", crm.Join{To: ann}, crm.Join{To: ben}),
				person("c8@gmail.com", crm.Join{To: company, TypeIDs: []int64{1}}),
			}, nil)
			return nil
		})
		storetest.Write(t, db, func(tx *store.Tx) error {
			wrong = append(wrong, write(tx, []*crm.New{
				firm("two.example", crm.Join{To: ann, TypeIDs: []int64{2}}),
				firm("one.example", crm.Join{To: ann}, crm.Join{To: ben}),
				firm("three.example", crm.Join{To: company}),
			}, nil)...)
			return nil
		})
		told = append(told, strings.Join(wrong, "\n")+"\n"+state(t, db))
	}
	same(t, told)
}

// same compares what was told one by one and at once, line by line.
func same(t *testing.T, told []string) {
	t.Helper()
	if told[0] == told[1] {
		return
	}
	a, b := strings.Split(told[0], "\n"), strings.Split(told[1], "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("one by one: %s\n   at once: %s", a[i], b[i])
		}
	}
	t.Errorf("%d lines, %d lines", len(a), len(b))
}

type change struct {
	email  string
	values map[string]string
}

func people() []*crm.New {
	person := func(email string, more ...string) *crm.New {
		p := map[string]string{"email": email}
		for i := 0; i < len(more); i += 2 {
			p[more[i]] = more[i+1]
		}
		return &crm.New{Type: parley.TypeContact, Properties: p}
	}
	return []*crm.New{
		person("Ann@Harbour.example", "firstname", "Ann", "code", "A1", "lifecyclestage", "lead"),
		person("ben@harbour.example", "firstname", "Ben", "city", "Saint-Malo"),
		person("cleo@quay.example", "lastname", "Crane", "hs_additional_emails", "cleo@home.example"),
		person("dora@quay.example"),
		person("eve@quay.example", "code", "a1"),           // another of the batch has it
		person("ANN@harbour.example"),                      // the same
		person("fay@quay.example", "lifecyclestage", "no"), // no option
		person("gil@mill.example", "hs_additional_emails", "cleo@home.example"),
		{Type: parley.TypeContact, Properties: map[string]string{"email": "hal@mill.example"}, Associations: []crm.Join{{To: 999_999}}},
		person("ida@gmail.com", "firstname", "Ida"),
	}
}

func oneByOne(tx *store.Tx, all []*crm.New, changes []change) (out []string) {
	for _, n := range all {
		_, err := crm.CreateRecord(tx, ui, n)
		out = append(out, fault(err))
	}
	for _, c := range changes {
		ok, err := crm.UpdateRecord(tx, ui, byEmail(tx, c.email), c.values)
		out = append(out, fmt.Sprint(ok, fault(err)))
	}
	return out
}

func atOnce(tx *store.Tx, all []*crm.New, changes []change) (out []string) {
	kind := parley.TypeContact
	if len(all) > 0 {
		kind = all[0].Type
	}
	_, wrong, err := crm.CreateRecords(tx, ui, kind, all)
	if err != nil {
		return []string{err.Error()}
	}
	for _, err := range wrong {
		out = append(out, fault(err))
	}
	var batch []crm.Change
	for _, c := range changes {
		batch = append(batch, crm.Change{Record: byEmail(tx, c.email), Properties: c.values})
	}
	changed, wrong, err := crm.UpdateRecords(tx, ui, parley.TypeContact, batch)
	if err != nil {
		return []string{err.Error()}
	}
	for i, err := range wrong {
		out = append(out, fmt.Sprint(changed[i], fault(err)))
	}
	return out
}

func byEmail(tx *store.Tx, email string) *parley.Record {
	rec, err := crm.FindBy(&tx.Reader, parley.TypeContact, "email", email)
	if err != nil {
		panic(err)
	}
	return rec
}

// fault is an error without the numbers in it, which differ.
func fault(err error) string {
	e, ok := err.(*parley.Error)
	if !ok {
		return fmt.Sprint(err)
	}
	words := strings.FieldsFunc(e.Message, func(r rune) bool { return r >= '0' && r <= '9' })
	return fmt.Sprint(e.Kind, e.Field, e.Code, words)
}

// state is all that the database knows of records, each named by its address or
// domain.
func state(t *testing.T, db *store.DB) string {
	t.Helper()
	r := db.Read(t.Context())
	schema, err := r.Schema()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	var all []*parley.Record
	for _, kind := range []parley.ObjectTypeID{parley.TypeContact, parley.TypeCompany} {
		page, err := r.PageRecords(kind, false, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range page {
			names[rec.ID.String()] = rec.Properties["domain"]
			if kind == parley.TypeContact {
				names[rec.ID.String()] = rec.Properties["email"]
			}
		}
		all = append(all, page...)
	}
	var out []string
	say := func(rec *parley.Record, what string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		line := string(text)
		for _, id := range slices.SortedFunc(maps.Keys(names), func(a, b string) int { return len(b) - len(a) }) {
			line = strings.ReplaceAll(line, `"`+id+`"`, `"`+names[id]+`"`)
		}
		out = append(out, names[rec.ID.String()]+" "+what+" "+line)
	}
	for _, rec := range all {
		say(rec, "values", rec.Properties)
		say(rec, "times", []time.Time{rec.CreatedAt, rec.UpdatedAt, rec.At})
		say(rec, "found by", foundBy(t, r, schema, rec))
		changes, err := r.RecordChanges(rec.ID, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			say(rec, "history", []any{c.Properties, c.Source, c.SourceLabel, c.UserID})
		}
		joins, err := r.Associations(rec.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range joins {
			say(rec, "joined", []any{a.ToID.String(), a.TypeID})
		}
		if rec.Type != parley.TypeContact {
			continue
		}
		addresses, err := r.ContactAddresses(parley.ContactID(rec.ID), "email")
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Contact(parley.ContactID(rec.ID))
		if err != nil {
			t.Fatal(err)
		}
		say(rec, "contact", []any{addresses, c.FirstName, c.LastName, c.Email})
	}
	events, err := r.Events(0, 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if rec := (&parley.Record{ID: parley.RecordID(e.ObjectID)}); names[rec.ID.String()] != "" {
			say(rec, "event", []any{e.Kind, e.Data, e.ActorID})
		}
	}
	slices.Sort(out)
	n, err := r.RecordCount(parley.TypeContact)
	return fmt.Sprint(n, err, "\n", strings.Join(out, "\n"))
}

// foundBy lists the values by which the index finds a record.
func foundBy(t *testing.T, r *store.Reader, schema *parley.Schema, rec *parley.Record) (out []string) {
	kind := schema.Type(rec.Type)
	for _, name := range slices.Sorted(maps.Keys(rec.Properties)) {
		for _, op := range []string{"EQ", "CONTAINS_TOKEN"} {
			s := crm.Search{Type: kind, Limit: 10, Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: name, Operator: op, Value: rec.Properties[name]}}}}}
			found, n, err := s.Find(r)
			if err != nil {
				t.Fatal(err)
			}
			has := slices.ContainsFunc(found, func(x *parley.Record) bool { return x.ID == rec.ID })
			out = append(out, fmt.Sprint(name, " ", op, " ", has, " ", n))
		}
	}
	return out
}
