package crm

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// bulkSlice is how many records a transaction takes: work on many must not hold
// up the others.
const bulkSlice = 100

// keptBulks is how long it is known what a bulk did, and can be taken back.
const keptBulks = 30 * 24 * time.Hour

// Bulks works off changes of many records.
type Bulks struct {
	DB *store.DB
	// May returns what the user may do to a record of a kind, as things stand in
	// tx: its error is why not. The act is never BulkUndo.
	May func(tx *store.Tx, user parley.UserID, t *parley.ObjectType, act BulkVerb) (func(*parley.Record) error, error)
	// Tell hears how far one is.
	Tell func(k *store.RecordBulk, id parley.JobID)
}

// Handle registers the work.
func (b *Bulks) Handle(jobs *job.Runner) {
	jobs.Handle(bulkJob, b.run)
	jobs.Every("record bulks", time.Hour, func(ctx context.Context) error {
		return b.DB.Write(ctx, func(tx *store.Tx) error { return tx.TidyRecordBulks(tx.Now.Add(-keptBulks)) })
	})
}

// run does one, or what is left of it: the records after the last that was
// dealt with, as the query finds them now.
func (b *Bulks) run(ctx context.Context, w *job.Work) error {
	var id int64
	if err := w.Decode(&id); err != nil {
		return err
	}
	k, err := b.DB.Read(ctx).RecordBulk(id)
	if parley.KindOf(err) == parley.NotFound || err == nil && k.State != BulkRunning {
		return nil
	}
	if err == nil {
		err = b.goOn(ctx, w, k)
	}
	if err != nil && (w.Last || fault(err)) {
		return b.fail(ctx, w, id, err)
	}
	return err
}

// fault reports whether an error is of what was asked: another try is of no use.
func fault(err error) bool {
	var e *parley.Error
	return errors.As(err, &e) && !own(err)
}

func (b *Bulks) fail(ctx context.Context, w *job.Work, id int64, cause error) error {
	reason := "the server could not go on"
	var e *parley.Error
	if errors.As(cause, &e) && !own(cause) {
		reason = e.Message
	}
	var k *store.RecordBulk
	err := b.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if k, err = tx.RecordBulk(id); err != nil || k.State != BulkRunning {
			return err
		}
		return endBulk(tx, k, BulkFailed, reason)
	})
	if err == nil {
		b.Tell(k, w.ID)
	}
	return err
}

func (b *Bulks) goOn(ctx context.Context, w *job.Work, k *store.RecordBulk) error {
	left, err := leftOf(b.DB.Read(ctx), k)
	if err != nil {
		return err
	}
	total := int(k.Done) + len(left)
	piece := func(tx *store.Tx, done int) (int, int, error) {
		now, err := tx.RecordBulk(k.ID)
		if err != nil {
			return 0, 0, err
		}
		if k = now; k.State != BulkRunning {
			return done, done, nil
		}
		end := min(done+bulkSlice, total)
		k.Done, k.Total = int64(end), int64(total)
		if err := b.slice(tx, k, left[done-total+len(left):end-total+len(left)]); err != nil {
			return 0, 0, err
		}
		if end == total {
			return end, total, endBulk(tx, k, BulkDone, "")
		}
		return end, total, tx.Save("record_bulk", k)
	}
	return w.Slices(ctx, piece, func(int, int) { b.Tell(k, w.ID) })
}

// leftOf returns what is still to be done, in the order of the numbers.
func leftOf(r *store.Reader, k *store.RecordBulk) ([]parley.RecordID, error) {
	if k.UndoOf != 0 {
		return r.BulkChanged(k.UndoOf, k.Last)
	}
	var q bulkQuery
	if err := json.Unmarshal([]byte(k.Query), &q); err != nil {
		return nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	t := schema.Type(k.Type)
	if t == nil {
		return nil, parley.NotFoundf("there is no such kind of record")
	}
	s := &Search{Type: t, Query: q.Text, Groups: q.Groups, Owners: q.Owners, Within: q.Within}
	if q.ListID != 0 {
		if err := s.InList(r, q.ListID); err != nil {
			return nil, err
		}
	}
	all, err := s.All(r)
	slices.Sort(all)
	at, _ := slices.BinarySearch(all, k.Last+1)
	return all[at:], err
}

// slice does the next few.
func (b *Bulks) slice(tx *store.Tx, k *store.RecordBulk, ids []parley.RecordID) error {
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	t := schema.Type(k.Type)
	if t == nil {
		return parley.NotFoundf("there is no such kind of record")
	}
	s := &bulkStep{tx: tx, k: k, t: t, items: map[parley.RecordID]*store.BulkItem{},
		by: parley.Origin{Actor: parley.ByUser(k.UserID), Source: parley.SourceUI, ID: strconv.FormatInt(k.ID, 10)}}
	if s.change, err = changeOf(k); err != nil {
		return err
	}
	if s.may, err = b.may(s); err != nil {
		return err
	}
	if s.all, err = tx.Records(ids); err != nil {
		return err
	}
	if err := s.do(s.open(ids)); err != nil {
		return err
	}
	var items []*store.BulkItem
	for _, id := range ids {
		k.Last = id
		if item := s.items[id]; item != nil {
			if items = append(items, item); item.Reason != "" {
				k.Failed++
			} else {
				k.Changed++
			}
		}
	}
	return tx.AddBulkItems(items)
}

func (b *Bulks) may(s *bulkStep) (func(*parley.Record) error, error) {
	s.verb = BulkVerb(s.k.Verb)
	if s.verb == BulkUndo {
		first, err := s.tx.RecordBulk(s.k.UndoOf)
		if err != nil {
			return nil, err
		}
		s.verb = BulkVerb(first.Verb)
		if s.change, err = changeOf(first); err != nil {
			return nil, err
		}
	}
	return b.May(s.tx, s.k.UserID, s.t, s.verb)
}
