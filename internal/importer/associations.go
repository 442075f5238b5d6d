package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// moveAssociations joins what is joined there, kind by kind.
func (m *Move) moveAssociations(ctx context.Context) error {
	if m.DryRun {
		return nil
	}
	for from, ids := range m.moved {
		for to, others := range m.moved {
			if len(ids) == 0 || len(others) == 0 || from > to {
				continue
			}
			if types, err := m.DB.Read(ctx).AssociationTypes(from, to); err != nil || len(types) == 0 {
				if err != nil {
					return err
				}
				continue
			}
			if err := m.between(ctx, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

type joined struct {
	From struct{ ID string }
	To   []struct {
		ToObjectID       any `json:"toObjectId"`
		AssociationTypes []struct {
			Category string
			TypeID   int64 `json:"typeId"`
		}
	}
}

func (m *Move) between(ctx context.Context, from, to parley.ObjectTypeID) error {
	all := slices.Collect(keysOf(m.moved[from]))
	for some := range slices.Chunk(all, 100) {
		var inputs []map[string]string
		for _, id := range some {
			inputs = append(inputs, map[string]string{"id": id})
		}
		var answer struct{ Results []joined }
		err := m.Client.post(ctx, "/crm/v4/associations/"+m.nameThere(from)+"/"+m.nameThere(to)+"/batch/read", map[string]any{"inputs": inputs}, &answer)
		var no *refused
		if errors.As(err, &no) && no.status < 500 {
			return nil // these two kinds are not joined there
		} else if err != nil {
			return err
		}
		if err := m.DB.Write(ctx, func(tx *store.Tx) error { return m.join(tx, from, to, answer.Results) }); err != nil {
			return err
		}
	}
	return nil
}

func (m *Move) join(tx *store.Tx, from, to parley.ObjectTypeID, all []joined) error {
	for _, j := range all {
		rec, err := tx.Record(m.moved[from][j.From.ID])
		if err != nil {
			continue
		}
		for _, o := range j.To {
			other := m.moved[to][fmt.Sprint(o.ToObjectID)]
			if other == 0 || other == rec.ID {
				continue
			}
			var types []int64
			for _, t := range o.AssociationTypes {
				if t.Category == "HUBSPOT_DEFINED" {
					types = append(types, t.TypeID)
				}
			}
			before, err := tx.Associations(rec.ID, to)
			if err != nil {
				return err
			}
			err = crm.Associate(tx, by, rec, other, types...)
			if parley.KindOf(err) == parley.Invalid {
				err = crm.Associate(tx, by, rec, other)
			}
			if err != nil {
				return err
			}
			after, err := tx.Associations(rec.ID, to)
			if err != nil {
				return err
			}
			if len(after) > len(before) {
				m.Report.of("associations").New++
			} else {
				m.Report.of("associations").Equal++
			}
		}
	}
	return nil
}

func keysOf[V any](of map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		names := make([]string, 0, len(of))
		for name := range of {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if !yield(name) {
				return
			}
		}
	}
}
