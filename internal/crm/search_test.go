package crm_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// CAPI-10, CAPI-11: whatever is asked, in whatever order, search answers what
// looking at every record answers.
func TestSearch_equalsLooking(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	rng := rand.New(rand.NewPCG(7, 11))
	var all []*parley.Record
	storetest.Write(t, db, func(tx *store.Tx) error {
		for i := range 120 {
			p := map[string]string{"name": pick(rng, "Acme", "Äcme GmbH", "north wind", "Northwind Ltd", "O'Neil & Sons", "50%_off") + " " + strconv.Itoa(rng.IntN(4))}
			maybe(rng, p, "city", "Lyon", "lyon", "Paris", "Saint-Étienne")
			maybe(rng, p, "numberofemployees", "1", "5", "12.50", "1500", "-3")
			maybe(rng, p, "domain", "acme.example", "shop.acme.example", "north-wind.example")
			rec, err := crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeCompany, Properties: p})
			if err != nil {
				return err
			}
			if i%9 != 0 {
				all = append(all, rec)
			} else if err := crm.Archive(tx, ui, rec); err != nil {
				return err
			}
		}
		return nil
	})
	for range 400 {
		s := randomSearch(rng)
		s.Few = 1 + 5000*rng.IntN(2) // by gathering, and by walking
		got, total, err := s.Find(db.Read(t.Context()))
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		want := look(all, s)
		if int(total) != len(want) {
			t.Fatalf("%+v: total %d, want %d", s, total, len(want))
		}
		page := want[min(s.Offset, len(want)):min(s.Offset+s.Limit, len(want))]
		if !slices.EqualFunc(got, page, func(a, b *parley.Record) bool { return a.ID == b.ID }) {
			t.Fatalf("%+v: got %v, want %v", s, titles(got, s.Sort), titles(page, s.Sort))
		}
	}
}

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

func maybe(rng *rand.Rand, p map[string]string, name string, values ...string) {
	if rng.IntN(4) > 0 {
		p[name] = pick(rng, values...)
	}
}

