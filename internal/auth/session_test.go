package auth

import (
	"context"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// SAFE-07: a clock that jumps signs nobody out within the life of a session,
// and does not prolong that life.
func TestIdentify_clockJumps(t *testing.T) {
	t.Parallel()
	ctx, at := context.Background(), &clock{time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)}
	db := storetest.NewAt(t, at.now)
	var token string
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		if err := tx.Insert("user", &parley.User{ID: 7, Email: "mia@atlas.example", CreatedAt: tx.Now}); err != nil {
			return err
		}
		token, _, err = StartSession(tx, 7, "browser", "127.0.0.1")
		return err
	})
	for _, by := range []time.Duration{24 * time.Hour, -25 * time.Hour, -time.Hour, 48 * time.Hour} {
		at.at = at.at.Add(by)
		if _, err := Identify(ctx, db, token, "127.0.0.1"); err != nil {
			t.Errorf("after a jump by %v: %v", by, err)
		}
	}
	at.at = at.at.Add(SessionLife)
	if _, err := Identify(ctx, db, token, "127.0.0.1"); parley.KindOf(err) != parley.Unauthenticated {
		t.Errorf("after its life the session says %v", err)
	}
}
