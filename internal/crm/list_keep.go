package crm

import (
	"context"
	"encoding/json"
	"slices"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
	"parley/internal/view"
)

// listField is what views call the lists of a contact.
const listField = "contact_list"

// KeepLists lets it be kept whom the lists by filter hold that views ask about,
// and of no others: called after a view or a list has come, changed or gone.
func KeepLists(tx *store.Tx) error {
	views, err := tx.Views(0)
	if err != nil {
		return err
	}
	every, asked := false, map[string]bool{}
	for _, v := range views {
		var f search.Filter
		if !view.Asks(v, listField) || json.Unmarshal([]byte(v.Filter), &f) != nil {
			continue
		}
		every = every || f.AsksWhether(listField)
		for _, id := range f.Asked(listField) {
			asked[id] = true
		}
	}
	lists, err := tx.RecordLists(parley.TypeContact)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if wanted := !l.Fixed && (every || asked[parley.RecordID(l.ID).String()]); wanted != l.Kept {
			if err := keepList(tx, l, wanted); err != nil {
				return err
			}
		}
	}
	return nil
}

func keepList(tx *store.Tx, l *store.RecordList, wanted bool) error {
	l.Kept = wanted
	if err := tx.Save("list", l); err != nil {
		return err
	}
	if !wanted {
		return tx.DropKept(l.ID)
	}
	return fillList(tx, l.ID)
}

const fillJob = "crm.fill_list"

func fillList(tx *store.Tx, id int64) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: fillJob, Queue: job.QueueBulk, Payload: id})
	return err
}

// HandleLists registers the work that lists leave of which views ask.
func HandleLists(r *job.Runner, db *store.DB) {
	r.Handle(fillJob, func(ctx context.Context, w *job.Work) error {
		var id int64
		if err := w.Decode(&id); err != nil {
			return err
		}
		return runFill(ctx, db, id)
	})
	r.Handle(placeJob, func(ctx context.Context, w *job.Work) error {
		var next placing
		if err := w.Decode(&next); err != nil {
			return err
		}
		return db.Write(ctx, next.slice)
	})
}

// runFill goes through whom a list holds, and held, and settles each.
func runFill(ctx context.Context, db *store.DB, id int64) error {
	r := db.Read(ctx)
	l, err := r.RecordList(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && !l.Kept {
		return nil
	} else if err != nil {
		return err
	}
	now, err := heldBy(r, l, nil)
	if err != nil {
		return err
	}
	had, err := r.KeptMembers(id)
	if err != nil {
		return err
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(now, had...))))
	for part := range slices.Chunk(all, placeSlice) {
		if err := db.Write(ctx, func(tx *store.Tx) error { return settleLists(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// heldBy returns whom a list by a filter holds now, of some contacts or of all.
// One whose filter makes no sense any more, as where a property is gone, holds
// nobody.
func heldBy(r *store.Reader, l *store.RecordList, within []parley.RecordID) ([]parley.RecordID, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	s := &Search{Type: schema.Type(l.Type), Within: within}
	if s.Groups, err = filterOf(l); err != nil {
		return nil, err
	}
	if s.Check(r) != nil {
		return nil, nil
	}
	return s.All(r)
}

// settleLists keeps whom lists hold, of contacts that changed, and lets views
// learn of it.
func settleLists(tx *store.Tx, contacts []parley.RecordID) error {
	lists, err := tx.KeptLists()
	if err != nil || len(lists) == 0 || len(contacts) == 0 {
		return err
	}
	var moved []parley.RecordID
	for _, l := range lists {
		is, err := heldBy(&tx.Reader, l, contacts)
		if err != nil {
			return err
		}
		was, err := tx.KeptAmong(l.ID, contacts)
		if err != nil {
			return err
		}
		in := slices.DeleteFunc(slices.Clone(is), func(id parley.RecordID) bool { return slices.Contains(was, id) })
		out := slices.DeleteFunc(was, func(id parley.RecordID) bool { return slices.Contains(is, id) })
		if err := tx.KeepMembers(l.ID, in, out); err != nil {
			return err
		}
		moved = append(moved, append(in, out...)...)
	}
	return placeThreads(tx, slices.Compact(slices.Sorted(slices.Values(moved))), listField)
}
