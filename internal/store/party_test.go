package store

import (
	"context"
	"fmt"
	"testing"

	"parley/internal/parley"
)

// FILT-02, PERF-06: any part of a name, an address or a number is found, a
// long one and one that everybody has too; what is purged leaves no trace in
// the index.
func TestParties(t *testing.T) {
	t.Parallel()
	db, err := Open(context.Background(), Options{URL: t.TempDir() + "/party.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	const few, many = 500, 550
	var first, last parley.ThreadID
	err = db.Write(ctx, func(tx *Tx) error {
		for i := range many {
			th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: 1, SenderName: fmt.Sprintf("Zoë Nº %d", i)}
			if i == 0 {
				first = th.ID
			}
			last = th.ID
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
			if _, err := tx.AddParticipant(&parley.Participant{ThreadID: th.ID, Address: fmt.Sprintf("zoe.n%d@a-rather-long-subdomain.customer%d.example", i, i)}); err != nil {
				return err
			}
			if err := tx.IndexThread(th); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	find := func(part string, limit int) []int64 {
		t.Helper()
		ids, _, err := db.Read(ctx).threadsAmong(part, few, false, limit)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	for _, part := range []string{"zoe.n0@", "n0@a-rather-long-subdomain.customer0.ex", "@a-rather-long-subdomain.customer0."} {
		if ids := find(part, 10); len(ids) != 1 || ids[0] != int64(first) {
			t.Errorf("%q: found %v, want %d", part, ids, first)
		}
	}
	if ids := find(last.String(), 5); len(ids) != 1 || ids[0] != int64(last) {
		t.Errorf("its number %s: found %v", last, ids)
	}
	if ids := find("subdomain", 5); len(ids) == 0 || ids[0] != int64(last) {
		t.Errorf("a part that all have: found %v, want the newest, %d, first", ids, last)
	}
	if ids := find("100%", 5); len(ids) != 0 {
		t.Errorf("a sign of patterns found %v", ids)
	}
	count := func(table string) int64 {
		n, err := scalar[int64](db.Read(ctx), `SELECT COUNT(*) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	parts := count("party_part")
	err = db.Write(ctx, func(tx *Tx) error {
		_, err := tx.PurgeThread(first)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if ids := find("zoe.n0@", 10); len(ids) != 0 {
		t.Errorf("purged and still found: %v", ids)
	}
	if got := count("party"); got != 3*(many-1) {
		t.Errorf("%d texts are left, want %d", got, 3*(many-1))
	}
	if count("party_part") >= parts {
		t.Error("the endings of what was purged are left")
	}
}
