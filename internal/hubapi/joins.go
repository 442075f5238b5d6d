package hubapi

import (
	"slices"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) joinRoutes() {
	const read, write = "crm.objects.{T}.read", "crm.objects.{T}.write"
	const one, many = "/crm/v4/objects/{T}/{id}/associations", "/crm/v4/associations/{T}/{T2}/batch"
	s.on(get, one+"/{T2}", 200, read, (*call).listJoined)
	s.on(put, one+"/{T2}/{id2}", 201, write, (*call).join)
	s.on(del, one+"/{T2}/{id2}", 204, write, (*call).part)
	s.on(put, one+"/default/{T2}/{id2}", 200, write, (*call).joinPlainly)
	s.on(post, many+"/read", 200, read, (*call).batchJoined)
	s.on(post, many+"/create", 201, write, (*call).batchJoin)
	s.on(post, many+"/associate/default", 200, write, (*call).batchJoinPlainly)
	s.on(post, many+"/archive", 204, write, (*call).batchPart)
	s.on(post, many+"/labels/archive", 204, write, (*call).batchPartLabels)
	s.on(post, "/crm/v3/associations/{T}/{T2}/batch/read", 200, read, (*call).oldBatchJoined)
	s.on(post, "/crm/v3/associations/{T}/{T2}/batch/create", 201, write, (*call).oldBatchJoin)
	s.on(post, "/crm/v3/associations/{T}/{T2}/batch/archive", 204, write, (*call).oldBatchPart)
	s.on(get, "/crm/v3/associations/{T}/{T2}/types", 200, read, (*call).oldTypes)
}

// Limits of a batch of associations (CAPI-13).
const (
	maxJoinsRead    = 1000
	maxJoinsWritten = 2000
	maxJoinedPage   = 500
)

// kindOfJoin is a type of association on the wire.
type kindOfJoin struct {
	Category string  `json:"category"`
	TypeID   int64   `json:"typeId"`
	Label    *string `json:"label"` // null where there is none
}

func showKind(t *parley.AssociationType) kindOfJoin {
	out := kindOfJoin{Category: category(t), TypeID: t.ID}
	if t.Label != "" {
		out.Label = &t.Label
	}
	return out
}

func category(t *parley.AssociationType) string {
	if t.Custom {
		return "USER_DEFINED"
	}
	return "HUBSPOT_DEFINED"
}

// joinedTo is a record that another is joined with, and how.
type joinedTo struct {
	ToObjectID       string       `json:"toObjectId"`
	AssociationTypes []kindOfJoin `json:"associationTypes"`
}

// other is the second kind of record that the path names.
func (c *call) other(r *store.Reader) (*parley.ObjectType, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	return schema.Named(c.name("T2"))
}

// record returns the live record of a type that an id names.
func record(r *store.Reader, t *parley.ObjectType, id string) (*parley.Record, error) {
	missing := parley.NotFoundf("there is no %s %s", singular(t), id)
	n, err := parley.ParseID[parley.RecordID]("id", id)
	if err != nil {
		return nil, missing
	}
	rec, err := r.Record(n)
	if parley.KindOf(err) == parley.NotFound || err == nil && (rec.Type != t.ID || !rec.Live()) {
		return nil, missing
	}
	return rec, err
}

// joined returns a page of what a record is joined with, and where the next
// begins; empty if there is none.
func joined(r *store.Reader, rec *parley.Record, to *parley.ObjectType, after string, size int) ([]joinedTo, string, error) {
	from := parley.RecordID(0)
	if after != "" {
		n, err := parley.ParseID[parley.RecordID]("after", after)
		if err != nil {
			return nil, "", badCursor()
		}
		from = n
	}
	types, err := r.AssociationTypes(rec.Type, to.ID)
	if err != nil {
		return nil, "", err
	}
	all, err := r.PageAssociations(rec.ID, to.ID, from, size+1)
	if err != nil {
		return nil, "", err
	}
	out := []joinedTo{}
	for _, a := range all {
		id := a.ToID.String()
		if len(out) == 0 || out[len(out)-1].ToObjectID != id {
			if len(out) == size {
				return out, out[size-1].ToObjectID, nil
			}
			out = append(out, joinedTo{ToObjectID: id})
		}
		if at := slices.IndexFunc(types, func(t *parley.AssociationType) bool { return t.ID == a.TypeID }); at >= 0 {
			last := &out[len(out)-1]
			last.AssociationTypes = append(last.AssociationTypes, showKind(types[at]))
		}
	}
	return out, "", nil
}