func randomSearch(rng *rand.Rand) *crm.Search {
	s := &crm.Search{Type: parley.BuiltinTypes[1], Limit: 1 + rng.IntN(30), Offset: rng.IntN(40), Desc: rng.IntN(2) == 0, Sort: pick(rng, "", "name", "city", "numberofemployees", "createdate")}
	for range rng.IntN(3) {
		var g crm.FilterGroup
		for range 1 + rng.IntN(3) {
			g.Filters = append(g.Filters, randomFilter(rng))
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

func randomFilter(rng *rand.Rand) crm.Filter {
	f := crm.Filter{Property: pick(rng, "name", "city", "domain", "numberofemployees"), Operator: pick(rng, store.RecordOperators...)}
	if f.Property == "numberofemployees" {
		f.Value, f.High, f.Values = pick(rng, "1", "5", "12.5"), pick(rng, "12.500", "2000"), []string{"5", "1500"}
		if strings.HasSuffix(f.Operator, "_TOKEN") {
			f.Operator = "EQ"
		}
		return f
	}
	f.Value, f.High, f.Values = pick(rng, "LYON", "acme 2", "north*", "*example", "50%_off 1", "shop.acme.example", "saint", "gmbh*", "n*d ltd 1"), "p", []string{"Paris", "ÄCME GMBH 1", "nothing"}
	return f
}

// look answers a search by looking at every record.
func look(all []*parley.Record, s *crm.Search) (out []*parley.Record) {
	for _, rec := range all {
		if len(s.Groups) == 0 || slices.ContainsFunc(s.Groups, func(g crm.FilterGroup) bool {
			return !slices.ContainsFunc(g.Filters, func(f crm.Filter) bool { return !holds(rec, f) })
		}) {
			out = append(out, rec)
		}
	}
	slices.SortStableFunc(out, func(a, b *parley.Record) int { return compare(a, b, s) })
	return out
}

func compare(a, b *parley.Record, s *crm.Search) int {
	sign := 1
	if s.Desc {
		sign = -1
	}
	byID := func() int { return sign * int(a.ID-b.ID) }
	if s.Sort == "" || s.Sort == "createdate" {
		return byID()
	}
	x, y := a.Properties[s.Sort], b.Properties[s.Sort]
	switch {
	case x == "" && y == "":
		return byID()
	case x == "":
		return 1
	case y == "":
		return -1
	}
	c := strings.Compare(strings.ToLower(x), strings.ToLower(y))
	if s.Sort == "numberofemployees" {
		c = int(100 * (number(x) - number(y)))
	}
	if c == 0 {
		return byID()
	}
	return sign * c
}

func number(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64)
	return n
}

func holds(rec *parley.Record, f crm.Filter) bool {
	value := strings.ToLower(rec.Properties[f.Property])
	if op, negative := strings.CutPrefix(f.Operator, "NOT_"); negative {
		f.Operator = op
		return !holds(rec, f)
	}
	want, high := strings.ToLower(f.Value), strings.ToLower(f.High)
	cmp := func(to string) int {
		if f.Property == "numberofemployees" {
			return int(100 * (number(value) - number(to)))
		}
		return strings.Compare(value, to)
	}
	if f.Operator == "NEQ" {
		return value == "" || cmp(want) != 0
	}
	if value == "" {
		return false
	}
	switch f.Operator {
	case "EQ":
		return cmp(want) == 0
	case "LT":
		return cmp(want) < 0
	case "LTE":
		return cmp(want) <= 0
	case "GT":
		return cmp(want) > 0
	case "GTE":
		return cmp(want) >= 0
	case "BETWEEN":
		return cmp(want) >= 0 && cmp(high) <= 0
	case "IN":
		return slices.ContainsFunc(f.Values, func(v string) bool { return cmp(strings.ToLower(v)) == 0 })
	case "HAS_PROPERTY":
		return true
	}
	return token(value, want)
}

// token says what CONTAINS_TOKEN means for the patterns of this test.
func token(value, pattern string) bool {
	fold := strings.NewReplacer("ä", "a", "é", "e").Replace(value)
	words := strings.FieldsFunc(fold, func(r rune) bool { return strings.ContainsRune(" .-'&%_", r) })
	switch pattern {
	case "north*", "gmbh*":
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, strings.TrimSuffix(pattern, "*")) })
	case "*example":
		return strings.HasSuffix(value, "example")
	case "n*d ltd 1":
		return strings.HasPrefix(value, "n") && strings.HasSuffix(value, "d ltd 1")
	case "shop.acme.example":
		return value == pattern
	}
	for _, w := range strings.FieldsFunc(pattern, func(r rune) bool { return strings.ContainsRune(" %_", r) }) {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}

func titles(all []*parley.Record, sort string) (out []string) {
	for _, rec := range all {
		out = append(out, fmt.Sprint(rec.ID, " ", rec.Properties["name"], " ", rec.Properties[sort]))
	}
	return out
}

// CAPI-11: what large conditions named is kept, and asked anew after a record
// is written; a writing that is undone leaves nothing behind.
func TestSearch_seesWhatIsWritten(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	five := func(tx *store.Tx) error {
		for range 5 {
			if _, err := crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"city": "Lyon", "phone": "1"}}); err != nil {
				return err
			}
		}
		return nil
	}
	storetest.Write(t, db, five)
	total := func(r *store.Reader) int64 {
		t.Helper()
		schema, err := r.Schema()
		if err != nil {
			t.Fatal(err)
		}
		s := &crm.Search{Type: schema.Type(parley.TypeCompany), Limit: 3, Few: 1, Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: "city", Operator: "EQ", Value: "Lyon"}, {Property: "phone", Operator: "HAS_PROPERTY"}}}}}
		_, n, err := s.Find(r)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := total(db.Read(t.Context())); n != 5 {
		t.Fatalf("%d at first", n)
	}
	undone := errors.New("undone")
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := five(tx); err != nil {
			return err
		}
		if n := total(&tx.Reader); n != 10 {
			t.Errorf("%d within", n)
		}
		return undone
	})
	if n := total(db.Read(t.Context())); n != 5 || !errors.Is(err, undone) {
		t.Errorf("%d after a writing undone, %v", n, err)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		page, err := tx.PageRecords(parley.TypeCompany, false, 0, 1)
		if err != nil {
			return err
		}
		_, err = crm.UpdateRecord(tx, ui, page[0], map[string]string{"city": "Paris"})
		return err
	})
	if n := total(db.Read(t.Context())); n != 4 {
		t.Errorf("%d after one moved away", n)
	}
}
