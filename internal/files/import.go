package files

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"time"

	"parley/internal/blob"
	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

const (
	importKind     = "files.import"
	importAttempts = 3
	keptArchived   = 30 * 24 * time.Hour // bytes of files that were removed
)

// Import is a file to fetch from elsewhere.
type Import struct {
	ID       int64
	URL      string
	Name     string // empty: as the address says
	FolderID parley.FolderID
	Options  Options
}

// Enqueue lets a file be fetched and returns the import's number.
func (in Import) Enqueue(tx *store.Tx) (int64, error) {
	u, err := url.Parse(in.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return 0, parley.Invalidf("url", "give an address that begins with https://")
	}
	if err := in.Options.Check(); err != nil {
		return 0, err
	}
	in.ID = tx.NewID()
	if err := tx.Insert("file_import", &store.FileImport{ID: in.ID, Status: "PENDING", CreatedAt: tx.Now}); err != nil {
		return 0, err
	}
	_, err = job.Enqueue(tx, job.Spec{Kind: importKind, Queue: job.QueueBulk, Payload: in, MaxAttempts: importAttempts})
	return in.ID, err
}

// Worker fetches files and clears away what is gone.
type Worker struct {
	DB     *store.DB
	Blobs  *blob.Store
	Client *http.Client // nil: one that refuses addresses inside (ATK-27)
}

// Handle registers the work.
func (w *Worker) Handle(jobs *job.Runner) {
	if w.Client == nil {
		w.Client = guard.Client(guard.ClientOptions{Timeout: time.Minute, MaxBytes: MaxSize})
	}
	jobs.Handle(importKind, w.fetch)
	jobs.Every("files", time.Hour, w.tidy)
	jobs.Every("freed files", time.Minute, w.RemoveFreed)
}

// fetch gets one file. A repeat finds it done.
func (w *Worker) fetch(ctx context.Context, j *job.Work) error {
	var in Import
	if err := j.Decode(&in); err != nil {
		return err
	}
	state, err := w.DB.Read(ctx).FileImport(in.ID)
	if err != nil || state.Status != "PENDING" {
		return err
	}
	data, fatal, err := w.get(ctx, in.URL)
	if err == nil {
		var c Content
		if c, err = Keep(w.Blobs, data); err == nil {
			err = w.DB.Write(ctx, func(tx *store.Tx) error { return in.finish(tx, state, c) })
		}
		fatal = parley.KindOf(err) == parley.Invalid || parley.KindOf(err) == parley.Conflict || parley.KindOf(err) == parley.TooLarge
	}
	if err == nil || !fatal && !j.Last {
		return err
	}
	return w.DB.Write(ctx, func(tx *store.Tx) error {
		state.Status, state.Reason, state.FinishedAt = "FAILED", reason(err), tx.Now
		return tx.Save("file_import", state)
	})
}

// get returns the bytes at an address; fatal where another try is of no use.
func (w *Worker) get(ctx context.Context, address string) (data []byte, fatal bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, true, err
	}
	res, err := w.Client.Do(req)
	if err != nil {
		return nil, errors.Is(err, guard.ErrForbiddenAddress), err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, res.StatusCode < 500, parley.Errorf(parley.Unavailable, "the address answered %s", res.Status)
	}
	data, err = io.ReadAll(res.Body)
	return data, errors.Is(err, guard.ErrTooLarge), err
}

func (in Import) finish(tx *store.Tx, state *store.FileImport, c Content) error {
	folder, err := tx.Folder(in.FolderID)
	if err != nil {
		return err
	}
	name := in.Name
	if name == "" {
		u, _ := url.Parse(in.URL)
		name = path.Base(u.Path)
	} else if path.Ext(name) == "" {
		u, _ := url.Parse(in.URL)
		name += path.Ext(u.Path)
	}
	f, err := Add(tx, folder, name, "IMPORT", c, in.Options)
	if err != nil {
		return err
	}
	state.Status, state.FileID, state.FinishedAt = "COMPLETE", f.ID, tx.Now
	return tx.Save("file_import", state)
}

// reason says for the program what went wrong, and nothing of our network.
func reason(err error) string {
	var e *parley.Error
	switch {
	case errors.Is(err, guard.ErrForbiddenAddress):
		return "the address is not on the public Internet"
	case errors.Is(err, guard.ErrTooLarge):
		return "the file is too large"
	case errors.As(err, &e):
		return e.Message
	}
	return "the address cannot be reached"
}
