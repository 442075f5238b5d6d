package settings

import (
	"context"
	"time"

	"parley/internal/job"
	"parley/internal/store"
)

// Handle registers the background work of this package.
func Handle(r *job.Runner, db *store.DB, letters Letters) {
	r.Handle("settings.untag", func(ctx context.Context, w *job.Work) error {
		var u untagging
		if err := w.Decode(&u); err != nil {
			return err
		}
		return untag(ctx, db, u)
	})
	r.Handle("settings.forgot", func(ctx context.Context, w *job.Work) error {
		var email string
		if err := w.Decode(&email); err != nil || email == "" {
			return err
		}
		return letters.answerForgotten(ctx, db, email)
	})
	r.Every("settings.availability", 10*time.Second, func(ctx context.Context) error { return RunAvailability(ctx, db) })
	r.Every("settings.tidy", time.Hour, func(ctx context.Context) error {
		return db.Write(ctx, func(tx *store.Tx) error { return tx.TidyTokens() })
	})
}
