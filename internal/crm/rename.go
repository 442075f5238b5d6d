package crm

import (
	"context"
	"fmt"
	"slices"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// calledBy are the properties by which conversations are found for who is in
// them.
var calledBy = []string{"firstname", "lastname", "email", "phone"}

// indexSlice is how many conversations a transaction makes findable anew.
const indexSlice = 100

const indexJob = "crm.index_threads"

// renaming is what is left of it for later: the conversations before one.
type renaming struct {
	Contact parley.ContactID `json:"contact"`
	Before  parley.ThreadID  `json:"before"`
}

// renamed makes the conversations of a contact findable by what it is called
// now: the newest at once, the others soon.
func renamed(tx *store.Tx, before, after *parley.Record) error {
	if !slices.ContainsFunc(calledBy, func(name string) bool { return before.Properties[name] != after.Properties[name] }) {
		return nil
	}
	return renaming{Contact: parley.ContactID(after.ID)}.slice(tx)
}

func (r renaming) slice(tx *store.Tx) error {
	ids, err := tx.ContactThreadsBefore(r.Contact, r.Before, indexSlice)
	if err != nil {
		return err
	}
	threads, err := tx.Threads(ids)
	if err != nil {
		return err
	}
	for _, th := range threads {
		if err := tx.IndexThread(th); err != nil {
			return err
		}
	}
	if len(ids) < indexSlice {
		return nil
	}
	r.Before = ids[len(ids)-1]
	_, err = job.Enqueue(tx, job.Spec{Kind: indexJob, Payload: r, Key: fmt.Sprintf("%d %d %d", r.Contact, r.Before, tx.Now.UnixMilli())})
	return err
}

// HandleRenaming registers the work that renaming somebody with many
// conversations leaves.
func HandleRenaming(r *job.Runner, db *store.DB) {
	r.Handle(indexJob, func(ctx context.Context, w *job.Work) error {
		var next renaming
		if err := w.Decode(&next); err != nil {
			return err
		}
		return db.Write(ctx, next.slice)
	})
}
