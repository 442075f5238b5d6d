package crm_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// crowd is contacts of whom all but a few live in Paris.
type crowd struct {
	*testing.T
	db    *store.DB
	t     *parley.ObjectType
	paris []parley.RecordID
	other parley.RecordID
	hold  map[parley.RecordID]bool // whom the person may not change
}

const crowdSize, mayor = 250, parley.UserID(5)

func newCrowd(t *testing.T) *crowd {
	c := &crowd{T: t, db: storetest.New(t), hold: map[parley.RecordID]bool{}}
	storetest.Write(t, c.db, crm.Furnish)
	storetest.Write(t, c.db, func(tx *store.Tx) error {
		schema, err := tx.Schema()
		if err != nil {
			return err
		}
		c.t = schema.Type(parley.TypeContact)
		var all []*crm.New
		for i := range crowdSize + 1 {
			city := "Paris"
			if i == crowdSize {
				city = "Nantes"
			}
			all = append(all, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": fmt.Sprintf("p%d@crowd.example", i), "city": city}})
		}
		made, _, err := crm.CreateRecords(tx, ui, parley.TypeContact, all)
		if err != nil {
			return err
		}
		for _, rec := range made[:crowdSize] {
			c.paris = append(c.paris, rec.ID)
		}
		c.other = made[crowdSize].ID
		return nil
	})
	return c
}

func (c *crowd) start(verb crm.BulkVerb, change crm.BulkChange, city string) (id int64) {
	c.Helper()
	storetest.Write(c.T, c.db, func(tx *store.Tx) error {
		s := &crm.Search{Type: c.t, Groups: []crm.FilterGroup{{Filters: []crm.Filter{{Property: "city", Operator: "EQ", Value: city}}}}}
		k, err := crm.StartBulk(tx, parley.ByUser(mayor), verb, change, s, 0)
		if err == nil {
			id = k.ID
		}
		return err
	})
	return id
}

// work runs until a slice has ended at stop, or all is done, and returns what
// is known of the bulk then.
func (c *crowd) work(id int64, stop int64) *store.RecordBulk {
	c.Helper()
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	r := job.NewRunner(c.db)
	b := &crm.Bulks{DB: c.db,
		May: func(*store.Tx, parley.UserID, *parley.ObjectType, crm.BulkVerb) (func(*parley.Record) error, error) {
			return func(rec *parley.Record) error {
				if c.hold[rec.ID] {
					return parley.Errorf(parley.Forbidden, "not yours")
				}
				return nil
			}, nil
		},
		Tell: func(k *store.RecordBulk, _ parley.JobID) {
			if k.ID == id && (k.State != crm.BulkRunning || k.Done >= stop) {
				cancel()
			}
		}}
	b.Handle(r)
	if err := r.Run(ctx); err != nil {
		c.Fatal(err)
	}
	return c.bulk(id)
}

func (c *crowd) bulk(id int64) *store.RecordBulk {
	k, err := c.db.Read(c.Context()).RecordBulk(id)
	if err != nil {
		c.Fatal(err)
	}
	return k
}

func (c *crowd) undo(id int64) (back int64) {
	c.Helper()
	storetest.Write(c.T, c.db, func(tx *store.Tx) error {
		k, err := tx.RecordBulk(id)
		if err != nil {
			return err
		}
		u, err := crm.UndoBulk(tx, parley.ByUser(mayor), c.t, k)
		if err == nil {
			back = u.ID
		}
		return err
	})
	return back
}

// in counts who lives in a city.
func (c *crowd) in(city string) (n int) {
	all, err := c.db.Read(c.Context()).Records(append(slices.Clone(c.paris), c.other))
	if err != nil {
		c.Fatal(err)
	}
	for _, rec := range all {
		if rec.Live() && rec.Properties["city"] == city {
			n++
		}
	}
	return n
}

func (c *crowd) check(k *store.RecordBulk, want string) {
	c.Helper()
	if got := fmt.Sprintf("%s: %d of %d, %d changed, %d not", k.State, k.Done, k.Total, k.Changed, k.Failed); got != want {
		c.Errorf("got %s, want %s", got, want)
	}
}

// LIST-08, SAFE-09: all that match are changed though what they match by is what
// changes; cut off in the middle it goes on, does nothing twice, says whom it
// left, and is taken back but for what was changed since.
func TestBulk_changesAllThatMatch(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	c.hold[c.paris[7]], c.hold[c.paris[170]] = true, true
	id := c.start(crm.BulkEdit, crm.BulkChange{Properties: map[string]string{"city": "Lyon"}}, "Paris")
	c.check(c.work(id, 100), "running: 100 of 250, 99 changed, 1 not")
	c.check(c.work(id, crowdSize), "done: 250 of 250, 248 changed, 2 not")
	if c.in("Lyon") != 248 || c.in("Nantes") != 1 {
		t.Errorf("%d in Lyon, %d in Nantes", c.in("Lyon"), c.in("Nantes"))
	}
	r := c.db.Read(t.Context())
	for _, id := range c.paris {
		changes, err := r.RecordChanges(id, 10)
		moved := 0
		for _, ch := range changes {
			if ch.Properties["city"] == "Lyon" {
				moved++
			}
		}
		if err != nil || moved != 1 && !c.hold[id] {
			t.Errorf("%d moved %d times, %v", id, moved, err)
		}
	}
	left, err := r.BulkRefusals(id, 9)
	if err != nil || len(left) != 2 || left[0].RecordID != c.paris[7] || left[0].Code != "FORBIDDEN" || left[0].Reason != "not yours" {
		t.Errorf("left %+v, %v", left, err)
	}
	if k := c.bulk(id); k.Query != "" || k.Change != `{"properties":{"city":""}}` {
		t.Errorf("it still knows %s %s", k.Query, k.Change)
	}

	storetest.Write(t, c.db, func(tx *store.Tx) error {
		rec, err := tx.Record(c.paris[0])
		if err != nil {
			return err
		}
		_, err = crm.UpdateRecord(tx, ui, rec, map[string]string{"city": "Brest"})
		return err
	})
	back := c.undo(id)
	c.check(c.work(back, 100), "running: 100 of 248, 99 changed, 1 not")
	c.check(c.work(back, crowdSize), "done: 248 of 248, 247 changed, 1 not")
	if c.in("Paris") != 249 || c.in("Brest") != 1 {
		t.Errorf("%d in Paris, %d in Brest", c.in("Paris"), c.in("Brest"))
	}
	storetest.Write(t, c.db, func(tx *store.Tx) error {
		k, err := tx.RecordBulk(id)
		if err != nil {
			return err
		}
		if _, err := crm.UndoBulk(tx, parley.ByUser(mayor), c.t, k); parley.KindOf(err) != parley.Conflict {
			t.Errorf("undone twice: %v", err)
		}
		return nil
	})
}

// LIST-08, CRM-22: one that is taken back while it is at work stops; archiving and lists
// are taken back too, and members that were there stay.
func TestBulk_stopsAndComesBack(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	id := c.start(crm.BulkArchive, crm.BulkChange{}, "Paris")
	c.check(c.work(id, 100), "running: 100 of 250, 100 changed, 0 not")
	back := c.undo(id)
	if k := c.bulk(id); k.State != crm.BulkStopped || k.UndoneBy != back {
		t.Errorf("got %+v", k)
	}
	c.check(c.work(back, crowdSize), "done: 100 of 100, 100 changed, 0 not")
	if c.in("Paris") != crowdSize {
		t.Errorf("%d are back", c.in("Paris"))
	}

	l := &store.RecordList{Type: parley.TypeContact, Name: "Neighbours", Fixed: true}
	storetest.Write(t, c.db, func(tx *store.Tx) error {
		if err := crm.SaveList(tx, parley.ByUser(mayor), l, nil); err != nil {
			return err
		}
		return crm.ChangeMembers(tx, parley.System, l.ID, []parley.RecordID{c.paris[3], c.other}, true)
	})
	id = c.start(crm.BulkList, crm.BulkChange{ListID: l.ID}, "Paris")
	c.check(c.work(id, crowdSize), "done: 250 of 250, 249 changed, 0 not")
	c.check(c.work(c.undo(id), crowdSize), "done: 249 of 249, 249 changed, 0 not")
	members, err := c.db.Read(t.Context()).ListMembers(l.ID)
	if err != nil || len(members) != 2 {
		t.Errorf("%d members, %v", len(members), err)
	}

	storetest.Write(t, c.db, func(tx *store.Tx) error {
		for name, change := range map[string]crm.BulkChange{
			"a value that does not fit":  {Properties: map[string]string{"num_employees": "many", "hubspot_owner_id": "77"}},
			"one that only one may have": {Properties: map[string]string{"email": "one@crowd.example"}},
			"what the server makes":      {Properties: map[string]string{"createdate": "2026-01-01"}},
			"nothing":                    {},
		} {
			if _, err := crm.StartBulk(tx, parley.ByUser(mayor), crm.BulkEdit, change, &crm.Search{Type: c.t}, 0); parley.KindOf(err) != parley.Invalid {
				t.Errorf("%s: got %v", name, err)
			}
		}
		return nil
	})
}
