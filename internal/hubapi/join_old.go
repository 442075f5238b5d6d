package hubapi

import (
	"slices"
	"strconv"

	"parley/internal/parley"
	"parley/internal/store"
)

// oldJoin is two records and the name of how they are joined, as v3 has it
// (CAPI-14).
type oldJoin struct {
	From idIn   `json:"from"`
	To   idIn   `json:"to"`
	Type string `json:"type"`
}

// typeNamed is the type of association that a name or a number means; none for
// an empty one.
func typeNamed(r *store.Reader, from, to *parley.ObjectType, name string) ([]int64, error) {
	types, err := r.AssociationTypes(from.ID, to.ID)
	if err != nil || name == "" {
		return nil, err
	}
	for _, t := range types {
		if t.Name == name || strconv.FormatInt(t.ID, 10) == name {
			return []int64{t.ID}, nil
		}
	}
	return nil, parley.Invalidf("type", "%q is no type of association between %s and %s", name, from.Name, to.Name)
}

func (c *call) oldBatchJoin() (any, error) {
	return joinEach(c, func(tx *store.Tx, to *parley.ObjectType, in pairIn) ([]oldJoin, error) {
		ids, err := typeNamed(&tx.Reader, c.object, to, in.Type)
		if err != nil {
			return nil, err
		}
		_, err = c.joinTwo(tx, to, string(in.From.ID), in.toOne(), each(ids, func(id int64) joinType { return joinType{TypeID: id} }))
		return []oldJoin{{in.From, idIn{ident(in.toOne())}, in.Type}}, err
	})
}

func (c *call) oldBatchPart() (any, error) {
	return c.partEach(func(r *store.Reader, to *parley.ObjectType, in pairIn) ([]int64, error) {
		ids, err := typeNamed(r, c.object, to, in.Type)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		if all, err := r.AssociationTypes(c.object.ID, to.ID); err != nil || len(all) > 0 && all[0].ID == ids[0] {
			return nil, err // without the plain one they are not joined at all
		}
		return ids, nil
	})
}

// oldJoined is what one record of a batch is joined with, as v3 has it.
type oldJoined struct {
	From idIn         `json:"from"`
	To   []associated `json:"to"`
}

func (c *call) oldBatchJoined() (any, error) {
	return readEach(c, func(in readIn, to []joinedTo, types []*parley.AssociationType, _ string) oldJoined {
		out := oldJoined{From: idIn{in.ID}, To: []associated{}}
		for _, one := range to {
			for _, kind := range one.AssociationTypes {
				line := associated{one.ToObjectID, typeName(types, kind.TypeID)}
				if !slices.Contains(out.To, line) {
					out.To = append(out.To, line)
				}
			}
		}
		return out
	})
}

func (c *call) oldTypes() (any, error) {
	r := c.read()
	to, err := c.other(r)
	if err != nil {
		return nil, err
	}
	types, err := r.AssociationTypes(c.object.ID, to.ID)
	return list{Results: each(types, func(t *parley.AssociationType) medium {
		return medium{strconv.FormatInt(t.ID, 10), t.Name}
	})}, err
}