func (c *call) listJoined() (any, error) {
	size, err := c.pageSize(maxJoinedPage, maxJoinedPage)
	if err != nil {
		return nil, err
	}
	r := c.read()
	to, err := c.other(r)
	if err != nil {
		return nil, err
	}
	rec, err := record(r, c.object, c.name("id"))
	if err != nil {
		return nil, err
	}
	results, next, err := joined(r, rec, to, c.word("after"), size)
	out := list{Results: results}
	if next != "" {
		out.Paging = c.next(next)
	}
	return out, err
}

// labels is what two records are joined by, as the answer to joining them.
type labels struct {
	FromObjectTypeID string   `json:"fromObjectTypeId"`
	FromObjectID     string   `json:"fromObjectId"`
	ToObjectTypeID   string   `json:"toObjectTypeId"`
	ToObjectID       string   `json:"toObjectId"`
	Labels           []string `json:"labels"`
}

// joinTwo joins the records of two ids by types; by none, the plain one.
func (c *call) joinTwo(tx *store.Tx, to *parley.ObjectType, id, id2 string, types []joinType) (*labels, error) {
	a, err := record(&tx.Reader, c.object, id)
	if err != nil {
		return nil, err
	}
	b, err := record(&tx.Reader, to, id2)
	if err != nil {
		return nil, err
	}
	ids := each(types, func(t joinType) int64 { return t.TypeID })
	if err := crm.Associate(tx, c.origin(), a, b.ID, ids...); err != nil {
		return nil, err
	}
	all, err := tx.AssociationTypes(a.Type, b.Type)
	out := &labels{a.Type.String(), a.ID.String(), b.Type.String(), b.ID.String(), []string{}}
	for _, t := range all {
		if t.Label != "" && slices.Contains(ids, t.ID) {
			out.Labels = append(out.Labels, t.Label)
		}
	}
	return out, err
}

func (c *call) join() (any, error) {
	var types []joinType
	if err := c.body(&types); err != nil {
		return nil, err
	}
	if len(types) == 0 {
		return nil, parley.Invalidf("associationTypeId", "say by which types the two are associated")
	}
	var out *labels
	err := c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err == nil {
			out, err = c.joinTwo(tx, to, c.name("id"), c.name("id2"), types)
		}
		return err
	})
	return out, err
}

// plainJoin is two records joined by the plain type, on the wire.
type plainJoin struct {
	From idIn     `json:"from"`
	To   idIn     `json:"to"`
	Spec joinType `json:"associationSpec"`
}

// plainJoins are the answer to joining plainly: one for each direction.
func plainJoins(r *store.Reader, from, to *parley.ObjectType, id, id2 string) ([]plainJoin, error) {
	types, err := r.AssociationTypes(from.ID, to.ID)
	if err != nil || len(types) == 0 {
		return nil, err
	}
	t := types[0]
	return []plainJoin{{idIn{ident(id)}, idIn{ident(id2)}, joinType{category(t), t.ID}}, {idIn{ident(id2)}, idIn{ident(id)}, joinType{category(t), t.Inverse}}}, nil
}

func (c *call) joinPlainly() (any, error) {
	began := c.s.DB.Now()
	var out []plainJoin
	err := c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err != nil {
			return err
		}
		if _, err := c.joinTwo(tx, to, c.name("id"), c.name("id2"), nil); err != nil {
			return err
		}
		out, err = plainJoins(&tx.Reader, c.object, to, c.name("id"), c.name("id2"))
		return err
	})
	return c.batched(began, out, nil), err
}

// partTwo parts the records of two ids: by types, or wholly. What is not there is
// parted already.
func (c *call) partTwo(tx *store.Tx, to *parley.ObjectType, id, id2 string, types []int64) error {
	a, err := record(&tx.Reader, c.object, id)
	if err != nil {
		return gone(err)
	}
	b, err := record(&tx.Reader, to, id2)
	if err != nil {
		return gone(err)
	}
	return crm.Dissociate(tx, c.origin(), a, b, types...)
}

// gone forgives that something is not there.
func gone(err error) error {
	if parley.KindOf(err) == parley.NotFound {
		return nil
	}
	return err
}

func (c *call) part() (any, error) {
	return nil, c.tx(func(tx *store.Tx) error {
		to, err := c.other(&tx.Reader)
		if err != nil {
			return err
		}
		return c.partTwo(tx, to, c.name("id"), c.name("id2"), nil)
	})
}
