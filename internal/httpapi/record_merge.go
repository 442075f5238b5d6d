package httpapi

import (
	"strconv"

	"parley/internal/auth"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// RecordMerge is a merge that was done.
type RecordMerge struct {
	ID       string  `json:"id"`
	Record   Record  `json:"record" doc:"The survivor"`
	MergedID string  `json:"merged_id"`
	UserID   *string `json:"user_id"`
	At       *string `json:"at"`
	UndoneAt *string `json:"undone_at"`
}

type mergeRecords struct {
	RecordPath
	Body struct {
		Other string `json:"other" doc:"The record that goes into this one"`
	}
}

func (c *call) mergeRecords(in *mergeRecords) (*RecordMerge, error) {
	other, err := parley.ParseID[parley.RecordID]("other", in.Body.Other)
	if err != nil {
		return nil, err
	}
	var m *store.RecordMerge
	survivor, err := c.changeRecord(in.ID, auth.DeleteRecord, func(tx *store.Tx, rec *parley.Record) error {
		from, _, err := auth.Record(&tx.Reader, c.User, other, auth.DeleteRecord)
		if err != nil {
			return err
		}
		if m, err = triage.MergeRecords(tx, crm.ByUser(c.User.ID), rec, from); err != nil {
			return err
		}
		fresh, err := tx.Record(rec.ID)
		if err == nil {
			*rec = *fresh
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := presentMerge(m)
	out.Record = *survivor
	return out, nil
}

func presentMerge(m *store.RecordMerge) *RecordMerge {
	return &RecordMerge{ID: strconv.FormatInt(m.ID, 10), MergedID: m.MergedID.String(), UserID: optionalID(m.UserID), At: when(m.CreatedAt), UndoneAt: when(m.UndoneAt)}
}

type unmergeInput struct {
	RecordPath
	Merge int64 `path:"merge"`
}

// unmerge answers the record that stands again.
func (c *call) unmerge(in *unmergeInput) (*Record, error) {
	return c.changeRecord(in.ID, auth.DeleteRecord, func(tx *store.Tx, rec *parley.Record) error {
		m, err := tx.RecordMerge(in.Merge)
		if err != nil {
			return err
		}
		if m.SurvivorID != rec.ID {
			return parley.NotFoundf("no such merge")
		}
		other, err := triage.UnmergeRecords(tx, crm.ByUser(c.User.ID), in.Merge)
		if err == nil {
			*rec = *other
		}
		return err
	})
}

// MergeList is the merges that a record survived, newest first.
type MergeList struct {
	Merges []RecordMerge `json:"merges"`
}

func (c *call) recordMerges(in *RecordPath) (*MergeList, error) {
	r := c.s.DB.Read(c)
	rec, t, err := c.seeRecord(r, in.ID, auth.ViewRecord)
	if err != nil {
		return nil, err
	}
	presented, err := c.record(r, t, rec)
	if err != nil {
		return nil, err
	}
	all, err := r.RecordMerges(rec.ID)
	out := &MergeList{[]RecordMerge{}}
	for _, m := range all {
		x := presentMerge(m)
		x.Record = presented
		out.Merges = append(out.Merges, *x)
	}
	return out, err
}

// Certificate says what a privacy erasure took away.
type Certificate struct {
	RecordID string        `json:"record_id"`
	At       *string       `json:"at"`
	UserID   string        `json:"user_id"`
	Erased   triage.Erased `json:"erased"`
	Copies   []string      `json:"copies" doc:"Copies of the database that still hold the data"`
}

// erasePerson forgets a contact for good (CRM-18).
func (c *call) erasePerson(in *RecordPath) (*Certificate, error) {
	out := &Certificate{RecordID: in.ID, UserID: c.User.ID.String(), Copies: orEmpty(c.s.DB.Snapshots())}
	id, err := parley.ParseID[parley.RecordID]("id", in.ID)
	if err != nil {
		return nil, parley.NotFoundf("no such record")
	}
	fx := &triage.Effects{}
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		rec, t, err := auth.Record(&tx.Reader, c.User, id, auth.DeleteRecord)
		if err != nil {
			return err
		}
		if t.ID != parley.TypeContact {
			return parley.Invalidf("id", "only a contact can be erased")
		}
		*fx, out.At = triage.Effects{}, when(tx.Now)
		erased, err := triage.ErasePerson(tx, crm.ByUser(c.User.ID), rec, fx)
		if err == nil {
			out.Erased = *erased
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	c.s.free(*fx)
	return out, nil
}
