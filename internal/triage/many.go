package triage

import (
	"context"
	"reflect"

	"parley/internal/parley"
	"parley/internal/store"
)

// Outcome is what became of one thread of many (LIST-09).
type Outcome struct {
	ThreadID parley.ThreadID
	Err      error
}

// sliceSize is how many threads one transaction takes: bulk work must not
// hold up the others.
const sliceSize = 100

// Result is what a verb on many threads did.
type Result struct {
	UndoID   int64 // zero where nothing can be taken back
	Outcomes []Outcome
	Effects  Effects
}

// Allowed says whether the actor may do a verb to a thread; an error is that
// thread's outcome.
type Allowed func(tx *store.Tx, th *parley.Thread) error

// Do applies v to threads in the order given. A thread that may not change is
// reported, the others proceed.
func Do(ctx context.Context, db *store.DB, by parley.Actor, v Verb, ids []parley.ThreadID, allowed Allowed) (*Result, error) {
	res := &Result{}
	var changes []undoThread
	for start := 0; start < len(ids); start += sliceSize {
		part := ids[start:min(start+sliceSize, len(ids))]
		var outcomes []Outcome
		var changed []undoThread
		fx := Effects{}
		err := db.Write(ctx, func(tx *store.Tx) error {
			for _, id := range part {
				c, err := doOne(tx, by, v, id, allowed, &fx)
				if c != nil {
					changed = append(changed, *c)
				}
				if parley.KindOf(err) == parley.Internal {
					return err
				}
				outcomes = append(outcomes, Outcome{id, err})
			}
			return nil
		})
		if err != nil {
			return res, err
		}
		res.Outcomes = append(res.Outcomes, outcomes...)
		res.Effects.FreeBlobs = append(res.Effects.FreeBlobs, fx.FreeBlobs...)
		changes = append(changes, changed...)
	}
	if len(changes) == 0 || !v.Action.Undoable() {
		return res, nil
	}
	return res, db.Write(ctx, func(tx *store.Tx) (err error) {
		res.UndoID, err = keepUndo(tx, by, undo{Threads: changes})
		return err
	})
}

func doOne(tx *store.Tx, by parley.Actor, v Verb, id parley.ThreadID, allowed Allowed, fx *Effects) (*undoThread, error) {
	th, err := tx.Thread(id)
	if err != nil {
		return nil, err
	}
	if err := allowed(tx, th); err != nil {
		return nil, err
	}
	before := stateOf(th)
	if err := Apply(tx, by, th, v, fx); err != nil {
		return nil, err
	}
	changed := undoThread{ID: id, Before: before, After: stateOf(th)}
	if ticket, closed := fx.tickets[id]; closed {
		changed.Ticket = &ticket
	} else if reflect.DeepEqual(before, changed.After) {
		return nil, nil
	}
	return &changed, nil
}
