package httpapi

import (
	"slices"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// associations presents what a record is joined with, activities left out,
// and only what the reader may see.
func (c *call) associations(r *store.Reader, rec *parley.Record) ([]AssociationGroup, error) {
	all, err := r.Associations(rec.ID, 0)
	if err != nil {
		return nil, err
	}
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	var ids []parley.RecordID
	for _, a := range all {
		if !a.ToType.Activity() {
			ids = append(ids, a.ToID)
		}
	}
	records, err := r.Records(ids)
	if err != nil {
		return nil, err
	}
	labels := map[parley.ObjectTypeID][]*parley.AssociationType{}
	out := []AssociationGroup{}
	for _, a := range all {
		other := records[a.ToID]
		if other == nil || !other.Live() {
			continue
		}
		t := schema.Type(a.ToType)
		if ok, err := auth.MayRecord(r, c.User, t, other, auth.ViewRecord); err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		if labels[a.ToType] == nil {
			if labels[a.ToType], err = r.AssociationTypes(rec.Type, a.ToType); err != nil {
				return nil, err
			}
		}
		if out, err = c.addAssociated(r, out, t, other, a, labels[a.ToType]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *call) addAssociated(r *store.Reader, out []AssociationGroup, t *parley.ObjectType, other *parley.Record, a *parley.Association, types []*parley.AssociationType) ([]AssociationGroup, error) {
	at := slices.IndexFunc(out, func(g AssociationGroup) bool { return g.Object == t.Name })
	if at < 0 {
		out, at = append(out, AssociationGroup{Object: t.Name}), len(out)
	}
	g := &out[at]
	where := slices.IndexFunc(g.Records, func(x Associated) bool { return x.Record.ID == other.ID.String() })
	if where < 0 {
		presented, err := c.record(r, t, other)
		if err != nil {
			return out, err
		}
		g.Records, where = append(g.Records, Associated{Record: presented, Types: []AssociationLabel{}}), len(g.Records)
	}
	for _, x := range types {
		if x.ID == a.TypeID {
			g.Records[where].Types = append(g.Records[where].Types, AssociationLabel{x.ID, x.Label, x.Custom})
		}
	}
	return out, nil
}

type joinPath struct {
	ID   string `path:"id"`
	To   string `path:"to"`
	Body struct {
		TypeIDs []int64 `json:"type_ids,omitempty" doc:"None: the plain association; of a removal, all"`
	}
}

func (c *call) associate(in *joinPath) error {
	return c.joinRecords(in, func(tx *store.Tx, a, b *parley.Record) error {
		return crm.Associate(tx, crm.ByUser(c.User.ID), a, b.ID, in.Body.TypeIDs...)
	})
}

func (c *call) dissociate(in *joinPath) error {
	return c.joinRecords(in, func(tx *store.Tx, a, b *parley.Record) error {
		return crm.Dissociate(tx, crm.ByUser(c.User.ID), a, b, in.Body.TypeIDs...)
	})
}

func (c *call) joinRecords(in *joinPath, fn func(tx *store.Tx, a, b *parley.Record) error) error {
	from, err := parley.ParseID[parley.RecordID]("id", in.ID)
	if err != nil {
		return parley.NotFoundf("no such record")
	}
	to, err := parley.ParseID[parley.RecordID]("to", in.To)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		a, _, err := auth.Record(&tx.Reader, c.User, from, auth.EditRecord)
		if err != nil {
			return err
		}
		b, _, err := auth.Record(&tx.Reader, c.User, to, auth.ViewRecord)
		if err != nil {
			return err
		}
		return fn(tx, a, b)
	})
}
