package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// The records of the CRM figures: contacts with some of forty properties, made
// a hundred in a transaction as a batch of the public API is.
const (
	crmBatch      = 100
	customFields  = 16 // defined beside those built in, forty in all
	filledFields  = 12 // of a contact
	distinctTowns = 5000
)

// CRM measures making, asking and sorting records, at so many contacts, and
// opening a conversation with their cards.
func (b *Bench) CRM(ctx context.Context, contacts int) error {
	if err := b.db.Write(ctx, defineFields); err != nil {
		return err
	}
	have, err := b.db.Read(ctx).RecordCount(parley.TypeContact)
	if err != nil {
		return err
	}
	if missing := contacts - int(have); missing > contacts/10 {
		rate, err := b.makeRecords(ctx, missing)
		if err != nil {
			return err
		}
		b.Value("CRM", fmt.Sprintf("batches of %d contacts, up to %d", crmBatch, contacts), "objects/s", rate)
	}
	rate, err := b.makeRecords(ctx, min(5000, contacts))
	if err != nil {
		return err
	}
	b.Value("CRM", fmt.Sprintf("batches of %d contacts, at %d", crmBatch, contacts), "objects/s", rate)
	for _, q := range crmQueries {
		if err := b.searchRecords(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
	}
	return b.Cards(ctx)
}

// defineFields adds custom properties, so that a contact has forty.
func defineFields(tx *store.Tx) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	for i := range customFields {
		p := &parley.Property{Type: parley.TypeContact, Name: fmt.Sprintf("field_%d", i), Label: fmt.Sprintf("Field %d", i), Group: "contactinformation", Kind: parley.KindString, Field: "text"}
		if i%2 == 1 {
			p.Kind, p.Field = parley.KindNumber, "number"
		}
		if schema.Properties(parley.TypeContact).Get(p.Name) != nil {
			continue
		}
		if err := crm.CreateProperty(tx, parley.System, p); err != nil {
			return err
		}
	}
	return crm.WriteOptions(tx, 0, crm.Options{})
}

func (b *Bench) makeRecords(ctx context.Context, n int) (float64, error) {
	start := time.Now()
	base := start.UnixNano() / 1000
	for done := 0; done < n; done += crmBatch {
		if done%50_000 == 0 {
			fmt.Fprintf(os.Stderr, "\rmaking contacts: %d of %d", done, n)
		}
		err := b.db.Write(ctx, func(tx *store.Tx) error {
			all := make([]*crm.New, crmBatch)
			for i := range all {
				all[i] = &crm.New{Type: parley.TypeContact, Properties: b.person(base + int64(done+i))}
			}
			_, wrong, err := crm.CreateRecords(tx, parley.Origin{Actor: parley.System, Source: parley.SourceAPI}, parley.TypeContact, all)
			return errors.Join(append(wrong, err)...)
		})
		if err != nil {
			return 0, err
		}
	}
	fmt.Fprintln(os.Stderr)
	return float64(n) / time.Since(start).Seconds(), nil
}

var stages = []string{"subscriber", "lead", "customer", "opportunity"}

// person is the properties of contact n.
func (b *Bench) person(n int64) map[string]string {
	rng := b.data.rng
	p := map[string]string{"email": fmt.Sprintf("crm%d@company%d.example", n, n%20_000), "firstname": spell(uint64(rng.IntN(4000))), "lastname": spell(uint64(rng.IntN(40_000))),
		"city": spell(uint64(rng.IntN(distinctTowns))), "lifecyclestage": stages[rng.IntN(len(stages))], "phone": strconv.FormatInt(n, 10)}
	for len(p) < filledFields {
		f := rng.IntN(customFields)
		p["field_"+strconv.Itoa(f)] = strconv.Itoa(rng.IntN(100_000))
	}
	return p
}

type crmQuery struct {
	name string
	make func(rng *rand.Rand) crm.Search
}

func one(property, op, value string) []crm.FilterGroup {
	return []crm.FilterGroup{{Filters: []crm.Filter{{Property: property, Operator: op, Value: value}}}}
}

func town(rng *rand.Rand) string { return spell(uint64(rng.IntN(distinctTowns))) }

var crmQueries = []crmQuery{
	{"all, by creation", func(*rand.Rand) crm.Search { return crm.Search{} }},
	{"all, by last name", func(*rand.Rand) crm.Search { return crm.Search{Sort: "lastname"} }},
	{"all, by last name, a deep page", func(rng *rand.Rand) crm.Search { return crm.Search{Sort: "lastname", Offset: 9000} }},
	{"town is", func(rng *rand.Rand) crm.Search { return crm.Search{Groups: one("city", "EQ", town(rng))} }},
	{"stage is, by last name", func(rng *rand.Rand) crm.Search {
		return crm.Search{Groups: one("lifecyclestage", "EQ", stages[rng.IntN(len(stages))]), Sort: "lastname"}
	}},
	{"stage is and town is, by number", func(rng *rand.Rand) crm.Search {
		g := one("lifecyclestage", "EQ", "customer")
		g[0].Filters = append(g[0].Filters, crm.Filter{Property: "city", Operator: "EQ", Value: town(rng)})
		return crm.Search{Groups: g, Sort: "field_1"}
	}},
	{"stage is and number above", func(rng *rand.Rand) crm.Search {
		g := one("lifecyclestage", "EQ", "lead")
		g[0].Filters = append(g[0].Filters, crm.Filter{Property: "field_3", Operator: "GT", Value: strconv.Itoa(50_000 + rng.IntN(49_000))})
		return crm.Search{Groups: g}
	}},
	{"number between", func(rng *rand.Rand) crm.Search {
		from := rng.IntN(99_000)
		return crm.Search{Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: "field_5", Operator: "BETWEEN", Value: strconv.Itoa(from), High: strconv.Itoa(from + 500)}}}}, Sort: "field_5", Desc: true}
	}},
	{"domain holds", func(rng *rand.Rand) crm.Search {
		return crm.Search{Groups: one("email", "CONTAINS_TOKEN", fmt.Sprintf("*@company%d.example", rng.IntN(20_000)))}
	}},
	{"free text, a last name", func(rng *rand.Rand) crm.Search { return crm.Search{Query: spell(uint64(rng.IntN(40_000)))} }},
	{"without a town", func(*rand.Rand) crm.Search { return crm.Search{Groups: one("city", "NOT_HAS_PROPERTY", "")} }},
	{"one of two towns, or a stage and a number", func(rng *rand.Rand) crm.Search {
		g := []crm.FilterGroup{{Filters: []crm.Filter{{Property: "city", Operator: "IN", Values: []string{town(rng), town(rng)}}}}}
		return crm.Search{Groups: append(g, one("field_7", "EQ", strconv.Itoa(rng.IntN(100_000)))...)}
	}},
}

// searchRecords asks the verb behind both doors, at two readers, and writes the
// answer as JSON as they do.
func (b *Bench) searchRecords(ctx context.Context, q crmQuery) error {
	schema, err := b.db.Read(ctx).Schema()
	if err != nil {
		return err
	}
	n := min(b.Requests, 200)
	took := make([]time.Duration, n)
	var failed error
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(worker), 5))
			for i := worker; i < n; i += 2 {
				s := q.make(rng)
				s.Type, s.Limit = schema.Type(parley.TypeContact), 100
				start := time.Now()
				found, _, err := s.Find(b.db.Read(ctx))
				if err == nil {
					_, err = json.Marshal(found)
				}
				if err != nil {
					failed = err
					return
				}
				took[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	if failed == nil {
		b.add("CRM", "search: "+q.name, took)
	}
	return failed
}
