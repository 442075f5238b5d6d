package files

import (
	"context"
	"errors"
	"time"

	"parley/internal/blob"
	"parley/internal/store"
)

// tidy deletes for good what was removed a while ago, or has run out.
func (w *Worker) tidy(ctx context.Context) error {
	var free []string
	err := w.DB.Write(ctx, func(tx *store.Tx) error {
		free = nil
		gone, err := tx.FilesToErase(tx.Now.Add(-keptArchived), 500)
		if err != nil {
			return err
		}
		for _, f := range gone {
			blobs, err := tx.EraseFile(f)
			if err != nil {
				return err
			}
			free = append(free, blobs...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return Free(w.Blobs, free)
}

// Free removes blobs that nothing uses. What it fails to remove goes later: see
// [Worker.RemoveFreed].
func Free(blobs *blob.Store, names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, blobs.Remove(name))
	}
	return errors.Join(errs...)
}

const (
	freedFor   = time.Minute // before that, who freed a file removes it
	freedBatch = 500
)

// RemoveFreed removes the files that nothing names any more and that are there
// still, because their place did not answer or the server was killed: what was
// erased is gone in the end, whatever happens (CRM-18).
func (w *Worker) RemoveFreed(ctx context.Context) error {
	before := w.DB.Now().Add(-freedFor)
	freed, err := w.DB.Read(ctx).FreedBlobs(before, freedBatch)
	if err != nil {
		return err
	}
	var gone []string
	var errs []error
	for _, hash := range freed {
		if err := w.removeUnused(ctx, hash); err != nil {
			errs = append(errs, err)
		} else {
			gone = append(gone, hash)
		}
		if len(errs) >= 3 {
			break // the place is away
		}
	}
	if len(gone) > 0 {
		errs = append(errs, w.DB.Write(ctx, func(tx *store.Tx) error { return tx.ForgetFreed(gone, before) }))
	}
	return errors.Join(errs...)
}

func (w *Worker) removeUnused(ctx context.Context, hash string) error {
	if used, err := w.DB.Read(ctx).BlobUsed(hash); err != nil || used {
		return err
	}
	return w.Blobs.Remove(hash)
}
