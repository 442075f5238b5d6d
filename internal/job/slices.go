package job

import (
	"context"

	"parley/internal/store"
)

// Slices does long work piece by piece. Each piece is one transaction, with the
// place where it ends: it is done once, whoever does it, and others write in
// between. A piece is told how much is done and says how much is then, of how
// much; told hears it after the commit.
func (w *Work) Slices(ctx context.Context, piece func(tx *store.Tx, done int) (now, total int, err error), told func(done, total int)) error {
	for {
		var done, total int
		err := w.runner.db.Write(ctx, func(tx *store.Tx) error {
			j, err := tx.Job(w.ID)
			if err != nil {
				return err
			}
			if done, total, err = piece(tx, int(j.Done)); err != nil {
				return err
			}
			return tx.JobProgress(w.ID, int64(done), int64(total))
		})
		if err != nil {
			return err
		}
		if told(done, total); done >= total {
			return nil
		}
	}
}
