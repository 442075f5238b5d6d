package hubapi

import (
	"parley/internal/parley"
	"parley/internal/store"
)

// pairIn is two records of a batch; To is one or several.
type pairIn struct {
	From  idIn       `json:"from"`
	To    idsIn      `json:"to"`
	Types []joinType `json:"types"`
	Type  string     `json:"type"` // of v3: a name
}

// idsIn is an object with an id, or a list of such.
type idsIn []idIn

// UnmarshalJSON implements json.Unmarshaler.
func (in *idsIn) UnmarshalJSON(data []byte) error { return oneOrMany(data, (*[]idIn)(in)) }

// joinEach joins each pair of a batch in a transaction of its own.
func joinEach[T any](c *call, show func(tx *store.Tx, to *parley.ObjectType, in pairIn) ([]T, error)) (any, error) {
	began := c.s.DB.Now()
	inputs, err := readBatch[pairIn](c, maxJoinsWritten)
	if err != nil {
		return nil, err
	}
	to, err := c.other(c.read())
	if err != nil {
		return nil, err
	}
	failed, results := c.failures(), []T{}
	for _, in := range inputs {
		var shown []T
		err := c.tx(func(tx *store.Tx) (err error) {
			shown, err = show(tx, to, in)
			return err
		})
		if err == nil {
			results = append(results, shown...)
		} else if err := failed.add(string(in.From.ID), err); err != nil {
			return nil, err
		}
	}
	return c.batched(began, results, failed.all()), nil
}

// toOne is the second id of a pair that has one.
func (in pairIn) toOne() string {
	if len(in.To) == 0 {
		return ""
	}
	return string(in.To[0].ID)
}

func (c *call) batchJoin() (any, error) {
	return joinEach(c, func(tx *store.Tx, to *parley.ObjectType, in pairIn) ([]*labels, error) {
		out, err := c.joinTwo(tx, to, string(in.From.ID), in.toOne(), in.Types)
		return []*labels{out}, err
	})
}

func (c *call) batchJoinPlainly() (any, error) {
	return joinEach(c, func(tx *store.Tx, to *parley.ObjectType, in pairIn) ([]plainJoin, error) {
		if _, err := c.joinTwo(tx, to, string(in.From.ID), in.toOne(), nil); err != nil {
			return nil, err
		}
		return plainJoins(&tx.Reader, c.object, to, string(in.From.ID), in.toOne())
	})
}

// partEach parts each pair of a batch, all in one transaction.
func (c *call) partEach(types func(r *store.Reader, to *parley.ObjectType, in pairIn) ([]int64, error)) (any, error) {
	inputs, err := readBatch[pairIn](c, maxJoinsWritten)
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err != nil {
			return err
		}
		for _, in := range inputs {
			ids, err := types(&tx.Reader, to, in)
			if err != nil {
				return err
			}
			for _, id2 := range in.To {
				if err := c.partTwo(tx, to, string(in.From.ID), string(id2.ID), ids); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (c *call) batchPart() (any, error) {
	return c.partEach(func(*store.Reader, *parley.ObjectType, pairIn) ([]int64, error) { return nil, nil })
}

func (c *call) batchPartLabels() (any, error) {
	return c.partEach(func(_ *store.Reader, _ *parley.ObjectType, in pairIn) ([]int64, error) {
		if len(in.Types) == 0 {
			return nil, parley.Invalidf("types", "say which types are to go")
		}
		return each(in.Types, func(t joinType) int64 { return t.TypeID }), nil
	})
}

// readIn is a record of a batch, and where its page begins.
type readIn struct {
	ID    ident `json:"id"`
	After ident `json:"after"`
}

// joinedOf is what one record of a batch is joined with.
type joinedOf struct {
	From   idIn       `json:"from"`
	To     []joinedTo `json:"to"`
	Paging *paging    `json:"paging,omitempty"`
}

// readEach presents what each record of a batch is joined with.
func readEach[T any](c *call, show func(in readIn, to []joinedTo, types []*parley.AssociationType, next string) T) (any, error) {
	began := c.s.DB.Now()
	inputs, err := readBatch[readIn](c, maxJoinsRead)
	if err != nil {
		return nil, err
	}
	r := c.read()
	to, err := c.other(r)
	if err != nil {
		return nil, err
	}
	types, err := r.AssociationTypes(c.object.ID, to.ID)
	if err != nil {
		return nil, err
	}
	failed, results := c.failures(), []T{}
	for _, in := range inputs {
		rec, err := record(r, c.object, string(in.ID))
		if err != nil {
			if err := failed.add(string(in.ID), err); err != nil {
				return nil, err
			}
			continue
		}
		all, next, err := joined(r, rec, to, string(in.After), maxJoinedPage)
		if err != nil {
			return nil, err
		}
		results = append(results, show(in, all, types, next))
	}
	return c.batched(began, results, failed.all()), nil
}

func (c *call) batchJoined() (any, error) {
	return readEach(c, func(in readIn, to []joinedTo, _ []*parley.AssociationType, next string) joinedOf {
		out := joinedOf{From: idIn{in.ID}, To: to}
		if next != "" {
			out.Paging = &paging{Next: &step{After: next}}
		}
		return out
	})
}
