package hubapi

import (
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) labelRoutes() {
	const read, write, all = "crm.schemas.{T}.read", "crm.schemas.{T}.write", "/crm/v4/associations/{T}/{T2}/labels"
	const limits = "/crm/v4/associations/definitions/configurations"
	s.on(get, all, 200, read, (*call).labels)
	s.on(post, all, 200, write, (*call).newLabel)
	s.on(put, all, 204, write, (*call).changeLabel)
	s.on(del, all+"/{typeId}", 204, write, (*call).dropLabel)
	s.on(get, limits+"/all", 200, "crm.schemas.contacts.read", (*call).allLimits)
	s.on(get, limits+"/{T}/{T2}", 200, read, (*call).pairLimits)
	s.on(post, limits+"/{T}/{T2}/batch/create", 201, write, (*call).setLimits)
	s.on(post, limits+"/{T}/{T2}/batch/update", 200, write, (*call).setLimits)
	s.on(post, limits+"/{T}/{T2}/batch/purge", 204, write, (*call).dropLimits)
}

func (c *call) labels() (any, error) {
	r := c.read()
	to, err := c.other(r)
	if err != nil {
		return nil, err
	}
	types, err := r.AssociationTypes(c.object.ID, to.ID)
	return list{Results: each(types, showKind)}, err
}

// labelIn is a way of belonging together as a program defines it (CAPI-13).
type labelIn struct {
	Name              string `json:"name"`
	Label             string `json:"label"`
	InverseLabel      string `json:"inverseLabel"`
	AssociationTypeID int64  `json:"associationTypeId"`
}

func (c *call) newLabel() (any, error) {
	var in labelIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	var there, back *parley.AssociationType
	err := c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err == nil {
			there, back, err = crm.DefineLabel(tx, c.Actor(), c.object.ID, to.ID, in.Name, in.Label, in.InverseLabel)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list{Results: []kindOfJoin{showKind(there), showKind(back)}}, nil
}

func (c *call) changeLabel() (any, error) {
	var in labelIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err != nil {
			return err
		}
		return crm.ChangeLabel(tx, c.Actor(), c.object.ID, to.ID, in.AssociationTypeID, in.Label, in.InverseLabel, -1)
	})
}

func (c *call) dropLabel() (any, error) {
	id, err := pathID[int64](c, "typeId")
	if err != nil {
		return nil, err
	}
	return nil, c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err != nil {
			return err
		}
		return crm.DropLabel(tx, c.Actor(), c.object.ID, to.ID, id)
	})
}

// joinLimit is how many records may belong to one by a label.
type joinLimit struct {
	FromObjectTypeID string `json:"fromObjectTypeId,omitempty"`
	ToObjectTypeID   string `json:"toObjectTypeId,omitempty"`
	kindOfJoin
	UserEnforcedMaxToObjectIDs int64 `json:"userEnforcedMaxToObjectIds,omitempty"`
}

func showLimit(t *parley.AssociationType) joinLimit {
	return joinLimit{t.From.String(), t.To.String(), showKind(t), t.Limit}
}

func (c *call) allLimits() (any, error) {
	types, err := c.read().LimitedAssociations()
	return list{Results: each(types, showLimit)}, err
}

func (c *call) pairLimits() (any, error) {
	r := c.read()
	to, err := c.other(r)
	if err != nil {
		return nil, err
	}
	types, err := r.AssociationTypes(c.object.ID, to.ID)
	return list{Results: each(types, showLimit)}, err
}

// limitIn is a limit as a program sets it.
type limitIn struct {
	Category string `json:"category"`
	TypeID   int64  `json:"typeId"`
	Max      int64  `json:"maxToObjectIds"`
}

func (c *call) setLimits() (any, error) {
	began := c.s.DB.Now()
	inputs, err := readBatch[limitIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	var set []*parley.AssociationType
	err = c.tx(func(tx *store.Tx) (err error) {
		for _, in := range inputs {
			if in.Max < 1 {
				return parley.Invalidf("maxToObjectIds", "give a number of records, at least 1")
			}
		}
		set, err = c.writeLimits(tx, inputs)
		return err
	})
	return c.batched(began, each(set, showLimit), nil), err
}

func (c *call) dropLimits() (any, error) {
	inputs, err := readBatch[limitIn](c, maxBatch)
	if err != nil {
		return nil, err
	}
	for i := range inputs {
		inputs[i].Max = 0
	}
	return nil, c.tx(func(tx *store.Tx) error {
		_, err := c.writeLimits(tx, inputs)
		return err
	})
}

func (c *call) writeLimits(tx *store.Tx, inputs []limitIn) (set []*parley.AssociationType, err error) {
	to, err := c.other(&tx.Reader)
	if err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if err := crm.ChangeLabel(tx, c.Actor(), c.object.ID, to.ID, in.TypeID, "", "", in.Max); err != nil {
			return nil, err
		}
		types, err := tx.AssociationTypes(c.object.ID, to.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range types {
			if t.ID == in.TypeID {
				set = append(set, t)
			}
		}
	}
	return set, nil
}
