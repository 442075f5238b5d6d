package sheet

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"parley/internal/blob"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// MaxSize is the largest file that comes in, in bytes.
const MaxSize = 100 << 20

const (
	importKind = "sheet.import"
	chunk      = 100 // rows of a transaction
	maxTold    = 100 // errors that a trial keeps
	keptFiles  = 7 * 24 * time.Hour
	keptErrors = 30 * 24 * time.Hour
)

// The states of an import.
const (
	Uploaded  = "uploaded"
	Checking  = "checking" // tried without writing
	Checked   = "checked"
	Running   = "running"
	Done      = "done"
	Cancelled = "cancelled"
	Failed    = "failed"
)

// Service is the background work of tables.
type Service struct {
	DB    *store.DB
	Blobs *blob.Store
}

// Handle registers the work.
func (s *Service) Handle(jobs *job.Runner) {
	jobs.Handle(importKind, s.run)
	jobs.Handle(exportKind, s.export)
	jobs.Every("tables", time.Hour, s.tidy)
}

// Upload keeps a file and looks at it. It is the caller's to bound its size.
func (s *Service) Upload(ctx context.Context, u *parley.User, t *parley.ObjectType, name string, body io.Reader) (*store.RecordImport, error) {
	hash, size, err := s.Blobs.PutFrom(body)
	if err != nil {
		return nil, err
	}
	imp := &store.RecordImport{Type: t.ID, UserID: u.ID, Name: name, Hash: hash, Size: size, State: Uploaded}
	err = s.DB.Write(ctx, func(tx *store.Tx) error { // before it is looked at: whatever happens, tidy finds it
		imp.ID, imp.CreatedAt = tx.NewID(), tx.Now
		return tx.Insert("record_import", imp)
	})
	if err != nil {
		return nil, err
	}
	l, err := s.look(imp)
	if err != nil {
		return nil, errors.Join(err, s.free(ctx, func(tx *store.Tx) ([]string, error) { return tx.DropImport(imp) }))
	}
	return imp, s.DB.Write(ctx, func(tx *store.Tx) error {
		schema, err := tx.Schema()
		if err != nil {
			return err
		}
		plan, err := json.Marshal(Guess(t, schema.Properties(t.ID), l))
		if err != nil {
			return err
		}
		imp.Encoding, imp.Delimiter, imp.Header, imp.Samples, imp.Total, imp.Latin, imp.Plan = l.Encoding, l.Delimiter, l.Header, l.Samples, l.Rows, l.Latin, string(plan)
		return tx.Save("record_import", imp)
	})
}

func (s *Service) look(imp *store.RecordImport) (*Look, error) {
	f, err := s.Blobs.Open(imp.Hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return LookAt(f)
}

// Start lets an import be tried, or done.
func Start(tx *store.Tx, imp *store.RecordImport, p *Plan, trial bool) error {
	switch {
	case imp.State != Uploaded && imp.State != Checked || imp.Hash == "":
		return parley.Errorf(parley.Conflict, "this import has begun already")
	}
	if err := p.Check(&tx.Reader, imp); err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	imp.Plan, imp.State = string(text), Running
	if trial {
		imp.State = Checking
	}
	if err := restart(tx, imp); err != nil {
		return err
	}
	before := imp.StartedAt
	if imp.StartedAt = tx.Now; !imp.StartedAt.After(before) {
		imp.StartedAt = before.Add(time.Millisecond) // each beginning is told from the last
	}
	if err := tx.Save("record_import", imp); err != nil {
		return err
	}
	_, err = job.Enqueue(tx, job.Spec{Kind: importKind, Queue: job.QueueBulk, Payload: begun{imp.ID, imp.StartedAt}})
	return err
}

// restart forgets what was counted before.
func restart(tx *store.Tx, imp *store.RecordImport) error {
	imp.Done, imp.Created, imp.Updated, imp.Unchanged, imp.Failed = 0, 0, 0, 0, 0
	return tx.DropImportErrors(imp.ID)
}

// Cancel stops an import where it is: what is done stays done, and its file,
// which it returns if nothing else uses it, is of no use any more. A trial can
// be begun anew.
func Cancel(tx *store.Tx, imp *store.RecordImport) ([]string, error) {
	switch imp.State {
	case Running:
		imp.State, imp.FinishedAt = Cancelled, tx.Now
		if err := told(tx, imp); err != nil {
			return nil, err
		}
		return tx.FreeImport(imp)
	case Checking:
		imp.State = Uploaded
		return nil, tx.Save("record_import", imp)
	}
	return nil, parley.Errorf(parley.Conflict, "this import is over already")
}

// told writes in the log that records were imported, and how many.
func told(tx *store.Tx, imp *store.RecordImport) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	data := map[string]any{"created": imp.Created, "updated": imp.Updated, "failed": imp.Failed, "state": imp.State}
	if t := schema.Type(imp.Type); t != nil {
		data["object"] = t.Name
	}
	_, err = tx.Event(&parley.Event{ActorKind: parley.ActorUser, ActorID: int64(imp.UserID), Kind: "records.imported", Object: "import", ObjectID: imp.ID, Data: data})
	return err
}

// tidy forgets files that nobody made use of, rows that were not imported, and
// exports, after a while.
func (s *Service) tidy(ctx context.Context) error {
	return s.free(ctx, func(tx *store.Tx) (free []string, err error) {
		if free, err = tx.DropOldTables(tx.Now.Add(-keptFiles)); err != nil {
			return nil, err
		}
		return free, tx.TidyImportErrors(tx.Now.Add(-keptErrors))
	})
}

// free runs fn and removes the files that nothing uses afterwards.
func (s *Service) free(ctx context.Context, fn func(tx *store.Tx) ([]string, error)) error {
	var names []string
	err := s.DB.Write(ctx, func(tx *store.Tx) (err error) {
		names, err = fn(tx)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		errs = append(errs, s.Blobs.Remove(name))
	}
	return errors.Join(errs...)
}
