package store

import (
	"context"
	"path/filepath"
	"testing"

	"parley/internal/parley"
)

// SAFE-08: what is taken before an upgrade is a database of its own, as it was,
// while writing goes on; a database of a newer program is refused.
func TestSnapshot_isADatabaseToGoBackTo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "parley.db")
	db, err := Open(ctx, Options{URL: path})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	happen := func() {
		t.Helper()
		if err := db.Write(ctx, func(tx *Tx) error { _, err := tx.Event(&parley.Event{Kind: "test.happened"}); return err }); err != nil {
			t.Fatal(err)
		}
	}
	happen()
	if err := db.snapshot(ctx, 1); err != nil {
		t.Fatal(err)
	}
	happen()
	found, err := filepath.Glob(path + ".before-schema-2-*")
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	back, err := Open(ctx, Options{URL: found[0]})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if head, err := back.Read(ctx).Head(); head != 1 || err != nil {
		t.Errorf("the snapshot ends at event %d (%v), want 1", head, err)
	}
	if err := back.Write(ctx, func(tx *Tx) error {
		return tx.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	}); err != nil {
		t.Fatal(err)
	}
	if newer, err := Open(ctx, Options{URL: found[0]}); err == nil {
		newer.Close()
		t.Error("a database of a newer program was opened")
	}
}
