package httpapi

import (
	"encoding/json"
	"strconv"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
)

// RecordGathering is records of a kind gathered by hand, or by a filter (CRM-22).
type RecordGathering struct {
	ID           string            `json:"id"`
	Object       string            `json:"object"`
	Name         string            `json:"name"`
	Fixed        bool              `json:"fixed" doc:"Filled by hand, not by a filter"`
	FilterGroups []crm.FilterGroup `json:"filter_groups"`
	CreatedBy    *string           `json:"created_by"`
	UpdatedAt    *string           `json:"updated_at"`
}

// RecordGatherings is the lists of a kind.
type RecordGatherings struct {
	Lists []RecordGathering `json:"lists"`
}

func presentList(t *parley.ObjectType, l *store.RecordList) RecordGathering {
	out := RecordGathering{ID: strconv.FormatInt(l.ID, 10), Object: t.Name, Name: l.Name, Fixed: l.Fixed, FilterGroups: []crm.FilterGroup{}, CreatedBy: optionalID(l.CreatedBy), UpdatedAt: when(l.UpdatedAt)}
	json.Unmarshal([]byte(l.Filter), &out.FilterGroups)
	return out
}

func (c *call) recordLists(in *ObjectPath) (*RecordGatherings, error) {
	r := c.s.DB.Read(c)
	t, err := c.objectType(r, *in)
	if err != nil {
		return nil, err
	}
	all, err := r.RecordLists(t.ID)
	out := &RecordGatherings{[]RecordGathering{}}
	for _, l := range all {
		out.Lists = append(out.Lists, presentList(t, l))
	}
	return out, err
}

type listInput struct {
	Name         string            `json:"name" maxLength:"200"`
	Fixed        bool              `json:"fixed,omitempty"`
	FilterGroups []crm.FilterGroup `json:"filter_groups,omitempty"`
}

type newList struct {
	ObjectPath
	Body listInput
}

func (c *call) createList(in *newList) (*RecordGathering, error) {
	var t *parley.ObjectType
	l := &store.RecordList{Name: in.Body.Name, Fixed: in.Body.Fixed}
	err := c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		if t, err = c.objectType(&tx.Reader, in.ObjectPath); err != nil {
			return err
		}
		l.ID, l.Type = 0, t.ID
		return crm.SaveList(tx, c.Actor(), l, in.Body.FilterGroups)
	})
	if err != nil {
		return nil, err
	}
	out := presentList(t, l)
	return &out, nil
}

// ListPath names a list of a kind of record.
type ListPath struct {
	ObjectPath
	ID int64 `path:"id"`
}

// list returns one that is of the kind in the path.
func (c *call) list(r *store.Reader, in ListPath) (*parley.ObjectType, *store.RecordList, error) {
	t, err := c.objectType(r, in.ObjectPath)
	if err != nil {
		return nil, nil, err
	}
	l, err := r.RecordList(in.ID)
	if err == nil && l.Type != t.ID {
		err = parley.NotFoundf("there is no such list")
	}
	return t, l, err
}

type changeList struct {
	ListPath
	Body listInput
}

func (c *call) updateList(in *changeList) (*RecordGathering, error) {
	var out RecordGathering
	err := c.s.DB.Write(c, func(tx *store.Tx) error {
		t, l, err := c.list(&tx.Reader, in.ListPath)
		if err != nil {
			return err
		}
		l.Name = in.Body.Name
		err = crm.SaveList(tx, c.Actor(), l, in.Body.FilterGroups)
		out = presentList(t, l)
		return err
	})
	return &out, err
}

func (c *call) dropList(in *ListPath) error {
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		if _, _, err := c.list(&tx.Reader, *in); err != nil {
			return err
		}
		return crm.DropList(tx, c.Actor(), in.ID)
	})
}

type membersInput struct {
	ListPath
	Body struct {
		Add    []string `json:"add,omitempty" maxItems:"10000"`
		Remove []string `json:"remove,omitempty" maxItems:"10000"`
	}
}

func (c *call) changeMembers(in *membersInput) error {
	add, err := parseIDs[parley.RecordID]("add", in.Body.Add)
	if err != nil {
		return err
	}
	remove, err := parseIDs[parley.RecordID]("remove", in.Body.Remove)
	if err != nil {
		return err
	}
	return c.s.DB.Write(c, func(tx *store.Tx) error {
		if _, _, err := c.list(&tx.Reader, in.ListPath); err != nil {
			return err
		}
		for _, id := range add {
			if _, _, err := auth.Record(&tx.Reader, c.User, id, auth.ViewRecord); err != nil {
				return err
			}
		}
		if len(add) > 0 {
			if err := crm.ChangeMembers(tx, c.Actor(), in.ID, add, true); err != nil {
				return err
			}
		}
		if len(remove) == 0 {
			return nil
		}
		return crm.ChangeMembers(tx, c.Actor(), in.ID, remove, false)
	})
}

// DuplicateList is records that may be the same as one.
type DuplicateList struct {
	Duplicates []Duplicate `json:"duplicates"`
}

// Duplicate is one of them, and why.
type Duplicate struct {
	Record Record `json:"record"`
	Reason string `json:"reason" enum:"name,phone,domain"`
}

func (c *call) duplicates(in *RecordPath) (*DuplicateList, error) {
	r := c.s.DB.Read(c)
	rec, t, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	found, err := crm.Duplicates(r, rec)
	if err != nil {
		return nil, err
	}
	out := &DuplicateList{[]Duplicate{}}
	for _, d := range found {
		if ok, err := auth.MayRecord(r, c.User, t, d.Record, auth.ViewRecord); err != nil || !ok {
			continue
		}
		presented, err := c.record(r, t, d.Record)
		if err != nil {
			return nil, err
		}
		out.Duplicates = append(out.Duplicates, Duplicate{presented, d.Reason})
	}
	return out, nil
}

type apartPath struct {
	RecordPath
	Other string `path:"other"`
}

// tellApart refuses a suggestion for good.
func (c *call) tellApart(in *apartPath) error {
	other, err := parley.ParseID[parley.RecordID]("other", in.Other)
	if err != nil {
		return err
	}
	_, err = c.changeRecord(in.ID, auth.EditRecord, func(tx *store.Tx, rec *parley.Record) error {
		if _, _, err := auth.Record(&tx.Reader, c.User, other, auth.ViewRecord); err != nil {
			return err
		}
		return tx.NotSame(rec.ID, other, c.User.ID)
	})
	return err
}
