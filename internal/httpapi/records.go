package httpapi

import (
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// Record is a contact, company, deal, ticket, activity or custom object.
type Record struct {
	ID         string            `json:"id"`
	Object     string            `json:"object" doc:"The name of its kind"`
	Title      string            `json:"title"`
	Properties map[string]string `json:"properties" doc:"Those with a value"`
	OwnerID    *string           `json:"owner_id" doc:"The user; hubspot_owner_id among the properties is another number"`
	At         *string           `json:"at" doc:"Its place on a timeline"`
	CreatedAt  *string           `json:"created_at"`
	UpdatedAt  *string           `json:"updated_at"`
	ArchivedAt *string           `json:"archived_at"`
	Abilities  []string          `json:"abilities" doc:"What the reader may do: edit, delete"`
}

func (c *call) record(r *store.Reader, t *parley.ObjectType, rec *parley.Record) (Record, error) {
	out := Record{ID: rec.ID.String(), Object: t.Name, Title: rec.Title(t), Properties: rec.Properties, OwnerID: optionalID(rec.OwnerID), At: when(rec.At),
		CreatedAt: when(rec.CreatedAt), UpdatedAt: when(rec.UpdatedAt), ArchivedAt: when(rec.ArchivedAt), Abilities: []string{}}
	for _, act := range []auth.RecordAct{auth.EditRecord, auth.DeleteRecord} {
		ok, err := auth.MayRecord(r, c.User, t, rec, act)
		if err != nil {
			return out, err
		}
		if ok {
			out.Abilities = append(out.Abilities, string(act))
		}
	}
	return out, nil
}

// records presents those that the reader may see.
func (c *call) records(r *store.Reader, all []*parley.Record) ([]Record, error) {
	schema, err := r.Schema()
	if err != nil {
		return nil, err
	}
	out := []Record{}
	for _, rec := range all {
		t := schema.Type(rec.Type)
		if ok, err := auth.MayRecord(r, c.User, t, rec, auth.ViewRecord); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		presented, err := c.record(r, t, rec)
		if err != nil {
			return nil, err
		}
		out = append(out, presented)
	}
	return out, nil
}

type recordSearch struct {
	ObjectPath
	Body struct {
		Query        string            `json:"query,omitempty"`
		FilterGroups []crm.FilterGroup `json:"filter_groups,omitempty" doc:"Alternatives; the filters of a group hold together, as in the search API"`
		Sort         string            `json:"sort,omitempty" doc:"A property; empty: by creation"`
		Descending   bool              `json:"descending,omitempty"`
		Limit        int               `json:"limit,omitempty" doc:"50 if not given, at most 200"`
		Offset       int               `json:"offset,omitempty"`
		ListID       string            `json:"list_id,omitempty" doc:"Only those of a list"`
	}
}

// RecordList is a page of records.
type RecordList struct {
	Total   int64    `json:"total"`
	Records []Record `json:"records"`
}

func (c *call) searchRecords(in *recordSearch) (*RecordList, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, in.ObjectPath)
	if err != nil {
		return nil, err
	}
	owners, err := auth.Owners(r, c.User, t, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Limit == 0 {
		b.Limit = 50
	}
	s := &crm.Search{Type: t, Query: b.Query, Groups: b.FilterGroups, Sort: b.Sort, Desc: b.Descending, Limit: b.Limit, Offset: b.Offset, Owners: owners}
	if b.ListID != "" {
		list, err := parley.ParseID[int64]("list_id", b.ListID)
		if err != nil {
			return nil, err
		}
		if err := s.InList(r, list); err != nil {
			return nil, err
		}
	}
	found, total, err := s.Find(r)
	if err != nil {
		return nil, err
	}
	out := &RecordList{Total: total}
	out.Records, err = c.records(r, found)
	return out, err
}

type newRecordInput struct {
	ObjectPath
	Body struct {
		Properties   map[string]string `json:"properties"`
		Associations []JoinInput       `json:"associations,omitempty" maxItems:"100"`
	}
}

// JoinInput is a record to be associated with, and how.
type JoinInput struct {
	To      string  `json:"to"`
	TypeIDs []int64 `json:"type_ids,omitempty" doc:"None: the plain association"`
}

func (c *call) createRecord(in *newRecordInput) (*Record, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, in.ObjectPath)
	if err != nil {
		return nil, err
	}
	if err := c.mayDo(r, t, auth.EditRecord); err != nil {
		return nil, err
	}
	n := &crm.New{Type: t.ID, Properties: in.Body.Properties}
	for _, j := range in.Body.Associations {
		to, err := parley.ParseID[parley.RecordID]("associations.to", j.To)
		if err != nil {
			return nil, err
		}
		if _, _, err := auth.Record(r, c.User, to, auth.ViewRecord); err != nil {
			return nil, err
		}
		n.Associations = append(n.Associations, crm.Join{To: to, TypeIDs: j.TypeIDs})
	}
	var rec *parley.Record
	err = c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		rec, err = crm.CreateRecord(tx, crm.ByUser(c.User.ID), n)
		return err
	})
	return c.written(t, rec, err)
}

