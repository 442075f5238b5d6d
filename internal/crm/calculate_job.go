package crm

import (
	"context"
	"fmt"
	"time"

	"parley/internal/formula"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// recalculation is work that is left for later: one record, or all of a kind
// from one on, after a definition has changed.
type recalculation struct {
	Record parley.RecordID     `json:"record,omitempty"`
	Type   parley.ObjectTypeID `json:"type,omitempty"`
	After  parley.RecordID     `json:"after,omitempty"`
	At     time.Time           `json:"at"` // when After was made
}

// calculateSlice is how many records a transaction works out.
const calculateSlice = 100

// HandleCalculation registers the work that calculated properties leave.
func HandleCalculation(r *job.Runner, db *store.DB) {
	r.Handle(calculateJob, func(ctx context.Context, w *job.Work) error {
		var left recalculation
		if err := w.Decode(&left); err != nil {
			return err
		}
		return db.Write(ctx, func(tx *store.Tx) error {
			if left.Type != 0 {
				return left.slice(tx)
			}
			rec, err := tx.Record(left.Record)
			if parley.KindOf(err) == parley.NotFound || err == nil && !rec.Live() {
				return nil
			} else if err != nil {
				return err
			}
			return recalculate(tx, rec)
		})
	})
}

// allLater works out all records of a kind, slice by slice.
func allLater(tx *store.Tx, t parley.ObjectTypeID, at time.Time, after parley.RecordID) error {
	_, err := job.Enqueue(tx, job.Spec{Kind: calculateJob, Payload: recalculation{Type: t, After: after, At: at}, Key: fmt.Sprintf("all %d %d %d", t, after, tx.Now.UnixMilli())})
	return err
}

func (r recalculation) slice(tx *store.Tx) error {
	all, err := tx.RecordsAfter(r.Type, r.At, r.After, calculateSlice)
	if err != nil {
		return err
	}
	for _, rec := range all {
		if err := recalculate(tx, rec); err != nil {
			return err
		}
	}
	if len(all) < calculateSlice {
		return nil
	}
	last := all[len(all)-1]
	return allLater(tx, r.Type, last.CreatedAt, last.ID)
}

// recalculate works out everything that is calculated of a record.
func recalculate(tx *store.Tx, rec *parley.Record) error {
	d, err := open(tx, rec.Type)
	if err != nil {
		return err
	}
	schema, err := tx.Schema()
	if err != nil {
		return err
	}
	values := map[string]string{}
	var failed error
	others := func(ref formula.Reference) ([]string, parley.PropertyKind) {
		all, kind, err := associatedValues(&tx.Reader, schema, rec, ref)
		if err != nil {
			failed = err
		}
		return all, kind
	}
	if err := d.work(rec, values, others); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	d.settled = true
	_, err = d.update(parley.Origin{Actor: parley.System, Source: parley.SourceCalculated}, rec, values)
	return err
}

// associatedValues are those of the live records of a kind that a record is
// associated with, each record once.
func associatedValues(r *store.Reader, schema *parley.Schema, rec *parley.Record, ref formula.Reference) ([]string, parley.PropertyKind, error) {
	t, err := schema.Named(ref.Type)
	if err != nil {
		return nil, "", err
	}
	joined, err := r.Associations(rec.ID, t.ID)
	if err != nil {
		return nil, "", err
	}
	var ids []parley.RecordID
	seen := map[parley.RecordID]bool{}
	for _, a := range joined {
		if !seen[a.ToID] {
			seen[a.ToID] = true
			ids = append(ids, a.ToID)
		}
	}
	all, err := r.Records(ids)
	if err != nil {
		return nil, "", err
	}
	kind := parley.KindNumber
	if p := schema.Properties(t.ID).Live(ref.Property); p != nil {
		kind = p.Kind
	}
	var out []string
	for _, id := range ids {
		if other := all[id]; other != nil && other.Live() {
			out = append(out, other.Value(ref.Property))
		}
	}
	return out, kind, nil
}

// Try works a formula out for a record, without keeping anything: the example
// beside which a formula is written. Rec may be nil: then it is only checked.
func Try(r *store.Reader, t parley.ObjectTypeID, name, text string, kind parley.PropertyKind, rec *parley.Record) (string, error) {
	schema, err := r.Schema()
	if err != nil {
		return "", err
	}
	f, err := formula.Compile(text, kindsOf(schema, t), kind)
	if err != nil {
		return "", err
	}
	if err := circle(schema, &parley.Property{Type: t, Name: name}, t, f, nil); err != nil || rec == nil {
		return "", err
	}
	var failed error
	value := f.Value(func(ref formula.Reference) ([]string, parley.PropertyKind) {
		if ref.Type == "" {
			return []string{rec.Value(ref.Property)}, schema.Properties(t).Live(ref.Property).Kind
		}
		all, kind, err := associatedValues(r, schema, rec, ref)
		if err != nil {
			failed = err
		}
		return all, kind
	}, kind)
	return value, failed
}
