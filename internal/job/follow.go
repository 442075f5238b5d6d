package job

import (
	"context"
	"log/slog"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

const followBatch = 200

// Follow reads the event log from where name left off, for as long as ctx
// lives, on one node at a time. The cursor moves in the transaction in which
// fn ran: what follows from an event happens once. At the end another may go on
// at once.
func Follow(ctx context.Context, db *store.DB, name string, fn func(tx *store.Tx, events []*parley.Event) error) error {
	holder := db.Holder()
	defer db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.EndLease("follow/"+name, holder) })
	for ctx.Err() == nil {
		changed := db.Changed()
		n, err := follow(ctx, db, name, holder, fn)
		if err != nil && ctx.Err() == nil {
			slog.Error("follow the event log", "follower", name, "err", err)
			pause(ctx, time.Second)
			continue
		}
		if n == followBatch {
			continue
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-time.After(idlePoll):
		}
	}
	return nil
}

func follow(ctx context.Context, db *store.DB, name, holder string, fn func(tx *store.Tx, events []*parley.Event) error) (int, error) {
	after, err := db.Read(ctx).Cursor(name)
	if err != nil {
		return 0, err
	}
	events, err := db.Read(ctx).Events(after, followBatch)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		mine, err := tx.Lease("follow/"+name, holder, tx.Now.Add(leaseTime))
		if err != nil || !mine {
			return err
		}
		now, err := tx.Cursor(name)
		if err != nil || now != after {
			return err
		}
		if err := fn(tx, events); err != nil {
			return err
		}
		return tx.SetCursor(name, events[len(events)-1].Seq)
	})
	return len(events), err
}
