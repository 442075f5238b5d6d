package triage

import (
	"context"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// How long spam and trash are kept (SPAM-13, SPAM-17).
const (
	SpamKept  = 90 * 24 * time.Hour
	TrashKept = 30 * 24 * time.Hour
)

// RunClocks does what has come due: snoozed threads wake, old spam and trash
// are purged. Running it twice does nothing the second time. It returns the
// blobs that nothing uses any more.
func RunClocks(ctx context.Context, db *store.DB) ([]string, error) {
	var fx Effects
	for {
		n := 0
		err := db.Write(ctx, func(tx *store.Tx) error {
			wake, spam, trash, err := tx.Due(tx.Now, tx.Now.Add(-SpamKept), tx.Now.Add(-TrashKept), sliceSize)
			if err != nil {
				return err
			}
			n = len(wake) + len(spam) + len(trash)
			if err := each(tx, wake, func(th *parley.Thread) error { return Wake(tx, parley.System, th, "time") }); err != nil {
				return err
			}
			return each(tx, append(spam, trash...), func(th *parley.Thread) error { return purge(tx, parley.System, th, &fx) })
		})
		if err != nil || n < sliceSize {
			return fx.FreeBlobs, err
		}
	}
}

func each(tx *store.Tx, ids []parley.ThreadID, fn func(*parley.Thread) error) error {
	threads, err := tx.Threads(ids)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if err := fn(th); err != nil {
			return err
		}
	}
	return nil
}
