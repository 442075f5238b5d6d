package crm_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// Calculated properties: worked out with the values that they are made of, in
// the same transaction; over associated records soon after; read-only; found
// and sorted by like others. A circle is refused.
func TestCalculated(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	db := storetest.NewAt(t, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	storetest.Write(t, db, crm.Furnish)
	jobs := job.NewRunner(db)
	crm.HandleCalculation(jobs, db)
	by := crm.ByUser(1)
	define := func(of parley.ObjectTypeID, name, text string, kind parley.PropertyKind) error {
		group := map[parley.ObjectTypeID]string{parley.TypeDeal: "dealinformation", parley.TypeCompany: "companyinformation"}[of]
		return db.Write(t.Context(), func(tx *store.Tx) error {
			return crm.CreateProperty(tx, by.Actor, &parley.Property{Type: of, Name: name, Label: name, Group: group, Kind: kind, Field: "calculation_equation", Formula: text})
		})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(define(parley.TypeDeal, "double", "amount * 2", parley.KindNumber))
	must(define(parley.TypeDeal, "four", "double * 2", parley.KindNumber))
	must(define(parley.TypeCompany, "total", "sum(deal.four)", parley.KindNumber))
	must(define(parley.TypeCompany, "said", `concatenate(name, ": ", text(total))`, parley.KindString))
	for what, err := range map[string]error{
		"of nothing": define(parley.TypeDeal, "bad", "nothing * 2", parley.KindNumber), "of another kind": define(parley.TypeDeal, "bad", "dealname", parley.KindNumber),
		"of itself": define(parley.TypeDeal, "own", "own + 1", parley.KindNumber), "broken": define(parley.TypeDeal, "bad", "amount *", parley.KindNumber),
	} {
		if parley.KindOf(err) != parley.Invalid {
			t.Errorf("%s: got %v", what, err)
		}
	}
	circle := db.Write(t.Context(), func(tx *store.Tx) error {
		schema, err := tx.Schema()
		if err != nil {
			return err
		}
		p := *schema.Properties(parley.TypeDeal).Live("double")
		p.Formula = "sum(company.total)"
		return crm.UpdateProperty(tx, by.Actor, &p)
	})
	if circle == nil || !strings.Contains(circle.Error(), "made of itself") {
		t.Errorf("a circle over two kinds: %v", circle)
	}
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return crm.ArchiveProperty(tx, by.Actor, parley.TypeDeal, "double") }); parley.KindOf(err) != parley.Invalid {
		t.Errorf("what others are made of goes: %v", err)
	}

	var deal, company *parley.Record
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		pipes, err := tx.Pipelines(parley.TypeDeal)
		if err != nil {
			return err
		}
		if company, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Acme"}}); err != nil {
			return err
		}
		deal, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeDeal, Properties: map[string]string{"dealname": "One", "amount": "10", "dealstage": pipes[0].Stages[0].ID}, Associations: []crm.Join{{To: company.ID}}})
		return err
	})
	if deal.Properties["four"] != "40" {
		t.Errorf("made with %v", deal.Properties)
	}
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := crm.UpdateRecord(tx, by, deal, map[string]string{"amount": "15"})
		return err
	})
	if deal.Properties["double"] != "30" || deal.Properties["four"] != "60" {
		t.Errorf("after a change %v", deal.Properties)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := crm.UpdateRecord(tx, by, deal, map[string]string{"double": "1"})
		return err
	})
	if e, _ := err.(*parley.Error); e == nil || e.Code != "READ_ONLY_VALUE" {
		t.Errorf("a calculated value is written: %v", err)
	}
	ctx := t.Context()
	go jobs.Run(ctx)
	comesTo := func(total string) {
		t.Helper()
		for stop := time.Now().Add(time.Minute); ; {
			rec, err := db.Read(ctx).Record(company.ID)
			must(err)
			if rec.Properties["total"] == total && rec.Properties["said"] == "Acme: "+total {
				return
			}
			if time.Now().After(stop) {
				t.Fatalf("the company came to %v, not to %s", rec.Properties, total)
			}
			ahead.Add(int64(time.Second)) // the clock goes on, and whoever waits for it is woken
			storetest.Write(t, db, func(tx *store.Tx) error { return tx.SetSetting("tick", ahead.Load()) })
		}
	}
	comesTo("60")
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := crm.UpdateRecord(tx, by, deal, map[string]string{"amount": "20"})
		return err
	})
	comesTo("80")
	storetest.Write(t, db, func(tx *store.Tx) error { return crm.Dissociate(tx, by, deal, company) })
	comesTo("0")
	schema, err := db.Read(ctx).Schema()
	must(err)
	found := &crm.Search{Type: schema.Type(parley.TypeDeal), Limit: 10, Sort: "four", Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: "four", Operator: "GTE", Value: "80"}}}}}
	if all, n, err := found.Find(db.Read(ctx)); err != nil || n != 1 || all[0].ID != deal.ID {
		t.Errorf("found %d, %v", n, err)
	}
}
