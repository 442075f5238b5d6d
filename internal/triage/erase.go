package triage

import (
	"context"
	"slices"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// Erased says what a privacy erasure took away, in numbers alone.
type Erased struct {
	Threads    int `json:"threads"`
	Messages   int `json:"messages"`
	Files      int `json:"files"`
	Activities int `json:"activities"`
	Visitors   int `json:"visitors"`
	Imports    int `json:"imports" doc:"Files whose import goes on: rows of the person are left out from now on, and each file is removed when its import ends"`
}

// ErasePerson forgets a contact with all conversations, files, activities and
// feedback (CRM-18). What remains are numbers in the log, and the hashes that
// keep the same mail from coming back.
func ErasePerson(tx *store.Tx, by parley.Origin, rec *parley.Record, fx *Effects) (*Erased, error) {
	out := &Erased{}
	known, err := tx.ContactAddresses(parley.ContactID(rec.ID), "email")
	if err != nil {
		return nil, err
	}
	addresses := slices.Compact(slices.Sorted(slices.Values(append(known, crm.Addresses(rec)...))))
	threads, err := tx.ContactThreads(parley.ContactID(rec.ID))
	if err != nil {
		return nil, err
	}
	for _, id := range threads {
		if err := eraseThread(tx, by.Actor, id, out, fx); err != nil {
			return nil, err
		}
	}
	if err := eraseElsewhere(tx, by.Actor, parley.ContactID(rec.ID), out, fx); err != nil {
		return nil, err
	}
	before, err := tx.Associations(rec.ID, 0)
	if err != nil {
		return nil, err
	}
	for _, a := range before {
		if a.ToType.Activity() || a.ToType == parley.TypeFeedback {
			out.Activities++
		}
	}
	elsewhere, err := tx.ThreadsWithPerson(parley.ContactID(rec.ID))
	if err != nil {
		return nil, err
	}
	if out.Visitors, err = tx.EraseVisitors(parley.ContactID(rec.ID)); err != nil {
		return nil, err
	}
	for _, id := range elsewhere {
		th, err := tx.Thread(id)
		if err != nil {
			return nil, err
		}
		if err := tx.IndexThread(th); err != nil {
			return nil, err
		}
	}
	if _, err := job.Enqueue(tx, job.Spec{Kind: forgetWords, Key: "all"}); err != nil {
		return nil, err
	}
	free, running, err := tx.ForgetInTables(rec.ID, addresses)
	if err != nil {
		return nil, err
	}
	out.Imports = running
	fx.FreeBlobs = append(fx.FreeBlobs, free...)
	return out, crm.Erase(tx, by, rec)
}

func eraseThread(tx *store.Tx, by parley.Actor, id parley.ThreadID, out *Erased, fx *Effects) error {
	th, err := tx.Thread(id)
	if err != nil {
		return err
	}
	messages, err := tx.MessageIDs(id)
	if err != nil {
		return err
	}
	th.Trashed, th.MergedInto = true, th.ID // in no view
	if err := view.Update(tx, th); err != nil {
		return err
	}
	free, err := tx.PurgeThread(id)
	if err != nil {
		return err
	}
	out.Threads, out.Messages, out.Files = out.Threads+1, out.Messages+len(messages), out.Files+len(free)
	fx.FreeBlobs = append(fx.FreeBlobs, free...)
	_, err = tx.Event(&parley.Event{ActorKind: by.Kind, ActorID: by.ID, Kind: parley.ThreadPurged, ThreadID: id, InboxID: th.InboxID, Object: "thread", ObjectID: int64(id),
		Data: map[string]any{"privacy": true}})
	return err
}

const forgetWords = "triage.forget_words"

// HandleErasure registers the work that an erasure leaves for later.
func HandleErasure(r *job.Runner, db *store.DB) {
	r.Handle(forgetWords, func(ctx context.Context, _ *job.Work) error { return ForgetWords(ctx, db) })
}

// ForgetWords takes the words of what was deleted out of full text, in slices
// between which others write.
func ForgetWords(ctx context.Context, db *store.DB) error {
	for more := true; more; {
		err := db.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = tx.ForgetWords()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
