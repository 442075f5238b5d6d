package view

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

// place is where a thread stands in one view.
type place struct {
	view   parley.ViewID
	bucket int64
}

// Update moves th between the views of its inbox as it now is.
func Update(tx *store.Tx, th *parley.Thread) error {
	have, err := tx.Members([]parley.ThreadID{th.ID})
	if err != nil {
		return err
	}
	views, err := tx.Views(th.InboxID)
	if err != nil {
		return err
	}
	want, err := places(tx, views, th)
	if err != nil {
		return err
	}
	for _, m := range have {
		p := place{m.ViewID, m.Bucket}
		at, stays := want[p]
		switch {
		case !stays:
			err = errors.Join(tx.Leave(m), load(tx, m, th, -1))
		case !at.Equal(m.SortAt):
			err = tx.Move(m, at)
		}
		if err != nil {
			return err
		}
		delete(want, p)
	}
	for p, at := range want {
		m := &store.Member{ViewID: p.view, Bucket: p.bucket, SortAt: at, ThreadID: th.ID}
		if err := errors.Join(tx.Enter(m), load(tx, m, th, 1)); err != nil {
			return err
		}
	}
	return nil
}

// load counts what stands in somebody's "mine", the one view with buckets, as
// that person's work (ROUTE-12).
func load(tx *store.Tx, m *store.Member, th *parley.Thread, n int) error {
	if m.Bucket == 0 {
		return nil
	}
	return tx.AddLoad(m.ViewID, parley.UserID(m.Bucket), th.Channel.Work(), n)
}

// places says where th should stand.
func places(tx *store.Tx, views []*store.View, th *parley.Thread) (map[place]time.Time, error) {
	out := map[place]time.Time{}
	facts := &search.Facts{Thread: th, Now: tx.Now}
	var next time.Time
	for _, v := range views {
		k := Kind(v.Kind)
		if k != Custom {
			if s := StandardOf(k); s != nil && s.holds(th) {
				out[place{v.ID, bucket(k, th)}] = SortAt(k, th)
			}
			continue
		}
		if !th.Live() {
			continue
		}
		if err := needContact(tx, v, facts); err != nil {
			return nil, err
		}
		holds, changes := holdsCustom(v, facts)
		if holds {
			out[place{v.ID, 0}] = SortAt(k, th)
		}
		if !changes.IsZero() && (next.IsZero() || changes.Before(next)) {
			next = changes
		}
	}
	if next.IsZero() {
		return out, nil
	}
	// The time is part of the key: the job that runs now must not keep the next
	// one from being enqueued.
	key := fmt.Sprintf("%d@%d", th.ID, next.UnixMilli())
	_, err := job.Enqueue(tx, job.Spec{Kind: "view.recheck", Payload: th.ID, Key: key, RunAt: next})
	return out, err
}

func needContact(tx *store.Tx, v *store.View, facts *search.Facts) (err error) {
	id := facts.Thread.ContactID
	if facts.Contact == nil && id != 0 && Asks(v, "contact_") {
		facts.Contact, err = tx.Contact(id)
		if parley.KindOf(err) == parley.NotFound {
			err = nil
		}
	}
	if err != nil || facts.Lists != nil || id == 0 || !Asks(v, "contact_list") {
		return err
	}
	lists, err := tx.ListsHolding(parley.RecordID(id))
	facts.Lists = []string{}
	for _, list := range lists {
		facts.Lists = append(facts.Lists, strconv.FormatInt(list, 10))
	}
	return err
}

// Asks reports whether a view may ask of a field, or of one that begins so.
func Asks(v *store.View, field string) bool { return strings.Contains(v.Filter, `"`+field) }

// holdsCustom asks a custom view's filter, and when its answer may change by
// time alone.
func holdsCustom(v *store.View, facts *search.Facts) (bool, time.Time) {
	var f search.Filter
	if json.Unmarshal([]byte(v.Filter), &f) != nil {
		return false, time.Time{}
	}
	return f.Match(facts), f.NextChange(facts)
}

const fillSlice = 500

// fill is the job that puts the threads of an inbox into a new or changed
// custom view, in the background (VIEW-18).
type fill struct {
	ViewID parley.ViewID `json:"view_id"`
}

// StartFill empties a custom view and has it filled.
func StartFill(tx *store.Tx, v *store.View) error {
	if err := tx.ClearView(v.ID); err != nil {
		return err
	}
	v.Filling = true
	if err := tx.Save("view", v); err != nil {
		return err
	}
	_, err := job.Enqueue(tx, job.Spec{Kind: "view.fill", Queue: job.QueueBulk, Payload: fill{v.ID}})
	return err
}

// Handle registers the background work of this package.
func Handle(r *job.Runner, db *store.DB) {
	r.Handle("view.fill", func(ctx context.Context, w *job.Work) error {
		var f fill
		if err := w.Decode(&f); err != nil {
			return err
		}
		return runFill(ctx, db, f.ViewID)
	})
	r.Handle("view.recheck", func(ctx context.Context, w *job.Work) error {
		var id parley.ThreadID
		if err := w.Decode(&id); err != nil {
			return err
		}
		return recheck(ctx, db, id)
	})
}

func runFill(ctx context.Context, db *store.DB, id parley.ViewID) error {
	var after parley.ThreadID
	for {
		done := false
		err := db.Write(ctx, func(tx *store.Tx) error {
			v, err := tx.View(id)
			if parley.KindOf(err) == parley.NotFound {
				done = true
				return nil
			} else if err != nil {
				return err
			}
			threads, err := tx.ThreadsAfter(v.InboxID, after, fillSlice)
			if err != nil {
				return err
			}
			for _, th := range threads {
				if err := Update(tx, th); err != nil {
					return err
				}
				after = th.ID
			}
			if done = len(threads) < fillSlice; !done {
				return nil
			}
			v.Filling = false
			if err := tx.Save("view", v); err != nil {
				return err
			}
			_, err = tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "view.filled", InboxID: v.InboxID, Object: "view", ObjectID: int64(v.ID)})
			return err
		})
		if err != nil || done {
			return err
		}
	}
}

// recheck asks the views again once time has changed an answer.
func recheck(ctx context.Context, db *store.DB, id parley.ThreadID) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		th, err := tx.Thread(id)
		if parley.KindOf(err) == parley.NotFound {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: parley.ThreadChanged, ThreadID: th.ID, InboxID: th.InboxID}); err != nil {
			return err
		}
		return Update(tx, th)
	})
}