func (c *call) written(t *parley.ObjectType, rec *parley.Record, err error) (*Record, error) {
	if err != nil {
		return nil, err
	}
	out, err := c.record(c.s.DB.Read(c), t, rec)
	return &out, err
}

// RecordPath names a record.
type RecordPath struct {
	ID string `path:"id"`
}

// RecordPage is a record with what it is associated with.
type RecordPage struct {
	Record       Record             `json:"record"`
	Associations []AssociationGroup `json:"associations" doc:"By kind of record; activities stand on the timeline"`
}

// AssociationGroup is what a record is associated with of one kind.
type AssociationGroup struct {
	Object  string       `json:"object"`
	Records []Associated `json:"records"`
}

// Associated is a record with how it is associated.
type Associated struct {
	Record Record             `json:"record"`
	Types  []AssociationLabel `json:"types"`
}

// AssociationLabel is a type of association.
type AssociationLabel struct {
	ID     int64  `json:"id"`
	Label  string `json:"label" doc:"Empty for the plain one"`
	Custom bool   `json:"custom"`
}

func (c *call) getRecord(in *RecordPath) (*RecordPage, error) {
	r := c.s.DB.Read(c)
	rec, t, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	out := &RecordPage{}
	if out.Record, err = c.record(r, t, rec); err != nil {
		return nil, err
	}
	out.Associations, err = c.associations(r, rec)
	return out, err
}

func (c *call) seeRecord(r *store.Reader, id string, act auth.RecordAct) (*parley.Record, *parley.ObjectType, error) {
	n, err := parley.ParseID[parley.RecordID]("id", id)
	if err != nil {
		return nil, nil, parley.NotFoundf("no such record")
	}
	return auth.Record(r, c.User, n, act)
}

type patchRecord struct {
	RecordPath
	Body struct {
		Properties map[string]string `json:"properties" doc:"What changes; empty takes a value away"`
	}
}

func (c *call) updateRecord(in *patchRecord) (*Record, error) {
	return c.changeRecord(in.ID, auth.EditRecord, func(tx *store.Tx, rec *parley.Record) error {
		_, err := crm.UpdateRecord(tx, crm.ByUser(c.User.ID), rec, in.Body.Properties)
		return err
	})
}

func (c *call) archiveRecord(in *RecordPath) (*Record, error) {
	return c.changeRecord(in.ID, auth.DeleteRecord, func(tx *store.Tx, rec *parley.Record) error {
		return crm.Archive(tx, crm.ByUser(c.User.ID), rec)
	})
}

func (c *call) restoreRecord(in *RecordPath) (*Record, error) {
	return c.changeRecord(in.ID, auth.DeleteRecord, func(tx *store.Tx, rec *parley.Record) error {
		return crm.Restore(tx, crm.ByUser(c.User.ID), rec)
	})
}

// changeRecord runs fn on a record that the caller may do act with.
func (c *call) changeRecord(id string, act auth.RecordAct, fn func(tx *store.Tx, rec *parley.Record) error) (*Record, error) {
	n, err := parley.ParseID[parley.RecordID]("id", id)
	if err != nil {
		return nil, parley.NotFoundf("no such record")
	}
	var rec *parley.Record
	var t *parley.ObjectType
	err = c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if rec, t, err = auth.Record(&tx.Reader, c.User, n, act); err != nil {
			return err
		}
		return fn(tx, rec)
	})
	return c.written(t, rec, err)
}

// ValueChange is one writing of a value.
type ValueChange struct {
	Property    string  `json:"property"`
	Value       string  `json:"value" doc:"Empty: taken away"`
	At          *string `json:"at"`
	Source      string  `json:"source"`
	SourceLabel string  `json:"source_label"`
	UserID      *string `json:"user_id"`
}

// ValueHistory is the history of a record's values, newest first.
type ValueHistory struct {
	Changes []ValueChange `json:"changes"`
}

type historyQuery struct {
	RecordPath
	Property string `query:"property" doc:"Only of this one"`
}

func (c *call) recordHistory(in *historyQuery) (*ValueHistory, error) {
	r := c.s.DB.Read(c)
	rec, _, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	all, err := r.RecordChanges(rec.ID, 1000)
	out := &ValueHistory{[]ValueChange{}}
	for _, ch := range all {
		out.Changes = append(out.Changes, valueChanges(ch, in.Property)...)
	}
	return out, err
}

func valueChanges(ch *parley.RecordChange, only string) (out []ValueChange) {
	for name, value := range ch.Properties {
		if only == "" || only == name {
			out = append(out, ValueChange{Property: name, Value: value, At: when(ch.At), Source: string(ch.Source), SourceLabel: ch.SourceLabel, UserID: optionalID(ch.UserID)})
		}
	}
	slices.SortFunc(out, func(a, b ValueChange) int { return strings.Compare(a.Property, b.Property) })
	return out
}
