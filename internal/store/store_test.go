package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-02: what Write acknowledged is there; what failed left nothing, and
// does not take its neighbours in the batch with it.
func TestWrite_failureIsItsOwn(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	ctx := context.Background()
	boom := errors.New("boom")
	var wg sync.WaitGroup
	errs := make([]error, 300)
	for i := range errs {
		wg.Go(func() {
			errs[i] = db.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Event(&parley.Event{Kind: "test.happened", ObjectID: int64(i)}); err != nil {
					return err
				}
				id := tx.NewID()
				if err := tx.Insert("team", &parley.Team{ID: parley.TeamID(id), Name: parley.TeamID(id).String()}); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return boom
				case 2:
					if i%2 == 0 {
						panic("in a transaction")
					}
				}
				return nil
			})
		})
	}
	wg.Wait()
	want := 0
	for i, err := range errs {
		if failed := i%3 == 1 || i%3 == 2 && i%2 == 0; failed != (err != nil) {
			t.Fatalf("request %d: %v", i, err)
		} else if !failed {
			want++
		}
	}
	teams, err := db.Read(ctx).Teams()
	if err != nil || len(teams) != want {
		t.Fatalf("got %d teams (%v), want %d", len(teams), err, want)
	}
	events, err := db.Read(ctx).Events(0, 1000)
	if err != nil || len(events) != want {
		t.Fatalf("got %d events (%v), want %d", len(events), err, want)
	}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d: the log has a gap", i, e.Seq)
		}
	}
}

// SAFE-09: a cursor that reads while slow and fast writers of several nodes
// commit sees every event once, in order.
func TestEvents_cursorSkipsNothingWithSeveralWriters(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	ctx := context.Background()
	const nodes, each = 3, 120
	var wg sync.WaitGroup
	for n := range nodes {
		db, err := store.Open(ctx, store.Options{URL: url, Key: storetest.Key})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		for range each {
			wg.Go(func() {
				err := db.Write(ctx, func(tx *store.Tx) error {
					if _, err := tx.Event(&parley.Event{Kind: "test.happened", ObjectID: tx.NewID()}); err != nil {
						return err
					}
					if n == 0 {
						time.Sleep(2 * time.Millisecond) // a slow writer holds its number for a while
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	reader, err := store.Connect(ctx, store.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ids := map[int64]bool{}
	var last int64
	for deadline := time.Now().Add(time.Minute); len(ids) < nodes*each; {
		changed := reader.Changed()
		events, err := reader.Read(ctx).Events(last, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Seq != last+1 {
				t.Fatalf("after %d came %d", last, e.Seq)
			}
			if ids[e.ObjectID] {
				t.Fatalf("identifier %d was given twice", e.ObjectID)
			}
			ids[e.ObjectID], last = true, e.Seq
		}
		if len(events) == 0 {
			select {
			case <-changed:
			case <-time.After(time.Until(deadline)):
				t.Fatalf("saw %d of %d events", len(ids), nodes*each)
			}
		}
	}
	wg.Wait()
}

// Arguments used out of order and twice are bound by number on both engines.
func TestRebind_byNumber(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Write(t, db, func(tx *store.Tx) error {
		return tx.Exec(`INSERT INTO holiday (name, day, id, source) VALUES ($2, $1, $3, $2)`, "2026-12-25", "Christmas", 7)
	})
	holidays, err := db.Read(context.Background()).Holidays()
	if err != nil || len(holidays) != 1 || holidays[0].Name != "Christmas" || holidays[0].Day != "2026-12-25" || holidays[0].Source != "Christmas" {
		t.Fatalf("got %+v, %v", holidays, err)
	}
}

// One of several that may run again fails: the others are stored once, and what
// follows has numbers that nothing else had.
func TestWriteAll_oneFails(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	ctx := t.Context()
	var fns []func(*store.Tx) error
	for i := range 20 {
		fns = append(fns, func(tx *store.Tx) error {
			if err := tx.SetSetting(fmt.Sprintf("n%d", i), tx.NewID()); err != nil {
				return err
			}
			if _, err := tx.Event(&parley.Event{Kind: "test"}); err != nil {
				return err
			}
			if i%7 == 3 {
				return parley.Invalidf("n", "not this one")
			}
			return nil
		})
	}
	before, _ := db.Read(ctx).Head()
	seen := map[int64]bool{}
	for i, err := range db.WriteAll(ctx, fns) {
		var id int64
		has, _ := db.Read(ctx).Setting(fmt.Sprintf("n%d", i), &id)
		if failed := i%7 == 3; (err != nil) != failed || has == failed || seen[id] && has {
			t.Errorf("%d: error %v, stored %t as %d", i, err, has, id)
		}
		seen[id] = true
	}
	events, err := db.Read(ctx).Events(before, 100)
	if err != nil || len(events) != 17 || events[16].Seq != before+17 {
		t.Errorf("%d events, %v", len(events), err)
	}
}
