package sheet

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

var (
	errTrial   = errors.New("a trial writes nothing")
	errStopped = errors.New("stopped from outside")
)

// begun names an import as it was begun at a time: what works on an earlier
// beginning, which was stopped, leaves the next alone.
type begun struct {
	ID int64
	At time.Time
}

// run does an import, or tries it. It goes on after the last row that was
// dealt with, in the transaction that wrote it; a trial begins anew.
func (s *Service) run(ctx context.Context, w *job.Work) error {
	var b begun
	if err := w.Decode(&b); err != nil {
		return err
	}
	imp, err := s.DB.Read(ctx).RecordImport(b.ID)
	if parley.KindOf(err) == parley.NotFound || err == nil && (!imp.StartedAt.Equal(b.At) || imp.State != Running && imp.State != Checking) {
		return nil
	} else if err != nil {
		return err
	}
	err = s.do(ctx, imp)
	switch {
	case err == nil, errors.Is(err, errStopped):
		return nil
	case hopeless(err), w.Last:
		return s.fail(ctx, imp, err)
	}
	return err
}

// hopeless reports whether another try is of no use.
func hopeless(err error) bool {
	switch parley.KindOf(err) {
	case parley.Invalid, parley.NotFound, parley.Forbidden, parley.Conflict:
		return true
	}
	return errors.Is(err, fs.ErrNotExist)
}

func (s *Service) fail(ctx context.Context, imp *store.RecordImport, cause error) error {
	return s.free(ctx, func(tx *store.Tx) ([]string, error) {
		now, err := tx.RecordImport(imp.ID)
		if err != nil || now.State != imp.State || !now.StartedAt.Equal(imp.StartedAt) {
			return nil, err
		}
		now.State, now.Reason, now.FinishedAt = Failed, "the server could not go on", tx.Now
		var e *parley.Error
		if errors.As(cause, &e) {
			now.Reason = e.Message
		}
		return tx.FreeImport(now)
	})
}

// settle changes an import that goes on as it was known.
func (s *Service) settle(ctx context.Context, known *store.RecordImport, fn func(tx *store.Tx, imp *store.RecordImport) error) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		imp, err := tx.RecordImport(known.ID)
		if err != nil {
			return err
		}
		if imp.State != known.State || !imp.StartedAt.Equal(known.StartedAt) {
			return errStopped
		}
		if err := fn(tx, imp); err != nil {
			return err
		}
		return tx.Save("record_import", imp)
	})
}

func (s *Service) do(ctx context.Context, imp *store.RecordImport) error {
	trial := imp.State == Checking
	if trial {
		imp.Done = 0
		if err := s.settle(ctx, imp, restart); err != nil {
			return err
		}
	}
	f, err := s.Blobs.Open(imp.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := newReader(f, imp.Delimiter[0])
	if err != nil {
		return err
	}
	for range imp.Done + 1 { // the header, and what is done
		if _, err := rows.next(); err != nil {
			return err
		}
	}
	c, err := newCourse(s.DB.Read(ctx), imp, s.DB.Now())
	if err != nil {
		return err
	}
	for {
		batch, err := take(rows, chunk)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			return s.end(ctx, imp)
		}
		if err := s.chunk(ctx, c, batch, trial); err != nil {
			return err
		}
	}
}

func take(rows *reader, n int) (out []*Row, err error) {
	for len(out) < n {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// chunk does some rows in one transaction, with what is kept of them. Of a trial
// only the latter stays.
func (s *Service) chunk(ctx context.Context, c *course, rows []*Row, trial bool) error {
	var lines []*line
	work := func(tx *store.Tx, now *store.RecordImport) error {
		lines = make([]*line, len(rows))
		for i, row := range rows {
			if lines[i] = erased(now, c.plan, row); lines[i] == nil {
				lines[i] = c.read(row)
			}
		}
		if err := c.write(tx, lines, trial); err != nil {
			return err
		}
		if trial {
			return errTrial
		}
		return nil
	}
	count := func(tx *store.Tx, imp *store.RecordImport) error { return c.count(tx, imp, lines, trial) }
	if !trial {
		return s.settle(ctx, c.imp, func(tx *store.Tx, imp *store.RecordImport) error {
			if err := work(tx, imp); err != nil {
				return err
			}
			return count(tx, imp)
		})
	}
	if err := s.settle(ctx, c.imp, work); !errors.Is(err, errTrial) {
		return err
	}
	return s.settle(ctx, c.imp, count)
}

func (c *course) count(tx *store.Tx, imp *store.RecordImport, lines []*line, trial bool) error {
	var wrong []*store.ImportError
	for _, l := range lines {
		imp.Done++
		switch {
		case l.err != nil:
			if imp.Failed++; !trial || imp.Failed <= maxTold {
				wrong = append(wrong, c.problem(l))
			}
		case l.outcome.Created:
			imp.Created++
		case l.outcome.Changed:
			imp.Updated++
		default:
			imp.Unchanged++
		}
	}
	return tx.AddImportErrors(wrong)
}

// end settles an import whose last row is dealt with, and forgets its file.
func (s *Service) end(ctx context.Context, imp *store.RecordImport) error {
	if imp.State == Checking {
		return s.settle(ctx, imp, func(_ *store.Tx, imp *store.RecordImport) error { imp.State = Checked; return nil })
	}
	return s.free(ctx, func(tx *store.Tx) ([]string, error) {
		now, err := tx.RecordImport(imp.ID)
		if err != nil {
			return nil, err
		}
		if now.State != Running {
			return nil, errStopped
		}
		imp := now
		imp.State, imp.FinishedAt = Done, tx.Now
		if err := told(tx, imp); err != nil {
			return nil, err
		}
		return tx.FreeImport(imp)
	})
}
